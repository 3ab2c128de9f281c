/** The calls of the Lua debugger. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { debugCalls } from '../../shared/calls/debug.ts';
import type { Desktop } from './desktop.ts';
import type { Workspace } from './workspace.ts';

export function createDebugHandlers(workspace: Workspace, desktop: Desktop): HandlersOf<typeof debugCalls> {
  const { debugging } = workspace;
  return {
    startDebug: (start) => {
      const session = workspace.shells.sessionOf(start.shell) ?? workspace.connected;
      return debugging.start(session, start, (question) => desktop.confirm(question));
    },
    goOnDebugging: ({ command }) => debugging.current[command](),
    printInDebugger: ({ text, isCode }) => debugging.current.print(text, isCode),
    setBreakpoints: ({ lines }) => debugging.current.setBreakpoints(lines),
    endDebug: () => debugging.end(),
  };
}
