import type { PanelProps } from '../state.ts';
import { PanelButtons } from './panel-buttons.tsx';

/** The shells of the window, and the way to another one. */
export function ShellTabs({ state, send }: PanelProps) {
  const ids = Object.keys(state.sessions).map(Number);
  const move = (event: KeyboardEvent, id: number) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = ids[ids.indexOf(id) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    send({ type: 'show-shell', shell: next });
    document.getElementById(`tab-shell-${next}`)?.focus();
  };
  return (
    <>
      <div class="tablist" role="tablist" aria-label="Shells">
        {ids.map((id, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-shell-${id}`}
            aria-selected={id === state.active}
            aria-controls="terminal"
            tabIndex={id === state.active ? 0 : -1}
            onClick={() => send({ type: 'show-shell', shell: id })}
            onAuxClick={(event) => event.button === 1 && send({ type: 'close-shell', shell: id })}
            onKeyDown={(event) => move(event, id)}
          >
            {ids.length === 1 ? 'Shell' : `Shell ${i + 1}`}
            {ids.length > 1 && shellNote(state.sessions[id]!)}
          </button>
        ))}
        <button
          type="button"
          class="btn quiet"
          aria-label="New shell"
          title="New shell (Ctrl+Shift+O)"
          onClick={() => send({ type: 'action', name: 'new-shell' })}
        >
          +
        </button>
        {ids.length > 1 && (
          <button
            type="button"
            class="btn quiet"
            aria-label="Close this shell"
            title="Close this shell (Ctrl+Shift+W)"
            onClick={() => send({ type: 'close-shell', shell: state.active })}
          >
            ×
          </button>
        )}
      </div>
      <div class="panelbuttons">
        <PanelButtons state={state} send={send} />
      </div>
    </>
  );
}

/** What a shell holds that one should not forget when it is not in sight. */
function shellNote({ transaction, subscribed }: PanelProps['state']['session']) {
  const note = transaction || (subscribed ? 'subscribed' : '');
  return note && <span class="note">{note}</span>;
}
