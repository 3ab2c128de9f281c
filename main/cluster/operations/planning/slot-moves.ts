/** Plans a reshard: a number of slots from some primaries to another. */
import { counted, grouped } from '../../../../shared/format/count.ts';
import type { MovePlan, PlanRefusal, SlotOwner } from '../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { apportion } from './apportion.ts';
import { SlotTable } from './slot-table.ts';

export interface Reshard {
  /** Ids of primaries. */
  sources: readonly string[];
  target: string;
  /** Number of slots to move. */
  count: number;
}

/** Exactly `count` slots; each source gives in proportion to the number that it has. */
export function planReshard(primaries: readonly SlotOwner[], reshard: Reshard): MovePlan | PlanRefusal {
  const { target, count } = reshard;
  const table = SlotTable.of(primaries);
  if ('refusal' in table) return table;
  const sources = [...new Set(reshard.sources)];
  const unknown = [...sources, target].find((id) => !table.ids.includes(id));
  if (unknown !== undefined) return { refusal: `No primary has the ID ${unknown}.` };
  if (sources.length === 0) return { refusal: 'Name at least one source.' };
  if (sources.includes(target)) return { refusal: `${target} cannot be both source and target.` };
  if (!Number.isInteger(count) || count < 1 || count > SLOT_COUNT)
    return { refusal: `The number of slots must be from 1 to ${grouped(SLOT_COUNT)}.` };
  const givers = sources.map((id) => table.ids.indexOf(id));
  const have = givers.map((giver) => table.counts[giver]!);
  const available = have.reduce((a, b) => a + b, 0);
  if (available < count)
    return {
      refusal: `The sources have ${counted(available, 'slot')}, fewer than the ${grouped(count)} to move.`,
    };
  const receiver = table.ids.indexOf(target);
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
