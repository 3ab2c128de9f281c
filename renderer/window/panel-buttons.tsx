import { ACTIONS } from '../../shared/actions.ts';
import { isShown } from './shown-panels.ts';
import type { PanelProps } from './state.ts';
import { TABS } from './views.ts';
import { shortcutText } from '../kit/parts.tsx';

const SHOW = ACTIONS.find((action) => action.name === 'toggle-editor')!;

/** Buttons beside the tabs for the editor and the side panels, if they are hidden or have no room. */
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
          {TABS.find(({ name }) => name === state.tab)?.label}
        </button>
      )}
    </>
  );
}
