import { isDrawer } from './shown-panels.ts';
import type { InspectorTab, PanelProps } from './state.ts';
import { ChangesPanel } from '../features/timeline/changes-panel.tsx';
import { CrossIcon } from '../kit/icons.tsx';
import { IconButton } from '../kit/parts.tsx';
import { Resizer } from './resizer.tsx';
import { SlotPanel } from '../features/slot/slot-panel.tsx';
import { TracePanel } from '../features/trace/trace-panel.tsx';

const TABS: readonly { tab: InspectorTab; label: string }[] = [
  { tab: 'trace', label: 'Trace' },
  { tab: 'slot', label: 'Slot' },
  { tab: 'changes', label: 'Changes' },
];

const PANELS = { trace: TracePanel, slot: SlotPanel, changes: ChangesPanel } as const;

export function Inspector({ state, send }: PanelProps) {
  const Shown = PANELS[state.tab];
  return (
    <>
      <div class="tabs">
        <div
          class="tablist"
          role="tablist"
          aria-label="Inspector"
          onKeyDown={(event) => moveTab(event, state.tab, send)}
        >
          {TABS.map(({ tab, label }) => (
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
              {label}
            </button>
          ))}
        </div>
        <span class="grow" />
        {isDrawer(state, 'inspector') && (
          <IconButton label="Close the inspector" onClick={() => send({ type: 'close-drawer' })}>
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

function moveTab(event: KeyboardEvent, from: InspectorTab, send: PanelProps['send']) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const at = TABS.findIndex(({ tab }) => tab === from);
  const to = TABS[(at + step + TABS.length) % TABS.length]!.tab;
  send({ type: 'tab', tab: to });
  document.getElementById(`tab-${to}`)?.focus();
}
