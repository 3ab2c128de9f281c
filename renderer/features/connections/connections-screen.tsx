import { useLayoutEffect, useRef } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { ConnectForm } from './connect-form.tsx';
import { selectedDraft } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { DoctorPanel } from './doctor/doctor-panel.tsx';
import { ExportDialog, ImportDialog } from './transfer/transfer-dialogs.tsx';
import { ProfileForm } from './form/profile-form.tsx';
import { ProfileList } from './profile-list.tsx';
import { typedSecrets } from './form/typed-secrets.ts';
import { words } from './words.ts';

const w = words.screen;

/** Everything about connections, over the whole window: the address field, the list, the form, the doctor. */
export function ConnectionsScreen({ state, send }: PanelProps) {
  const screen = useRef<HTMLDivElement>(null);
  const { connections, transfer, doctor } = state;
  const draft = selectedDraft(connections);
  const close = () => send({ type: 'close-overlay' });
  useLayoutEffect(() => {
    const find = (selector: string) => screen.current?.querySelector<HTMLElement>(selector);
    const { refused } = connections;
    const target = refused !== null ? `[data-secret="${refused}"]` : '[role="option"][tabindex="0"]';
    (find(target) ?? find('[data-quick]'))?.focus();
  }, [connections.refused]);
  const save = (connect: boolean) =>
    send({ type: 'save-draft', secrets: typedSecrets(screen.current), connect });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    event.preventDefault();
    if (draft) save(false);
  };
  const test = () => send({ type: 'examine', secrets: typedSecrets(screen.current) });
  return (
    <Dialog label={w.title} kind="connections" onClose={close}>
      <div class="connscreen" ref={screen} onKeyDown={onKeyDown}>
        <div class="connhead row">
          <h1>{w.title}</h1>
          <ConnectForm state={state} send={send} compact />
          <button type="button" class="btn quiet" onClick={close}>
            {w.close} <kbd>Esc</kbd>
          </button>
        </div>
        <div class="connbody">
          <ProfileList state={state} send={send} />
          <div class="connmain">
            {draft ? (
              <ProfileForm
                key={draft.profile.id}
                state={state}
                send={send}
                draft={draft}
                onSave={save}
                onTest={test}
              />
            ) : (
              <NoProfile send={send} />
            )}
            {(draft || doctor.subject) && <DoctorPanel state={state} send={send} onRun={test} />}
          </div>
        </div>
        <div class="status connstatus">
          <span class="item">{w.count(connections.saved.list.length)}</span>
          {state.session.label !== '' && (
            <span class="item cut">
              {state.session.phase === 'connected' ? w.connectedTo : w.notConnectedTo}{' '}
              <bdi class="cut">{escapeForLine(state.session.label)}</bdi>
            </span>
          )}
          <span class="grow" />
          <span class={connections.saved.store === 'keychain' ? 'item' : 'item warn'}>
            {connections.saved.store === 'keychain' ? w.keyStore : w.noKeyStore}
          </span>
        </div>
        {transfer?.kind === 'import' && <ImportDialog state={state} send={send} transfer={transfer} />}
        {transfer?.kind === 'export' && <ExportDialog send={send} transfer={transfer} />}
      </div>
    </Dialog>
  );
}

const NoProfile = ({ send }: Pick<PanelProps, 'send'>) => (
  <section class="noprofile" aria-label={w.noneTitle}>
    <p class="f2">{w.noneSelected}</p>
    <div class="row wrap">
      <button type="button" class="btn primary" onClick={() => send({ type: 'new-connection' })}>
        {w.newConnection}
      </button>
      <button type="button" class="btn" onClick={() => send({ type: 'open-import' })}>
        {w.import}
      </button>
    </div>
    <p class="sm f3">
      <span class="mono">redis://user:password@host:6379</span> · <span class="mono">rediss://host:6380</span>{' '}
      · <span class="mono">10.0.0.7:7000</span> · <span class="mono">-h host -p 7000 --tls</span>
    </p>
  </section>
);
