/** Draws the state into the window's static frame (index.html). The terminal's element is nobody's here but the shell's. */
import { render } from 'preact';
import { PasteDialog } from '../features/paste/paste-dialog.tsx';
import { RuntimeBar } from '../features/runtime/runtime-bar.tsx';
import { HintLine } from './hint-line.tsx';
import { Inspector } from './inspector.tsx';
import { NodesPanel } from '../features/nodes/nodes-panel.tsx';
import { Overlays } from './overlays.tsx';
import { EditorResizer, Resizer } from './resizer.tsx';
import { ShellTabs } from './shell-tabs.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import { View } from './view.tsx';
import { Welcome } from '../features/connections/welcome.tsx';
import { windowTitle } from './window-title.ts';
import { isDrawer, isShown } from './shown-panels.ts';
import type { PanelName, Send, State } from './state.ts';

const PANELS: readonly PanelName[] = ['nodes', 'inspector'];
const element = (id: string) => document.getElementById(id)!;

export function drawFrame(state: State, send: Send): void {
  const props = { state, send };
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

  // Under a view, too: only hidden from sight.
  const view = element('view');
  view.hidden = !state.started || state.view === 'shell';
  for (const id of ['editor', 'editoredge', 'terminal', 'hint'])
    element(id).style.visibility = view.hidden ? '' : 'hidden';
  view.setAttribute('aria-labelledby', `tab-${state.view}`);

  render(<RuntimeBar electron={state.electron} />, element('runtime'));
  render(<Toolbar {...props} />, element('toolbar'));
  const nodes = (
    <>
      <NodesPanel {...props} />
      <Resizer {...props} panel="nodes" />
    </>
  );
  render(nodes, element('nodes'));
  render(state.started ? <ShellTabs {...props} /> : null, element('tabs'));
  render(<EditorResizer {...props} />, element('editoredge'));
  render(<HintLine {...props} />, element('hint'));
  render(view.hidden || state.view === 'shell' ? null : <View {...props} view={state.view} />, view);
  render(<Inspector {...props} />, element('inspector'));
  render(<StatusBar {...props} />, element('status'));
  render(state.started ? null : <Welcome {...props} />, element('welcome'));
  const { overlay } = state;
  const dialog =
    overlay?.kind === 'paste' ? <PasteDialog send={send} paste={overlay.paste} /> : <Overlays {...props} />;
  render(dialog, element('overlay'));
}
