/** The calls about the history of a shell's connection. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { historyCalls } from '../../shared/calls/history.ts';
import { connectionOf } from '../../shared/session/session.ts';
import type { HistoryFiles } from '../storage/history.ts';
import type { Shells } from './shells.ts';

export function createHistoryHandlers(
  shells: Shells,
  histories: HistoryFiles,
): HandlersOf<typeof historyCalls> {
  const historyOf = (shell: number) => connectionOf(shells.stateOf(shell));
  return {
    history: ({ shell }) => histories.load(historyOf(shell)),
    clearHistory: ({ shell }) => histories.clear(historyOf(shell)),
  };
}
