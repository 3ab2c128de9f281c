import { actionLabel } from '../../shared/action-labels.ts';
import { ACTIONS } from '../../shared/actions.ts';
import { isShown } from './shown-panels.ts';
import type { PanelProps } from './state.ts';
import { TABS } from './views.ts';
import { tabsWords } from './words.ts';
import { shortcutText } from '../kit/parts.tsx';

const SHOW = ACTIONS.find((action) => action.name === 'toggle-editor')!;

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
          title={`${actionLabel(SHOW.name, state.language)} · ${shortcutText(SHOW.shortcut)}`}
          onClick={() => send({ type: 'action', name: SHOW.name })}
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
