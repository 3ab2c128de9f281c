/** Draws the state into the window's static frame (index.html). Only the shells, and the heads of their panes, draw into the terminal's element. */
import { render } from 'preact';
import { features } from '../features/index.ts';
import { Filled } from './filled.tsx';
import { HintLine } from './hint-line.tsx';
import { Inspector } from './inspector.tsx';
import { overlayPart } from './overlay-state.ts';
import { drawPanes } from './panes.tsx';
import { EditorResizer, Resizer } from './resizer.tsx';
import { ShellTabs } from './shell-tabs.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import { windowTitle } from './window-title.ts';
import { hasLessonBeside, isDrawer, isShown } from './shown-panels.ts';
import type { Send, State } from './state.ts';
import type { PanelName } from './window-message.ts';

const PANELS: readonly PanelName[] = ['nodes', 'inspector'];
const elements = new Map<string, HTMLElement>();
/** An element of index.html. The menu's is in a dialog for a while, which may go away with it. */
function element(id: string): HTMLElement {
  const found = elements.get(id) ?? document.getElementById(id)!;
  elements.set(id, found);
  return found;
}

let drawn: State | null = null;

/** Whether the hint alone is another than it was drawn. Each key in the shell changes it. */
const isOnlyHint = (state: State, before: State): boolean =>
  (Object.keys(state) as (keyof State)[]).every((name) => name === 'hint' || state[name] === before[name]);

export function drawFrame(state: State, send: Send): void {
  const props = { state, send };
  const isQuick = drawn !== null && isOnlyHint(state, drawn);
  drawn = state;
  if (isQuick) return render(<HintLine {...props} />, element('hint'));
  document.title = windowTitle(state.session);
  for (const name of PANELS) {
    const panel = element(name);
    panel.hidden = !state.started || !isShown(state, name);
    panel.classList.toggle('drawer', isDrawer(state, name));
    panel.style.width = `${state.settings[`${name}Width`]}px`;
  }
  element('editor').hidden = !state.settings.editorShown;
  element('editor').style.height = `${state.settings.editorHeight}px`;
  element('welcome').hidden = state.started;
  // Under the first-run screen the shell keeps its size, so that its first line is right when the screen goes.
  element('centre').inert = !state.started;

  // A view hides the shell from sight only: it keeps its size.
  const view = element('view');
  view.hidden = !state.started || state.view === 'shell';
  for (const id of ['editor', 'editoredge', 'broadcast', 'terminal', 'hint'])
    element(id).style.visibility = view.hidden ? '' : 'hidden';
  view.setAttribute('aria-labelledby', `tab-${state.view}`);

  render(<Filled {...props} place="runtime" />, element('runtime'));
  render(<Toolbar {...props} />, element('toolbar'));
  const nodes = (
    <>
      <Filled {...props} place="nodes" />
      <Resizer {...props} panel="nodes" />
    </>
  );
  render(nodes, element('nodes'));
  render(state.started ? <ShellTabs {...props} /> : null, element('tabs'));
  // Beside the shell it is in the inspector.
  render(hasLessonBeside(state) ? null : <Filled {...props} place="lesson" />, element('lesson'));
  render(<EditorResizer {...props} />, element('editoredge'));
  render(<Filled {...props} place="broadcast" />, element('broadcast'));
  drawPanes(props);
  render(<HintLine {...props} />, element('hint'));
  const Shown = view.hidden || state.view === 'shell' ? null : features[state.view].view;
  render(Shown && <Shown {...props} />, view);
  render(<Inspector {...props} />, element('inspector'));
  render(<StatusBar {...props} />, element('status'));
  render(state.started ? null : <Filled {...props} place="welcome" />, element('welcome'));
  const { overlay } = state;
  render(overlay && overlayPart(overlay).draw(props, overlay), element('overlay'));
  render(<Filled {...props} place="menu" />, element('menu'));
}
