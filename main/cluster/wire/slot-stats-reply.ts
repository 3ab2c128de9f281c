/** Reads replies of CLUSTER SLOT-STATS (Valkey 8.0, Redis 8.2). */
import type { Reply } from '../../../shared/resp/resp.ts';
import { SLOT_METRICS, type SlotMetric, type SlotStats } from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { fieldsOf, itemsOf, numberOf } from './read-reply.ts';

/**
 * Reads one node's reply: `[slot, statistics by name]` for each of its slots, the statistics as a map (RESP3) or flat
 * (RESP2). Invalid slots and values (negative, or above a number's exact range) are skipped. If two nodes report the same
 * slot, the owner's values count.
 */
export function takeStats(
  reply: Reply,
  metrics: SlotStats['metrics'],
  isOwn: (slot: number) => boolean,
): void {
  for (const entry of itemsOf(reply)) {
    const [place, told] = itemsOf(entry);
    const slot = place?.type === 'integer' ? numberOf(place) : -1;
    if (!Number.isInteger(slot) || slot < 0 || slot >= SLOT_COUNT) continue;
    const own = isOwn(slot);
    for (const [name, value] of fieldsOf(told)) {
      const metric = METRICS.get(name.toLowerCase());
      const number = value.type === 'integer' ? numberOf(value) : -1;
      if (!metric || !Number.isSafeInteger(number) || number < 0) continue;
      const column = (metrics[metric] ??= new Float64Array(SLOT_COUNT));
      if (own || column[slot] === 0) column[slot] = number;
    }
  }
}

const METRICS = new Map<string, SlotMetric>(SLOT_METRICS.map((metric) => [metric, metric]));
