/** Functions on ranges of slots. Pure. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';

/** Appends a slot that is greater than those in `ranges`. */
export function appendSlot(ranges: SlotRange[], slot: number): void {
  const last = ranges.at(-1);
  if (last && last.last === slot - 1) last.last = slot;
  else ranges.push({ first: slot, last: slot });
}

/** Turns slots in any order, without duplicates, into ascending ranges. */
export function toRanges(slots: Iterable<number>): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (const slot of [...slots].sort((a, b) => a - b)) appendSlot(ranges, slot);
  return ranges;
}

/** Sorts ranges that do not overlap and joins those that touch. */
export function unite(ranges: readonly SlotRange[]): SlotRange[] {
  const united: SlotRange[] = [];
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = united.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else united.push({ first, last });
  }
  return united;
}

export const sameRanges = (a: readonly SlotRange[], b: readonly SlotRange[]): boolean =>
  a.length === b.length && a.every((range, i) => range.first === b[i]!.first && range.last === b[i]!.last);
