/** Importing and exporting connections. The user reviews an import before it is saved. Secrets are exported only encrypted. */
import { useRef, useState } from 'preact/hooks';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { TransferState } from './state.ts';
import type { PanelProps } from '../../../window/state.ts';
import { Dialog, DialogHead } from '../../../kit/dialog.tsx';
import { FailureText } from '../../../kit/parts.tsx';
import { KeepQuestion } from '../form/secret-field.tsx';
import { words } from './words.ts';

type Import = Extract<TransferState, { kind: 'import' }>;
type Export = Extract<TransferState, { kind: 'export' }>;

/** As main requires. */
const SHORTEST_PASSPHRASE = 8;

export function ImportDialog({ state, send, transfer }: PanelProps & { transfer: Import }) {
  const close = () => send({ type: 'close-transfer' });
  return (
    <Dialog label={words.import} kind="transfer" onClose={close}>
      <DialogHead title={words.import} onClose={close} />
      {transfer.phase === 'ask' && <AskWhat transfer={transfer} send={send} />}
      {transfer.phase === 'sealed' && <AskPassphrase transfer={transfer} send={send} />}
      {transfer.phase === 'read' && <Review transfer={transfer} state={state} send={send} />}
      {transfer.failure && <FailureText failure={transfer.failure} />}
    </Dialog>
  );
}

type PartProps = Pick<PanelProps, 'send'> & { transfer: Import };

/** Pasted text may hold passwords: it goes to main, and nothing here keeps it. */
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
        {words.paste}
      </label>
      <textarea
        ref={field}
        id="import-text"
        class="input mono"
        rows={6}
        placeholder={words.pasteHint}
        autocomplete="off"
        spellcheck={false}
        wrap="off"
      />
      <div class="row">
        <button type="submit" class="btn primary" disabled={transfer.isPending}>
          {words.read}
        </button>
        <span class="grow" />
        <button
          type="button"
          class="btn"
          disabled={transfer.isPending}
          onClick={() => send({ type: 'read-import', from: { file: true } })}
        >
          {words.chooseFile}
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
        {words.sealed}
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
          {transfer.isPending ? words.opening : words.open}
        </button>
      </div>
    </form>
  );
}

/** Notes shown at most. */
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
      <ul class="reviewlist" aria-label={words.found}>
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
                  {count > 0 && words.secrets(count)}
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
        <section class="reviewnotes sm" aria-label={words.notes}>
          <ul>
            {notes.slice(0, MOST_NOTES).map(({ about, text }, i) => (
              <li key={i}>
                {about && <b>{words.note(escapeForLine(about))}</b>}
                {escapeForLine(text)}
              </li>
            ))}
            {notes.length > MOST_NOTES && <li>{words.moreNotes(notes.length - MOST_NOTES)}</li>}
          </ul>
        </section>
      )}
      {secrets > 0 &&
        (store === 'keychain' ? (
          <p class="xs f3">{words.toKeyStore}</p>
        ) : (
          <KeepQuestion
            id="import-keep"
            label={words.keepField}
            what={words.theirSecrets}
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
          {words.save(transfer.chosen.size)}
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
    if (first!.value.length < SHORTEST_PASSPHRASE) return setProblem(words.tooShort(SHORTEST_PASSPHRASE));
    if (first!.value !== second!.value) return setProblem(words.different);
    setProblem('');
    send({ type: 'export', passphrase: first!.value });
    first!.value = second!.value = '';
  };
  return (
    <Dialog label={words.export} kind="transfer" onClose={close}>
      <DialogHead title={words.exportTitle(transfer.ids.length)} onClose={close} />
      <form ref={form} class="transferform" onSubmit={submit}>
        <label class="mark sm">
          <input type="radio" name="sealed" checked={!isSealed} onChange={() => setSealed(false)} />
          {words.withoutSecrets}
        </label>
        <label class="mark sm">
          <input type="radio" name="sealed" checked={isSealed} onChange={() => setSealed(true)} />
          {words.withSecrets}
        </label>
        {isSealed && (
          <>
            <div class="pair">
              {[words.passphrase, words.passphraseAgain].map((label) => (
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
            <p class="xs f3">{words.passphraseNote}</p>
          </>
        )}
        {problem !== '' && (
          <p id="export-problem" class="xs bad" role="alert">
            {problem}
          </p>
        )}
        <div class="row">
          <button type="submit" class="btn primary" disabled={transfer.isPending}>
            {transfer.isPending ? words.encrypting : words.exportButton}
          </button>
          <span class="sm f2 cut" role="status">
            {transfer.path !== null && words.saved(escapeForLine(transfer.path))}
          </span>
        </div>
        {transfer.failure && <FailureText failure={transfer.failure} />}
      </form>
    </Dialog>
  );
}
