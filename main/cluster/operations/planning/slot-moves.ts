/** Plans a reshard: a number of slots, or slots that hold an amount, from some primaries to another. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import type { MovePlan, PlanRefusal, SlotOwner } from '../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { apportion } from './apportion.ts';
import { MAX_GAP, SlotTable } from './slot-table.ts';

/** Part of an amount that may be missing. */
const TOLERANCE = 0.001;

interface Ends {
  /** Ids of primaries. */
  sources: readonly string[];
  target: string;
}

export interface Reshard extends Ends {
  /** Number of slots to move. */
  count: number;
}

export interface ReshardBy extends Ends {
  /** How much the slots should hold, in the unit of `measure`. */
  amount: number;
  /** By slot, 0 to 16383. */
  measure: ArrayLike<number>;
  /** The amount with its unit, as users read it. */
  what: string;
}

/** Exactly `count` slots; each source gives in proportion to the number that it has. */
export function planReshard(primaries: readonly SlotOwner[], reshard: Reshard): MovePlan | PlanRefusal {
  const { count } = reshard;
  const ends = endsOf(primaries, reshard);
  if ('refusal' in ends) return ends;
  const { table, givers, receiver } = ends;
  if (!Number.isInteger(count) || count < 1 || count > SLOT_COUNT)
    return { refusal: `The number of slots must be from 1 to ${grouped(SLOT_COUNT)}.` };
  const have = givers.map((giver) => table.counts[giver]!);
  const available = have.reduce((a, b) => a + b, 0);
  if (available < count)
    return {
      refusal: `The sources have ${counted(available, 'slot')}, fewer than the ${grouped(count)} to move.`,
    };
  for (const [i, share] of apportion(count, have).entries()) {
    const supply = table.supply(givers[i]!);
    for (let left = share; left > 0; left--) {
      const slot = supply.next(receiver)!;
      supply.drop(slot);
      table.give(slot, receiver);
    }
  }
  return table.plan();
}

/**
 * Slots that hold about `amount`; each source gives in proportion to what it has. Of each source, a slot is taken if that
 * comes nearer to its share. So the whole is off by half the largest slot at most, or by a thousandth. A few
 * empty slots go along with those around them.
 */
export function planReshardBy(primaries: readonly SlotOwner[], reshard: ReshardBy): MovePlan | PlanRefusal {
  const { amount, measure, what } = reshard;
  const ends = endsOf(primaries, reshard);
  if ('refusal' in ends) return ends;
  const { table, givers, receiver } = ends;
  if (!(amount > 0 && Number.isFinite(amount))) return { refusal: 'The amount to move must be above 0.' };
  const have = givers.map(() => 0);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const i = givers.indexOf(table.ownerOf(slot));
    if (i >= 0) have[i]! += measure[slot]!;
  }
  const available = have.reduce((a, b) => a + b, 0);
  if (available < amount)
    return { refusal: `The sources hold only ${grouped(available)} of the ${what} to move.` };
  /** So near that a slot from far away would not be worth a range of its own. */
  const enough = amount * TOLERANCE;
  /** What is still to be taken, with what earlier sources gave too much or too little. */
  let left = 0;
  let taken = 0;
  for (const [i, giver] of givers.entries()) {
    left += (amount * have[i]!) / available;
    const supply = table.supply(giver);
    let between: number[] = [];
    for (let slot; left > (taken > 0 ? enough : 0) && (slot = supply.next(receiver)) !== undefined;) {
      supply.drop(slot);
      const size = measure[slot]!;
      if (size === 0) between.push(slot);
      else if (size < 2 * left) {
        const along = between.length <= MAX_GAP ? between : [];
        for (const one of [...along, slot]) table.give(one, receiver);
        left -= size;
        taken++;
        between = [];
      } else between = [];
    }
  }
  const plan = table.plan();
  return plan.moves.length > 0
    ? plan
    : { refusal: `Each slot of the sources holds too much to move about ${what}.` };
}

/** The primaries that give and the one that receives, by their index. */
function endsOf(
  primaries: readonly SlotOwner[],
  { sources: named, target }: Ends,
): { table: SlotTable; givers: number[]; receiver: number } | PlanRefusal {
  const table = SlotTable.of(primaries);
  if ('refusal' in table) return table;
  const sources = [...new Set(named)];
  const unknown = [...sources, target].find((id) => !table.ids.includes(id));
  if (unknown !== undefined) return { refusal: `No primary has the ID ${unknown}.` };
  if (sources.length === 0) return { refusal: 'Name at least one source.' };
  if (sources.includes(target)) return { refusal: `${target} cannot be both source and target.` };
  return {
    table,
    givers: sources.map((id) => table.ids.indexOf(id)),
    receiver: table.ids.indexOf(target),
  };
}
