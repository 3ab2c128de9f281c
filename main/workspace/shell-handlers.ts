/** The calls about the shells of a window. */
import type { shellCalls } from '../../shared/calls/shell.ts';
import type { HandlersOf } from '../../shared/calls/call.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import type { TypedLine } from '../../shared/commands/typed-line.ts';
import { packOutcomes } from '../../shared/session/packed-outcomes.ts';
import { connectionOf } from '../../shared/session/session.ts';
import type { HistoryFiles } from '../storage/history.ts';
import type { Desktop } from './desktop.ts';
import { longestOf } from './news.ts';
import { runLines } from './run-lines.ts';
import type { Workspace } from './workspace.ts';

export function createShellHandlers(
  workspace: Workspace,
  histories: HistoryFiles,
  desktop: Pick<Desktop, 'tell'>,
): HandlersOf<typeof shellCalls> {
  const { shells, running } = workspace;
  return {
    run: async ({ shell, lines, done, approval, unattended }) => {
      const connection = connectionOf(shells.stateOf(shell));
      const record = (typed: readonly TypedLine[]) => {
        if (workspace.settings.history) void histories.add(connection, typed);
      };
      const session = shells.sessionOf(shell);
      const outcomes = runLines(lines, done, session, approval, record, unattended).then((all) => {
        const news = longestOf(shell, all, session?.commands ?? BUNDLED_COMMANDS);
        if (news) desktop.tell(news);
        return all;
      });
      return packOutcomes(await running.track(shell, outcomes));
    },
    cancel: ({ shell }) => shells.sessionOf(shell)?.cancel(),
    arriving: ({ shell }) => shells.sessionOf(shell)?.arriving ?? null,
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
