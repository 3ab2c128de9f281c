/** Random clusters, and what must hold of any plan of moves on them. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SlotRange } from '../../../../../../shared/cluster/topology.ts';
import type { MovePlan, PlanRefusal, SlotOwner } from '../../../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../../../shared/slots/slots.ts';

/** Up to `max` primaries, some without slots, with whole or many small ranges, and some slots without an owner. */
export const clusterOf = (max: number): fc.Arbitrary<SlotOwner[]> =>
  fc
    .record({
      count: fc.integer({ min: 1, max }),
      cuts: fc.array(fc.record({ at: fc.nat(SLOT_COUNT - 1), owner: fc.nat(max) }), { maxLength: 60 }),
    })
    .map(({ count, cuts }) => {
      const primaries = Array.from({ length: count }, (_, i) => ({ id: `p${i}`, slots: [] as SlotRange[] }));
      const at = [0, ...new Set(cuts.map((cut) => cut.at))].sort((a, b) => a - b);
      for (const [i, first] of at.entries()) {
        const owner = cuts.find((cut) => cut.at === first)?.owner ?? 0;
        const last = (at[i + 1] ?? SLOT_COUNT) - 1;
        // The index that is one too high stands for no owner.
        if (first <= last) primaries[owner % (count + 1)]?.slots.push({ first, last });
      }
      return primaries;
    });

export type Owners = (string | undefined)[];

export function ownersOf(primaries: readonly SlotOwner[]): Owners {
  const owners: Owners = Array.from({ length: SLOT_COUNT });
  for (const { id, slots } of primaries)
    for (const { first, last } of slots) owners.fill(id, first, last + 1);
  return owners;
}

export function planned(plan: MovePlan | PlanRefusal): MovePlan {
  if ('refusal' in plan) throw new Error(plan.refusal);
  return plan;
}

/**
 * Applies the moves one by one. Before each, its source must own all its slots, so that after any prefix every slot has
 * exactly the one owner that is returned for it.
 */
export function applied(primaries: readonly SlotOwner[], { moves }: MovePlan): Owners {
  const owners = ownersOf(primaries);
  const ids = new Set(primaries.map(({ id }) => id));
  let end = -1;
  for (const { first, last, from, to } of moves) {
    expect(first).toBeGreaterThan(end);
    expect(last).toBeGreaterThanOrEqual(first);
    expect(last).toBeLessThan(SLOT_COUNT);
    expect(ids.has(to) && from !== to).toBe(true);
    expect(new Set(owners.slice(first, last + 1))).toEqual(new Set([from]));
    owners.fill(to, first, last + 1);
    end = last;
  }
  return owners;
}

export function countBy(owners: Owners): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return counts;
}

export const sizeOf = ({ slots }: SlotOwner): number =>
  slots.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export const movedSlots = ({ moves }: MovePlan): number =>
  moves.reduce((sum, { first, last }) => sum + last - first + 1, 0);

/** Number of ranges that all owners have together. */
export const rangeCount = (owners: Owners): number =>
  owners.filter((owner, slot) => owner !== undefined && (slot === 0 || owner !== owners[slot - 1])).length;
