import { useLayoutEffect, useRef } from 'preact/hooks';
import { actionLabel } from '../../shared/action-labels.ts';
import type { ActionName } from '../../shared/actions.ts';
import { BroadcastMark } from '../features/broadcast/mark.tsx';
import { isTicked } from '../features/broadcast/state.ts';
import { features } from '../features/index.ts';
import { shellName } from '../kit/shell-name.ts';
import { menuTarget } from '../kit/menu-target.ts';
import type { Feature } from './feature.ts';
import type { PanelProps } from './state.ts';
import { actionHint } from './action-hint.ts';
import { PanelButtons } from './panel-buttons.tsx';
import { VIEWS } from './views.ts';
import { tabsWords } from './words.ts';

const FIRST = VIEWS.filter(({ isFirst }) => isFirst);
const REST = VIEWS.filter(({ isFirst }) => !isFirst);

/** A tab for each shell and for each view, and the buttons that open and close shells. */
export function ShellTabs({ state, send }: PanelProps) {
  const words = tabsWords(state.language);
  const label = (name: ActionName) => actionLabel(name, state.language);
  const later = REST.filter(({ name, isRare }) => !isRare || name === state.view);
  const ids = Object.keys(state.sessions).map(Number);
  const tabs = [
    ...FIRST.map(({ name }) => `tab-${name}`),
    ...ids.map((id) => `tab-shell-${id}`),
    ...later.map(({ name }) => `tab-${name}`),
  ];
  const selected = state.view === 'shell' ? `tab-shell-${state.active}` : `tab-${state.view}`;
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[tabs.indexOf((event.target as HTMLElement).id) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    document.getElementById(next)?.click();
    document.getElementById(next)?.focus();
  };
  const list = useRef<HTMLDivElement>(null);
  // Also a narrower window, or a tab that grows by a number, would push it out of sight.
  useLayoutEffect(() => {
    const resized = new ResizeObserver(() =>
      document.getElementById(selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
    for (const element of [list.current!, ...list.current!.children]) resized.observe(element);
    return () => resized.disconnect();
  }, [selected, tabs.length]);
  return (
    <>
      <div
        ref={list}
        class="tablist"
        role="tablist"
        aria-label={words.shellsAndViews}
        onKeyDown={move}
        onWheel={({ currentTarget, deltaY }) => (currentTarget.scrollLeft += deltaY)}
      >
        {FIRST.map((view) => (
          <ViewTab key={view.name} view={view} state={state} send={send} />
        ))}
        {ids.map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            class={state.split?.panes.includes(id) ? 'inpane' : undefined}
            id={`tab-shell-${id}`}
            aria-selected={selected === `tab-shell-${id}`}
            aria-controls="terminal"
            tabIndex={selected === `tab-shell-${id}` ? 0 : -1}
            {...menuTarget({ kind: 'shell', id })}
            onClick={() => send({ type: 'show-shell', shell: id })}
            onAuxClick={(event) => event.button === 1 && send({ type: 'close-shell', shell: id })}
          >
            {shellName(state, id)}
            {ids.length > 1 && shellNote(state.sessions[id]!, words.subscribed)}
            {isTicked(state, id) && <BroadcastMark language={state.language} />}
          </button>
        ))}
        {later.map((view) => (
          <ViewTab key={view.name} view={view} state={state} send={send} />
        ))}
      </div>
      <div class="tabbuttons">
        <button
          type="button"
          class="btn quiet"
          aria-label={label('new-shell')}
          title={actionHint('new-shell', state)}
          onClick={() => send({ type: 'action', name: 'new-shell' })}
        >
          +
        </button>
        {ids.length > 1 && state.view === 'shell' && (
          <button
            type="button"
            class="btn quiet"
            aria-label={label('close-shell')}
            title={actionHint('close-shell', state)}
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

function ViewTab({ view: { name, action }, state, send }: PanelProps & { view: (typeof VIEWS)[number] }) {
  const feature: Feature = features[name];
  const badge = feature.badge?.(state);
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={state.view === name}
      aria-controls="view"
      tabIndex={state.view === name ? 0 : -1}
      {...menuTarget({ kind: 'view', name })}
      onClick={() => send({ type: 'view', view: name })}
    >
      {actionLabel(action, state.language)}
      {badge && (
        <span class={badge.isBad ? 'count bad' : 'count'} role="img" aria-label={badge.label}>
          {badge.count}
        </span>
      )}
    </button>
  );
}

/** Note on a hidden shell whose transaction or subscription the user should not forget. */
function shellNote({ transaction, subscribed }: PanelProps['state']['session'], whileSubscribed: string) {
  const note = transaction || (subscribed ? whileSubscribed : '');
  return note && <span class="note">{note}</span>;
}
