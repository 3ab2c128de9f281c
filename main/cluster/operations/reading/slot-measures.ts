/** Keys by slot, as nodes tell them. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { keysByDatabase } from '../../wire/read-reply.ts';
import { primariesOf, slotsOf, type ClusterReading } from './cluster-reading.ts';
import { NodeFailure, type Failed, type OperationNodes } from './nodes.ts';

/** Questions in one write. */
const BATCH = 2048;

/**
 * CLUSTER COUNTKEYSINSLOT (3.0) of one node for each slot, whether or not it owns it. Anything but a number is a failure: it
 * must not pass for an empty slot.
 */
export async function keysInSlots(
  nodes: OperationNodes,
  address: NodeAddress,
  slots: readonly number[],
  database = 0,
): Promise<(number | Failed)[]> {
  const keys: (number | Failed)[] = [];
  for (let at = 0; at < slots.length; at += BATCH) {
    const counts = await nodes.numbers(
      address,
      slots.slice(at, at + BATCH).map((slot) => ['CLUSTER', 'COUNTKEYSINSLOT', slot]),
      { database },
    );
    for (const count of counts)
      keys.push(count ?? { kind: 'refused', says: 'its answer is no number of keys' });
  }
  return keys;
}

/** By slot, asked of its owner. Rejects with NodeFailure if an owner does not answer. */
export async function readSlotKeys(nodes: OperationNodes, reading: ClusterReading): Promise<Float64Array> {
  const keys = new Float64Array(SLOT_COUNT);
  await Promise.all(
    primariesOf(reading).map(async ({ id, address }) => {
      const slots = slotsOfRanges(slotsOf(reading, id));
      for (const [i, count] of (await keysInSlots(nodes, address, slots)).entries()) {
        if (typeof count !== 'number') throw new NodeFailure(address, count);
        keys[slots[i]!] = count;
      }
    }),
  );
  return keys;
}

/** By id of a primary and slot; NaN if the primary did not say. A primary that does not answer is not in it. */
export type SlotCounts = ReadonlyMap<string, Float64Array>;

/** Null if it is not known, which must not pass for 0. */
export function countAt(counts: SlotCounts, id: string, slot: number): number | null {
  const count = counts.get(id)?.[slot];
  return count === undefined || Number.isNaN(count) ? null : count;
}

/**
 * Keys of all slots at each primary that answers, in all databases that it uses, whether or not it owns the slots. Resolves in
 * every case.
 */
export async function readSlotCounts(nodes: OperationNodes, reading: ClusterReading): Promise<SlotCounts> {
  const counts = new Map<string, Float64Array>();
  const slots = Array.from({ length: SLOT_COUNT }, (_, slot) => slot);
  await Promise.all(
    primariesOf(reading).map(async ({ id, address, trouble, info }) => {
      if (trouble) return;
      // Without INFO it is not known which databases there are.
      const sums = new Float64Array(SLOT_COUNT).fill(info.size > 0 ? 0 : Number.NaN);
      counts.set(id, sums);
      for (const [database, keys] of info.size > 0 ? keysByDatabase(info) : []) {
        if (keys === 0) continue;
        for (const [slot, count] of (await keysInSlots(nodes, address, slots, database)).entries())
          sums[slot]! += typeof count === 'number' ? count : Number.NaN;
      }
    }),
  );
  return counts;
}
