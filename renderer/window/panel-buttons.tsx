import { ACTIONS } from '../../shared/actions.ts';
import { isShown } from './shown-panels.ts';
import type { PanelProps } from './state.ts';
import { shortcutText } from '../kit/parts.tsx';

const SHOW = ACTIONS.find((action) => action.name === 'toggle-editor')!;

/** Beside the work's tabs: the way to the editor, or to a side panel, that is hidden or has no room. */
export function PanelButtons({ state, send }: PanelProps) {
  if (!state.started) return null;
  return (
    <>
      {!state.settings.editorShown && state.view === 'shell' && (
        <button
          type="button"
          class="btn quiet"
          title={`${SHOW.label} · ${shortcutText(SHOW.shortcut)}`}
          onClick={() => send({ type: 'action', name: SHOW.name })}
        >
          Editor
        </button>
      )}
      {!isShown(state, 'nodes') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-nodes' })}
        >
          Nodes
        </button>
      )}
      {!isShown(state, 'inspector') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-inspector' })}
        >
          {{ trace: 'Trace', slot: 'Slot', changes: 'Changes' }[state.tab]}
        </button>
      )}
    </>
  );
}
