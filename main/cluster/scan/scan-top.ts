/** Finds the largest tags in one sweep over the rows, about a millisecond for a million. Pure. */
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Grouping } from './grouping.ts';
import { partOf, PARTS, rowOf } from './tag-table.ts';

/** Tags above this share of all keys are big. */
const BIG = 0.01;
const TOP = 3;

export type ScanTop = Pick<ScanState, 'fullestSlot' | 'bigTags' | 'topTags'>;

/** `shardOf` has the shard of each slot, 0 for none; `shards` are those shown. */
export function findTop(grouping: Grouping, shardOf: Uint16Array, shards: readonly number[]): ScanTop {
  const top = new Map(shards.map((shard) => [shard, new Top()]));
  // An array index for each row costs a third of a Map.
  const byNumber: (Top | undefined)[] = [];
  for (const [shard, one] of top) byNumber[shard] = one;
  const big = { tags: 0, keys: 0, slots: new Set<number>() };
  const threshold = grouping.keys * BIG;
  for (const [number, part] of grouping.tags.parts.entries()) {
    const { keys, slots } = part;
    for (let row = 0; row < part.rows; row++) {
      const count = keys[row]!;
      if (count > threshold) {
        big.tags++;
        big.keys += count;
        big.slots.add(slots[row]!);
      }
      const best = byNumber[shardOf[slots[row]!]!];
      if (best && count > best.least) best.add(row * PARTS + number, count);
    }
  }
  return {
    fullestSlot: fullest(grouping),
    bigTags: { tags: big.tags, keys: big.keys, slots: big.slots.size },
    topTags: shards.map((shard) => ({
      shard,
      tags: top.get(shard)!.rows.map(({ row, keys }) => ({ tag: tagOf(grouping, row), keys })),
    })),
  };
}

class Top {
  /** Leaves out tags without keys. */
  least = 0;
  rows: { row: number; keys: number }[] = [];

  add(row: number, keys: number): void {
    this.rows.push({ row, keys });
    this.rows.sort((a, b) => b.keys - a.keys);
    if (this.rows.length > TOP) this.rows.pop();
    if (this.rows.length === TOP) this.least = this.rows[TOP - 1]!.keys;
  }
}

const tagOf = ({ tags }: Grouping, row: number) => partOf(tags, row).tag(rowOf(row));

function fullest({ slots, tags }: Grouping): ScanTop['fullestSlot'] {
  let slot = 0;
  for (let other = 1; other < SLOT_COUNT; other++) if (slots[other]! > slots[slot]!) slot = other;
  if (slots[slot] === 0) return null;
  const part = tags.parts[slot % PARTS]!;
  let best = -1;
  for (let row = 0; row < part.rows; row++)
    if (part.slots[row] === slot && (best < 0 || part.keys[row]! > part.keys[best]!)) best = row;
  return {
    slot,
    keys: slots[slot]!,
    tag: best < 0 ? null : part.tag(best),
    tagKeys: best < 0 ? 0 : part.keys[best]!,
  };
}
