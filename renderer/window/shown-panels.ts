/** Which panels are shown, and how large: as the settings say, if the window has room. */
import { features } from '../features/index.ts';
import type { Feature } from './feature.ts';
import type { State } from './state.ts';
import type { PanelName } from './window-message.ts';

/** In a window narrower than this, a side panel opens over the shell. */
const ROOM = { inspector: 1100, nodes: 760 };

/** Whether a panel opens over the middle: the window is narrow, or the view needs the whole of it. */
export const isDrawer = (state: State, panel: PanelName) => state.width < ROOM[panel] || isWide(state);

function isWide(state: State): boolean {
  if (state.view === 'shell') return false;
  const feature: Feature = features[state.view];
  return feature.isWide?.(state) ?? false;
}
export const isShown = (state: State, panel: PanelName) =>
  isDrawer(state, panel) ? state.drawer === panel : state.settings[`${panel}Shown`];

/** The card of a lesson is in the inspector if that is beside the shell, else under the tabs. */
export const hasLessonBeside = (state: State) => !isDrawer(state, 'inspector') && isShown(state, 'inspector');

export function showPanel(state: State, panel: PanelName): State {
  if (isDrawer(state, panel)) return { ...state, drawer: panel };
  return { ...state, settings: { ...state.settings, [`${panel}Shown`]: true } };
}

/** Whether the calculator under the nodes is visible: it takes a key as well as the Slot panel does. */
export const hasCalculator = (state: State) => !isDrawer(state, 'nodes') && state.settings.nodesShown;

export function showSlot(state: State): State {
  if (hasCalculator(state) && isDrawer(state, 'inspector')) return state;
  return showPanel(state, 'inspector');
}

export function togglePanel(state: State, panel: PanelName): State {
  if (isDrawer(state, panel)) return { ...state, drawer: state.drawer === panel ? null : panel };
  return { ...state, settings: { ...state.settings, [`${panel}Shown`]: !state.settings[`${panel}Shown`] } };
}

/** A view hides the editor: then the editor is shown, never hidden. */
export function toggleEditor(state: State): State {
  const editorShown = state.view !== 'shell' || !state.settings.editorShown;
  return { ...state, view: 'shell', drawer: null, settings: { ...state.settings, editorShown } };
}
