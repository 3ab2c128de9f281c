/** Importing and exporting connections: what is found is looked at before it is saved; secrets go along only when sealed. */
import { useRef, useState } from 'preact/hooks';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { TransferState } from './state.ts';
import type { PanelProps } from '../../../window/state.ts';
import { Dialog, DialogHead } from '../../../kit/dialog.tsx';
import { counted } from '../../../kit/numbers.ts';
import { FailureText } from '../../../kit/parts.tsx';
import { KeepQuestion } from '../form/secret-field.tsx';

type Import = Extract<TransferState, { kind: 'import' }>;
type Export = Extract<TransferState, { kind: 'export' }>;

/** As main asks for one. */
const SHORTEST_PASSPHRASE = 8;

export function ImportDialog({ state, send, transfer }: PanelProps & { transfer: Import }) {
  const close = () => send({ type: 'close-transfer' });
  return (
    <Dialog label="Import connections" kind="transfer" onClose={close}>
      <DialogHead title="Import connections" onClose={close} />
      {transfer.phase === 'ask' && <AskWhat transfer={transfer} send={send} />}
      {transfer.phase === 'sealed' && <AskPassphrase transfer={transfer} send={send} />}
      {transfer.phase === 'read' && <Review transfer={transfer} state={state} send={send} />}
      {transfer.failure && <FailureText failure={transfer.failure} />}
    </Dialog>
  );
}

type PartProps = Pick<PanelProps, 'send'> & { transfer: Import };

/** What is pasted may hold passwords: it goes to main, and is let go of. */
function AskWhat({ transfer, send }: PartProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const read = (event: Event) => {
    event.preventDefault();
    const text = field.current!.value;
    if (text.trim() !== '') send({ type: 'read-import', from: { text } });
  };
  return (
    <form class="transferform" onSubmit={read}>
      <label class="sm f2" for="import-text">
        A redis:// URL, a redis-cli command line, several of them, or the text of an exported file (of
        Slotshell, RedisInsight or Another Redis Desktop Manager):
      </label>
      <textarea
        ref={field}
        id="import-text"
        class="input mono"
        rows={6}
        placeholder={'redis-cli -h 10.0.0.7 -p 7000 --tls --cacert ca.pem\nrediss://user@host:6380'}
        autocomplete="off"
        spellcheck={false}
        wrap="off"
      />
      <div class="row">
        <button type="submit" class="btn primary" disabled={transfer.isPending}>
          Read it
        </button>
        <span class="grow" />
        <button
          type="button"
          class="btn"
          disabled={transfer.isPending}
          onClick={() => send({ type: 'read-import', from: { file: true } })}
        >
          Choose a file…
        </button>
      </div>
    </form>
  );
}

function AskPassphrase({ transfer, send }: PartProps) {
  const field = useRef<HTMLInputElement>(null);
  const open = (event: Event) => {
    event.preventDefault();
    const passphrase = field.current!.value;
    field.current!.value = '';
    if (passphrase !== '') send({ type: 'read-import', from: { passphrase } });
  };
  return (
    <form class="transferform" onSubmit={open}>
      <label class="sm f2" for="import-passphrase">
        This export is sealed. Its passphrase:
      </label>
      <input
        ref={field}
        id="import-passphrase"
        class="input mono"
        type="password"
        autocomplete="off"
        autofocus
      />
      <div class="row">
        <button type="submit" class="btn primary" disabled={transfer.isPending}>
          {transfer.isPending ? 'Opening…' : 'Open'}
        </button>
      </div>
    </form>
  );
}

/** Notes are drawn up to so many. */
const MOST_NOTES = 100;

