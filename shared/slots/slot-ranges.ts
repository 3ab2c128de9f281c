/** What ranges of slots hold. Pure. */
import type { SlotRange } from '../cluster/topology.ts';

/** The number of slots in ranges that do not overlap. */
export const countSlots = (ranges: readonly SlotRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** Each slot of the ranges, in their order. */
export const slotsOfRanges = (ranges: readonly SlotRange[]): number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
