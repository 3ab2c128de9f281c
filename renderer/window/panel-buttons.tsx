import { actionLabel } from '../../shared/action-labels.ts';
import { isShown } from './shown-panels.ts';
import type { PanelProps } from './state.ts';
import { TABS } from './views.ts';
import { tabsWords } from './words.ts';
import { actionHint } from './action-hint.ts';

/** Buttons beside the tabs for the editor and the side panels, if they are hidden or have no room. */
export function PanelButtons({ state, send }: PanelProps) {
  if (!state.started) return null;
  const words = tabsWords(state.language);
  return (
    <>
      {!state.settings.editorShown && state.view === 'shell' && (
        <button
          type="button"
          class="btn quiet"
          title={actionHint('toggle-editor', state)}
          onClick={() => send({ type: 'action', name: 'toggle-editor' })}
        >
          {words.editor}
        </button>
      )}
      {!isShown(state, 'nodes') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-nodes' })}
        >
          {words.nodes}
        </button>
      )}
      {!isShown(state, 'inspector') && (
        <button
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'action', name: 'toggle-inspector' })}
        >
          {actionLabel(TABS.find(({ name }) => name === state.tab)!.action, state.language)}
        </button>
      )}
    </>
  );
}
