/** The layout of the window: the view in the middle, the inspector's tab, and the size of the panels. */
import type { ActionName, ViewName } from '../../shared/actions.ts';
import { clampSize } from '../../shared/session/settings.ts';
import { LASTING_VIEWS, type Shown } from '../../shared/session/shown.ts';
import type { Message } from './message.ts';
import { showPanel, showSlot, toggleEditor, togglePanel } from './shown-panels.ts';
import type { State } from './state.ts';
import { tabOf, viewOf } from './views.ts';

/** Views that are of use before there is a cluster to connect to: the first-run screen goes. */
const NEEDS_NO_CLUSTER: ReadonlySet<ViewName> = new Set(['local', 'create', 'app-settings', 'licences']);

/** As it comes back at the next start. */
export const shownBy = ({ active, split, view }: State): Shown => ({
  shell: active,
  split,
  view: LASTING_VIEWS.includes(view) ? view : 'shell',
});

export function reduceShown(state: State, message: Message): State {
  switch (message.type) {
    case 'resized':
      return { ...state, width: message.width, drawer: null };
    case 'view':
      return { ...state, view: message.view, drawer: null };
    case 'tab':
      return { ...state, tab: message.tab };
    case 'close-drawer':
      return { ...state, drawer: null };
    case 'panel-width': {
      const name = `${message.panel}Width` as const;
      return { ...state, settings: { ...state.settings, [name]: clampSize(name, message.width) } };
    }
    case 'editor-height': {
      const editorHeight = clampSize('editorHeight', message.height);
      return { ...state, settings: { ...state.settings, editorHeight } };
    }
    case 'ask-slot':
      return showPanel({ ...state, tab: 'slot', overlay: null }, 'inspector');
    case 'read-key':
    case 'insert-key':
    case 'insert-command':
    case 'lesson-insert':
      return { ...state, view: 'shell', drawer: null };
    case 'operations-open':
    case 'operations-offered':
    case 'operations-resume':
    case 'operations-undo':
      return { ...state, view: 'operations', drawer: null, overlay: null };
    case 'action':
      return reduceAction(state, message.name);
    default:
      return state;
  }
}

function reduceAction(state: State, name: ActionName): State {
  const view = viewOf(name);
  if (view) return { ...state, view, drawer: null, started: state.started || NEEDS_NO_CLUSTER.has(view) };
  const tab = tabOf(name);
  if (tab === 'slot') return showSlot({ ...state, tab });
  if (tab) return showPanel({ ...state, tab }, 'inspector');
  switch (name) {
    case 'toggle-nodes':
      return togglePanel(state, 'nodes');
    case 'toggle-inspector':
      return togglePanel(state, 'inspector');
    case 'toggle-editor':
      return toggleEditor(state);
    case 'focus-shell':
    case 'broadcast':
    case 'find':
      return { ...state, view: 'shell', drawer: null };
    default:
      return state;
  }
}
