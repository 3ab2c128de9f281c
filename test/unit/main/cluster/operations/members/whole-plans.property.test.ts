/** Plans to remove a node, carried out on paper: what must hold after each step of any plan on any cluster. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRemove } from '../../../../../../main/cluster/operations/members/plan-remove.ts';
import { moveSteps } from '../../../../../../main/cluster/operations/planning/move-steps.ts';
import { slotsOfRanges } from '../../../../../../shared/slots/slot-ranges.ts';
import type { Plan } from '../../../../../../shared/operations/plan.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { clusterOf, countBy, ownersOf, type Owners } from '../planning/clusters.ts';
import { clusterReading, type DrawnNode } from '../readings.ts';

interface Paper {
  drawn: DrawnNode[];
  leaving: string;
  drain: boolean;
}

/** Primaries with and without slots, replicas, and nodes that do not answer. */
const papers: fc.Arbitrary<Paper> = fc
  .record({
    primaries: clusterOf(6),
    replicas: fc.array(fc.nat(5), { maxLength: 8 }),
    away: fc.array(fc.nat(13), { maxLength: 2 }),
    leaving: fc.nat(13),
    drain: fc.boolean(),
  })
  .map(({ primaries, replicas, away, leaving, drain }) => {
    const drawn: DrawnNode[] = [
      ...primaries.map(({ id, slots }) => ({
        id,
        slots: slots.map(({ first, last }): [number, number] => [first, last]),
      })),
      ...replicas.map((of, i) => ({ id: `r${i}`, of: primaries[of % primaries.length]!.id })),
    ];
    for (const index of away) {
      const node = drawn[index % drawn.length]!;
      // Someone must answer.
      if (drawn.filter(({ trouble }) => !trouble).length > 1) node.trouble = 'unreachable';
    }
    return { drawn, leaving: drawn[leaving % drawn.length]!.id, drain };
  });

function carriedOut(plan: Plan, { drawn, leaving }: Paper): { owners: Owners; isForgotten: boolean } {
  const owners = ownersOf(
    drawn
      .filter(({ of }) => of === undefined)
      .map(({ id, slots = [] }) => ({ id, slots: slots.map(([first, last]) => ({ first, last })) })),
  );
  const covered = owners.length - (countBy(owners).get(undefined) ?? 0);
  const addressOf = (id: string) => `127.0.0.1:${7000 + drawn.findIndex((node) => node.id === id)}`;
  const idAt = (address: string) => drawn.find(({ id }) => addressOf(id) === address)!.id;
  const primaryOf = new Map(drawn.map(({ id, of }) => [id, of]));
  const isAway = (id: string) => drawn.find((node) => node.id === id)?.trouble !== undefined;
  let isForgotten = false;
  for (const { action } of plan.steps) {
    if (action.kind === 'move-slots') {
      expect(action.to).not.toBe(leaving);
      expect([action.from, action.to].filter(isAway)).toEqual([]);
      const slots = slotsOfRanges(action.slots);
      expect(slots.filter((slot) => owners[slot] !== action.from)).toEqual([]);
      for (const slot of slots) owners[slot] = action.to;
    } else if (action.kind === 'replicate') {
      const [node, primary] = [idAt(action.node), idAt(action.primary)];
      expect([primary, primaryOf.get(primary), isAway(primary)]).not.toContain(leaving);
      expect(primaryOf.get(primary)).toBeUndefined();
      primaryOf.set(node, primary);
    } else if (action.kind === 'forget') {
      // Its slots would have no owner, and its replicas no primary.
      expect(action.node).toBe(leaving);
      expect(countBy(owners).get(leaving) ?? 0).toBe(0);
      const orphans = [...primaryOf].filter(([id, primary]) => primary === leaving && !isAway(id));
      expect(orphans).toEqual([]);
      isForgotten = true;
    } else if (action.kind === 'reset') {
      // Reset before it is forgotten, it would be brought back by the others.
      expect(isForgotten).toBe(true);
      expect(idAt(action.node)).toBe(leaving);
      expect(isAway(leaving)).toBe(false);
    }
    expect(owners.length - (countBy(owners).get(undefined) ?? 0)).toBe(covered);
  }
  return { owners, isForgotten };
}

test('a node leaves only once nothing depends on it, and no slot is lost or moved twice', () => {
  let plans = 0;
  fc.assert(
    fc.property(papers, (paper) => {
      const { drawn, leaving, drain } = paper;
      const request = requestSchema.parse({ kind: 'remove-node', node: leaving, drain });
      const plan = planRemove(request as RequestOf<'remove-node'>, clusterReading(drawn), moveSteps);
      if ('refusal' in plan) return;
      plans++;
      const before = ownersOf(
        drawn.map(({ id, slots = [] }) => ({ id, slots: slots.map(([first, last]) => ({ first, last })) })),
      );
      const { owners, isForgotten } = carriedOut(plan, paper);
      expect(isForgotten).toBe(true);
      // Slots of nobody but the node that leaves have moved.
      const moved = owners.filter((owner, slot) => owner !== before[slot]).length;
      expect(moved).toBe(countBy(before).get(leaving) ?? 0);
      expect(plan.totals.slots).toBe(moved);
    }),
    { numRuns: 150 },
  );

  expect(plans).toBeGreaterThan(30);
});
