/** The calls about the contents of slots. */
import { z } from 'zod';
import type { PackedDetail } from '../slots/packed-detail.ts';
import type { KeyFacts, SlotCounts, SlotStats } from '../slots/slot-model.ts';
import { call, returns } from './call.ts';
import { address, bytes, database, nothing, slot } from './fields.ts';

export const slotCalls = {
  /** Counts the keys of all slots; the event `slotProgress` reports progress. A second call joins the running count. */
  slotCounts: call(z.object({ database }), returns<SlotCounts>()),
  slotStats: call(nothing, returns<SlotStats>()),
  slotDetail: call(z.object({ slot, database, limit: z.int().min(0).max(100_000) }), returns<PackedDetail>()),
  /** A node's facts about keys of one slot, in the order of `keys`. */
  keyFacts: call(
    z.object({
      slot,
      database,
      node: address,
      role: z.enum(['owner', 'source', 'target']),
      keys: z.array(bytes).max(200),
    }),
    returns<KeyFacts[]>(),
  ),
};
