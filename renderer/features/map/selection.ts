/** The totals of a range of slots. Pure. */
import type { Shard } from '../../../shared/cluster/topology.ts';
import type { SlotCounts } from '../../../shared/slots/slot-model.ts';
import type { MapModel } from './map-model.ts';

export interface Selection {
  first: number;
  last: number;
  slots: number;
  /** Slots of each shard, by its number; 0 for slots without an owner. */
  shards: { shard: number; slots: number }[];
  open: number;
  /** Null before the keys were counted. */
  keys: {
    sum: number;
    /** Share of all counted keys, 0 to 1. */
    share: number;
    empty: number;
    least: number;
    most: number;
    mean: number;
    fullest: number;
    /** Slots for which no node answered. */
    unknown: number;
  } | null;
}

export function sumUp(
  first: number,
  last: number,
  model: Pick<MapModel, 'shards' | 'open'>,
  counts: SlotCounts | null,
): Selection {
  const byShard = new Map<number, number>();
  let open = 0;
  for (let slot = first; slot <= last; slot++) {
    const shard = model.shards[slot]!;
    byShard.set(shard, (byShard.get(shard) ?? 0) + 1);
    if (model.open.has(slot)) open++;
  }
  return {
    first,
    last,
    slots: last - first + 1,
    shards: [...byShard].sort(([a], [b]) => a - b).map(([shard, slots]) => ({ shard, slots })),
    open,
    keys: counts && sumKeys(first, last, counts),
  };
}

function sumKeys(first: number, last: number, { keys, known }: SlotCounts): NonNullable<Selection['keys']> {
  let [sum, empty, unknown, most, least, fullest] = [0, 0, 0, 0, Infinity, first];
  for (let slot = first; slot <= last; slot++) {
    if (!known[slot]) {
      unknown++;
      continue;
    }
    const n = keys[slot]!;
    sum += n;
    if (n === 0) empty++;
    if (n < least) least = n;
    if (n > most) [most, fullest] = [n, slot];
  }
  const all = keys.reduce((total, n) => total + n, 0);
  const asked = last - first + 1 - unknown;
  return {
    sum,
    share: all > 0 ? sum / all : 0,
    empty,
    least: asked > 0 ? least : 0,
    most,
    mean: asked > 0 ? sum / asked : 0,
    fullest,
    unknown,
  };
}

/** Keys of all slots that were answered for, how many these are, and the one with the most keys. */
export function fullnessOf({ keys, known }: SlotCounts): { sum: number; asked: number; fullest: number } {
  let [sum, asked, fullest] = [0, 0, 0];
  for (let slot = 0; slot < keys.length; slot++) {
    asked += known[slot]!;
    sum += keys[slot]!;
    if (keys[slot]! > keys[fullest]!) fullest = slot;
  }
  return { sum, asked, fullest };
}

/** Keys of a shard's slots, and how many of its slots were not counted. */
export function keysOfShard(shard: Shard, counts: SlotCounts): { sum: number; unknown: number } {
  let [sum, unknown] = [0, 0];
  for (const { first, last } of shard.slots)
    for (let slot = first; slot <= last; slot++) {
      sum += counts.keys[slot]!;
      unknown += 1 - counts.known[slot]!;
    }
  return { sum, unknown };
}
