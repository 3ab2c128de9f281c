/** The moves of a plan as rows: who gives which slots to whom, and how far each has come. Pure. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import { movesSlots } from '../../../shared/operations/moves-slots.ts';
import type { Amount, Plan, PlanStep } from '../../../shared/operations/plan.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { setOf } from './strips.ts';

export interface MoveRow extends Amount {
  /** Ids of the primaries. */
  from: string;
  to: string;
  ranges: SlotRange[];
  /** Slots that have their new owner. */
  moved: number;
  /** Numbers of the steps that it is made of. */
  steps: number[];
}

/** One row for each pair of primaries, in the plan's order; servers that move slots by themselves do so in several steps. */
export function moveRows(plan: Plan, moved: readonly SlotRange[]): MoveRow[] {
  const hasMoved = setOf(moved);
  const rows = new Map<string, MoveRow>();
  for (const { number, action, moves } of plan.steps) {
    if (!movesSlots(action)) continue;
    const { from, to, slots } = action;
    const pair = `${from} ${to}`;
    const row = rows.get(pair) ?? { from, to, ranges: [], slots: 0, keys: 0, bytes: 0, moved: 0, steps: [] };
    for (const range of slots) addTo(row.ranges, range);
    row.slots += countSlots(slots);
    row.keys = sum(row.keys, moves?.keys ?? null);
    row.bytes = sum(row.bytes, moves?.bytes ?? null);
    row.moved += countIn(slots, hasMoved);
    row.steps.push(number);
    rows.set(pair, row);
  }
  return [...rows.values()];
}

/** Steps of one move follow each other. */
function addTo(ranges: SlotRange[], { first, last }: SlotRange): void {
  const before = ranges.at(-1);
  if (before?.last === first - 1) ranges[ranges.length - 1] = { first: before.first, last };
  else ranges.push({ first, last });
}

/** Sums of the rows; null for what is unknown of one of them. */
export const totalOf = (rows: readonly MoveRow[]): Amount & { moved: number } =>
  rows.reduce(
    (all, { slots, keys, bytes, moved }) => ({
      slots: all.slots + slots,
      keys: sum(all.keys, keys),
      bytes: sum(all.bytes, bytes),
      moved: all.moved + moved,
    }),
    { slots: 0, keys: 0, bytes: 0, moved: 0 } as Amount & { moved: number },
  );

const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

/** Slots of the step, and how many of them have moved; null if it moves none. */
export function stepSlots({ action }: PlanStep, moved: readonly SlotRange[]) {
  if (!movesSlots(action)) return null;
  return { slots: countSlots(action.slots), moved: countIn(action.slots, setOf(moved)) };
}

function countIn(ranges: readonly SlotRange[], set: Uint8Array): number {
  let count = 0;
  for (const { first, last } of ranges) for (let slot = first; slot <= last; slot++) count += set[slot] ?? 0;
  return count;
}
