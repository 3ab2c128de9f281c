import { hasLessonBeside, isDrawer } from './shown-panels.ts';
import { actionLabel } from '../../shared/action-labels.ts';
import type { TabName } from '../../shared/actions.ts';
import { features } from '../features/index.ts';
import type { PanelProps } from './state.ts';
import { TABS } from './views.ts';
import { tabsWords } from './words.ts';
import { CrossIcon } from '../kit/icons.tsx';
import { IconButton } from '../kit/parts.tsx';
import { Filled } from './filled.tsx';
import { Resizer } from './resizer.tsx';

export function Inspector({ state, send }: PanelProps) {
  const words = tabsWords(state.language);
  const Shown = features[state.tab].tab;
  return (
    <>
      {hasLessonBeside(state) && <Filled state={state} send={send} place="lesson" />}
      <div class="tabs">
        <div
          class="tablist"
          role="tablist"
          aria-label={words.inspector}
          onKeyDown={(event) => moveTab(event, state.tab, send)}
        >
          {TABS.map(({ name: tab, action }) => (
            <button
              key={tab}
              type="button"
              role="tab"
              id={`tab-${tab}`}
              aria-controls="inspected"
              aria-selected={state.tab === tab}
              tabIndex={state.tab === tab ? 0 : -1}
              onClick={() => send({ type: 'tab', tab })}
            >
              {actionLabel(action, state.language)}
            </button>
          ))}
        </div>
        <span class="grow" />
        {isDrawer(state, 'inspector') && (
          <IconButton label={words.closeInspector} onClick={() => send({ type: 'close-drawer' })}>
            <CrossIcon />
          </IconButton>
        )}
      </div>
      <div class="tabpanel" role="tabpanel" id="inspected" aria-labelledby={`tab-${state.tab}`}>
        <Shown state={state} send={send} />
      </div>
      <Resizer state={state} send={send} panel="inspector" />
    </>
  );
}

function moveTab(event: KeyboardEvent, from: TabName, send: PanelProps['send']) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = TABS.findIndex(({ name }) => name === from);
  const to = TABS[(at + step + TABS.length) % TABS.length]!.name;
  send({ type: 'tab', tab: to });
  document.getElementById(`tab-${to}`)?.focus();
}
