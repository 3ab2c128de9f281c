/** Plans how a primary is emptied before it leaves the cluster. */
import type { MovePlan, PlanRefusal, SlotOwner } from '../../../../shared/operations/moves.ts';
import { apportion } from './apportion.ts';
import { SlotTable } from './slot-table.ts';

/**
 * Moves all slots of primary `id` to the others, in proportion to what each lacks of an equal share. No other slot moves.
 */
export function planDrain(primaries: readonly SlotOwner[], id: string): MovePlan | PlanRefusal {
  const table = SlotTable.of(primaries);
  if ('refusal' in table) return table;
  const leaving = table.ids.indexOf(id);
  if (leaving < 0) return { refusal: `No primary has the ID ${id}.` };
  const drained = table.counts[leaving]!;
  const others = table.counts.length - 1;
  if (drained > 0 && others === 0) return { refusal: `No other primary can take the slots of ${id}.` };
  const total = table.counts.reduce((a, b) => a + b, 0);
  // Times the number of the others, so that all numbers are whole.
  const lacks = table.counts.map((count, i) => (i === leaving ? 0 : Math.max(0, total - count * others)));
  const supply = table.supply(leaving);
  const shares = [...apportion(drained, lacks).entries()];
  for (const [receiver, share] of shares.sort((a, b) => b[1] - a[1]))
    for (let left = share; left > 0; left--) {
      const slot = supply.next(receiver)!;
      supply.drop(slot);
      table.give(slot, receiver);
    }
  return table.plan();
}
