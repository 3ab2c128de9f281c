/** The calls of the Situation page. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { situationCalls } from '../../shared/calls/situation.ts';
import type { Workspace } from './workspace.ts';

export const createSituationHandlers = (workspace: Workspace): HandlersOf<typeof situationCalls> => ({
  situation: () => workspace.situation.read(workspace.connected.cluster),
  searchForeignKeys: () => workspace.situation.searchForeignKeys(workspace.connected.cluster),
});
