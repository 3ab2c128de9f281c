import { useLayoutEffect } from 'preact/hooks';
import type { PanelProps } from './state.ts';
import { PanelButtons } from './panel-buttons.tsx';
import { VIEWS } from './views.ts';

/** A tab for each shell and for each view, and the buttons that open and close shells. */
export function ShellTabs({ state, send }: PanelProps) {
  const ids = Object.keys(state.sessions).map(Number);
  const tabs = [...ids.map((id) => `tab-shell-${id}`), ...VIEWS.map(({ name }) => `tab-${name}`)];
  const selected = state.view === 'shell' ? `tab-shell-${state.active}` : `tab-${state.view}`;
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[tabs.indexOf((event.target as HTMLElement).id) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    document.getElementById(next)?.click();
    document.getElementById(next)?.focus();
  };
  useLayoutEffect(() => {
    document.getElementById(selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected, ids.length]);
  return (
    <>
      <div
        class="tablist"
        role="tablist"
        aria-label="Shells and views"
        onKeyDown={move}
        onWheel={({ currentTarget, deltaY }) => (currentTarget.scrollLeft += deltaY)}
      >
        {ids.map((id, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-shell-${id}`}
            aria-selected={selected === `tab-shell-${id}`}
            aria-controls="terminal"
            tabIndex={selected === `tab-shell-${id}` ? 0 : -1}
            onClick={() => send({ type: 'show-shell', shell: id })}
            onAuxClick={(event) => event.button === 1 && send({ type: 'close-shell', shell: id })}
          >
            {ids.length === 1 ? 'Shell' : `Shell ${i + 1}`}
            {ids.length > 1 && shellNote(state.sessions[id]!)}
          </button>
        ))}
        {VIEWS.map(({ name: view, label }) => (
          <button
            key={view}
            type="button"
            role="tab"
            id={`tab-${view}`}
            aria-selected={state.view === view}
            aria-controls="view"
            tabIndex={state.view === view ? 0 : -1}
            onClick={() => send({ type: 'view', view })}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="tabbuttons">
        <button
          type="button"
          class="btn quiet"
          aria-label="New shell"
          title="New shell (Ctrl+Shift+O)"
          onClick={() => send({ type: 'action', name: 'new-shell' })}
        >
          +
        </button>
        {ids.length > 1 && state.view === 'shell' && (
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

/** Note on a hidden shell whose transaction or subscription the user should not forget. */
function shellNote({ transaction, subscribed }: PanelProps['state']['session']) {
  const note = transaction || (subscribed ? 'subscribed' : '');
  return note && <span class="note">{note}</span>;
}
