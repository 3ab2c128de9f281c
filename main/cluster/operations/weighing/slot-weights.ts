/** What the slots of all primaries weigh, by the measure that the user chose. */
import { counted } from '../../../../shared/format/count.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Measure } from '../../../../shared/operations/request.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { ownersIn, slotsOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { readSlotKeys } from '../reading/slot-measures.ts';
import { keySizes } from './key-sizes.ts';
import { slotStatistic } from './slot-stats.ts';

export interface SlotWeights {
  /** By slot, 0 to 16383; undefined if each slot counts as one. */
  measure?: Float64Array;
  notes: string[];
}

/** Rejects with NodeFailure if a primary does not answer. */
export async function slotWeights(
  nodes: OperationNodes,
  reading: ClusterReading,
  by: Measure,
): Promise<SlotWeights | PlanRefusal> {
  switch (by) {
    case 'slots':
      return { notes: [] };
    case 'keys':
      return { measure: await readSlotKeys(nodes, reading), notes: [] };
    case 'bytes':
      return bytesOf(nodes, reading);
    case 'load':
      return loadOf(nodes, reading);
  }
}

async function bytesOf(nodes: OperationNodes, reading: ClusterReading): Promise<SlotWeights> {
  const measure = new Float64Array(SLOT_COUNT);
  const estimated: string[] = [];
  let unseen = 0;
  await Promise.all(
    ownersIn(reading).map(async (node) => {
      const slots = slotsOfRanges(slotsOf(reading, node.id));
      const known = await slotStatistic(nodes, reading, node, 'memory-bytes');
      if (known) {
        for (const slot of slots) measure[slot] = known[slot]!;
        return;
      }
      const sizes = await keySizes(nodes, node, slots);
      for (const slot of slots) measure[slot] = Math.round(sizes.bytes.get(slot)!);
      unseen += sizes.unseen;
      estimated.push(node.address);
    }),
  );
  const notes = [];
  if (estimated.length > 0)
    notes.push(
      `Bytes of slots are estimated by MEMORY USAGE at ${counted(estimated.length, 'primary', 'primaries')}${unseen > 0 ? `: ${counted(unseen, 'key')} were not asked` : ''}.`,
    );
  return { measure, notes };
}

async function loadOf(nodes: OperationNodes, reading: ClusterReading): Promise<SlotWeights | PlanRefusal> {
  const measure = new Float64Array(SLOT_COUNT);
  const without: NodeReading[] = [];
  await Promise.all(
    ownersIn(reading).map(async (node) => {
      const known = await slotStatistic(nodes, reading, node, 'cpu-usec');
      if (!known) without.push(node);
      else for (const slot of slotsOfRanges(slotsOf(reading, node.id))) measure[slot] = known[slot]!;
    }),
  );
  const unable = without.find(({ abilities }) => !abilities.slotStats);
  if (unable)
    return {
      refusal: `Slots cannot be weighed by load: ${unable.address}${unable.server ? ` (${unable.server})` : ''} has no CLUSTER SLOT-STATS, which came with Valkey 8.0 and Redis 8.2. Use keys or bytes.`,
    };
  if (without[0])
    return {
      refusal: `Slots cannot be weighed by load: ${without[0].address} does not count it, or does not tell this user. Set cluster-slot-stats-enabled to yes at all nodes, and let it count for a while.`,
    };
  if (measure.every((load) => load === 0))
    return { refusal: 'Slots cannot be weighed by load: no load has been counted yet.' };
  return {
    measure,
    notes: [
      'Load is the CPU time that each node has counted for its slots since it started or was told to count.',
    ],
  };
}
