/** The calls about the shells of a window. */
import type { shellCalls } from '../../shared/calls/shell.ts';
import type { HandlersOf } from '../../shared/calls/call.ts';
import { runLines } from './run-lines.ts';
import type { Workspace } from './workspace.ts';

export function createShellHandlers(workspace: Workspace): HandlersOf<typeof shellCalls> {
  const { shells, running } = workspace;
  return {
    run: ({ shell, lines, done, approval }) =>
      running.track(shell, runLines(lines, done, shells.sessionOf(shell), approval)),
    cancel: ({ shell }) => shells.sessionOf(shell)?.cancel(),
    stopStreams: ({ shell }) => shells.sessionOf(shell)?.stopStreams() ?? false,
    openShell: () => shells.open(),
    closeShell: ({ shell }) => shells.close(shell),
    setMode: ({ shell, mode }) => shells.setMode(shell, mode),
    setProtocol: ({ shell, protocol }) => shells.setProtocol(shell, protocol),
    setCurrentNode: ({ shell, node }) => {
      (shells.sessionOf(shell) ?? workspace.connected).setCurrentNode(node);
      return shells.stateOf(shell);
    },
  };
}
