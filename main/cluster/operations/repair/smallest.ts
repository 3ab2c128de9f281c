/** Slots without an owner, without keys, and without a node that is seen as their owner. Pure. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import type { Repair } from './decide.ts';

/** In runs, to the primaries with the fewest slots, until they have as many as the others. Ascending slots. */
export function giveToSmallest(
  repairs: readonly Repair[],
  answering: readonly Pick<NodeReading, 'id' | 'line'>[],
): Repair[] {
  const sizes = new Map(answering.map(({ id, line }) => [id, countSlots(line.slots)]));
  for (const { take, keeper, owner, giveUp } of repairs) {
    for (const id of giveUp) sizes.set(id, sizes.get(id)! - 1);
    if (take && keeper === null && owner !== null) sizes.set(owner, sizes.get(owner)! + 1);
  }
  const orphans = repairs.filter(({ take, owner }) => take && owner === null).length;
  // A primary without slots may be meant to have none.
  const inUse = [...sizes].filter(([, size]) => size > 0);
  const takers = (inUse.length > 0 ? inUse : [...sizes]).sort(([, a], [, b]) => a - b);
  const all = takers.reduce((sum, [, size]) => sum + size, orphans);
  const share = Math.ceil(all / takers.length);
  let at = 0;
  return repairs.map((repair) => {
    if (!repair.take || repair.owner !== null) return repair;
    while (takers[at]![1] >= share) at++;
    takers[at]![1]++;
    return { ...repair, owner: takers[at]![0] };
  });
}
