/** CLUSTER SLOT-STATS (Valkey 8.0, Redis 8.2) of one primary. */
import type { SlotMetric, SlotStats } from '../../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { takeStats } from '../../wire/slot-stats-reply.ts';
import { slotsOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';

/**
 * One statistic by slot, for all slots of the primary; null if it does not have it for every one of them: another server, no
 * right to ask, or cluster-slot-stats-enabled is off. Rejects with NodeFailure if it does not answer.
 */
export async function slotStatistic(
  nodes: OperationNodes,
  reading: ClusterReading,
  { id, address, abilities }: NodeReading,
  metric: SlotMetric,
): Promise<Float64Array | null> {
  if (!abilities.slotStats) return null;
  const answer = await nodes.ask(address, ['CLUSTER', 'SLOT-STATS', 'SLOTSRANGE', 0, SLOT_COUNT - 1]);
  if (answer.kind === 'refused') return null;
  if (answer.kind !== 'reply') throw new NodeFailure(address, answer);
  const metrics: SlotStats['metrics'] = {};
  const told = new Set<number>();
  takeStats(answer.reply, metrics, (slot) => {
    told.add(slot);
    return true;
  });
  const isWhole = slotsOfRanges(slotsOf(reading, id)).every((slot) => told.has(slot));
  return (isWhole && metrics[metric]) || null;
}
