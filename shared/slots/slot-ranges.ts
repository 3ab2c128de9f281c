/** What ranges of slots hold. Pure. */
import type { SlotRange } from '../cluster/topology.ts';

/** The number of slots in ranges that do not overlap. */
export const countSlots = (ranges: readonly SlotRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** Each slot of the ranges, in their order. */
export function slotsOfRanges(ranges: readonly SlotRange[]): number[] {
  const slots: number[] = [];
  for (const { first, last } of ranges) for (let slot = first; slot <= last; slot++) slots.push(slot);
  return slots;
}
