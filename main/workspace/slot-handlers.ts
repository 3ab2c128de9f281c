/** The calls about the contents of slots. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { slotCalls } from '../../shared/calls/slot.ts';
import { packDetail } from '../../shared/slots/packed-detail.ts';
import { readKeyFacts } from '../cluster/slots/key-facts.ts';
import { readSlotKeys } from '../cluster/slots/slot-keys.ts';
import { readSlotStats } from '../cluster/slots/slot-stats.ts';
import type { Workspace } from './workspace.ts';

export const createSlotHandlers = (workspace: Workspace): HandlersOf<typeof slotCalls> => ({
  slotCounts: ({ database }) => workspace.slotCounter.count(() => workspace.connected.cluster, database),
  slotStats: () => readSlotStats(workspace.connected.cluster),
  slotDetail: async (question) => packDetail(await readSlotKeys(workspace.connected.cluster, question)),
  keyFacts: (question) => readKeyFacts(workspace.connected.cluster, question),
});