function Review({ transfer, send, state }: PartProps & Pick<PanelProps, 'state'>) {
  const { found, notes } = transfer.preview!;
  const secrets = found.reduce(
    (sum, one) => sum + (transfer.chosen.has(one.profile.id) ? one.secrets : 0),
    0,
  );
  const { keep, saved } = state.connections;
  const { store } = saved;
  return (
    <>
      <ul class="reviewlist" aria-label="Connections found">
        {found.map(({ profile, description, secrets: count }) => (
          <li key={profile.id}>
            <label class="row">
              <input
                type="checkbox"
                checked={transfer.chosen.has(profile.id)}
                onChange={(event) =>
                  send({ type: 'import-choose', id: profile.id, on: event.currentTarget.checked })
                }
              />
              <span class="grow">
                <bdi class="cut">{escapeForLine(profile.name)}</bdi>
                <span class="mono xs f3 cut">
                  {escapeForLine(description)}
                  {count > 0 && ` · ${counted(count, 'secret')}`}
                </span>
              </span>
              <span class="env" data-env={profile.environment}>
                {profile.environment}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {notes.length > 0 && (
        <section class="reviewnotes sm" aria-label="Not taken over">
          <ul>
            {notes.slice(0, MOST_NOTES).map(({ about, text }, i) => (
              <li key={i}>
                {about && <b>{escapeForLine(about)}: </b>}
                {escapeForLine(text)}
              </li>
            ))}
            {notes.length > MOST_NOTES && <li>{counted(notes.length - MOST_NOTES, 'further note')}</li>}
          </ul>
        </section>
      )}
      {secrets > 0 &&
        (store === 'keychain' ? (
          <p class="xs f3">Their secrets go to the system’s key store.</p>
        ) : (
          <KeepQuestion
            id="import-keep"
            label="secrets"
            what="their secrets"
            keep={keep}
            store={store}
            send={send}
          />
        ))}
      <div class="row">
        <button
          type="button"
          class="btn primary"
          autofocus
          disabled={transfer.isPending || transfer.chosen.size === 0}
          onClick={() => send({ type: 'take-import' })}
        >
          Save {counted(transfer.chosen.size, 'connection')}
        </button>
      </div>
    </>
  );
}

export function ExportDialog({ send, transfer }: Pick<PanelProps, 'send'> & { transfer: Export }) {
  const form = useRef<HTMLFormElement>(null);
  const [isSealed, setSealed] = useState(false);
  const [problem, setProblem] = useState('');
  const close = () => send({ type: 'close-transfer' });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isSealed) return send({ type: 'export', passphrase: null });
    const [first, second] = [...form.current!.querySelectorAll<HTMLInputElement>('[type="password"]')];
    if (first!.value.length < SHORTEST_PASSPHRASE)
      return setProblem(`The passphrase is too short. Give at least ${SHORTEST_PASSPHRASE} characters.`);
    if (first!.value !== second!.value) return setProblem('The two are not the same. Type them again.');
    setProblem('');
    send({ type: 'export', passphrase: first!.value });
    first!.value = second!.value = '';
  };
  return (
    <Dialog label="Export connections" kind="transfer" onClose={close}>
      <DialogHead title={`Export ${counted(transfer.ids.length, 'connection')}`} onClose={close} />
      <form ref={form} class="transferform" onSubmit={submit}>
        <label class="mark sm">
          <input type="radio" name="sealed" checked={!isSealed} onChange={() => setSealed(false)} />
          Without passwords and keys
        </label>
        <label class="mark sm">
          <input type="radio" name="sealed" checked={isSealed} onChange={() => setSealed(true)} />
          With them, the file sealed by a passphrase
        </label>
        {isSealed && (
          <>
            <div class="pair">
              {['Passphrase', 'Passphrase again'].map((label) => (
                <input
                  key={label}
                  class="input mono"
                  type="password"
                  aria-label={label}
                  aria-invalid={problem !== ''}
                  aria-describedby={problem === '' ? undefined : 'export-problem'}
                  placeholder={label}
                  autocomplete="off"
                />
              ))}
            </div>
            <p class="xs f3">Nobody can open the file without it. It is not kept anywhere.</p>
          </>
        )}
        {problem !== '' && (
          <p id="export-problem" class="xs bad" role="alert">
            {problem}
          </p>
        )}
        <div class="row">
          <button type="submit" class="btn primary" disabled={transfer.isPending}>
            {transfer.isPending ? 'Sealing…' : 'Export…'}
          </button>
          <span class="sm f2 cut" role="status">
            {transfer.path !== null && `Saved to ${escapeForLine(transfer.path)}`}
          </span>
        </div>
        {transfer.failure && <FailureText failure={transfer.failure} />}
      </form>
    </Dialog>
  );
}
