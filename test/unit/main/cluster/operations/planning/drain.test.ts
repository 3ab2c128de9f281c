import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planDrain } from '../../../../../../main/cluster/operations/planning/drain.ts';
import { applied, clusterOf, countBy, movedSlots, ownersOf, planned, sizeOf } from './clusters.ts';

test('a drained primary gives most to the one that has least', () => {
  const primaries = [
    { id: 'a', slots: [{ first: 0, last: 7999 }] },
    { id: 'b', slots: [{ first: 8000, last: 9999 }] },
    { id: 'c', slots: [{ first: 10000, last: 16383 }] },
  ];
  expect(planDrain(primaries, 'c')).toEqual({
    moves: [
      { first: 10000, last: 16191, from: 'c', to: 'b' },
      { first: 16192, last: 16383, from: 'c', to: 'a' },
    ],
  });
});

test('for any cluster all slots of the leaving primary move, no others, and only to those that lack some', () => {
  fc.assert(
    fc.property(clusterOf(8), (primaries) => {
      fc.pre(primaries.length > 1);
      const before = ownersOf(primaries);
      const plan = planned(planDrain(primaries, 'p0'));
      const after = applied(primaries, plan);
      const counts = countBy(after);
      const drained = sizeOf(primaries[0]!);
      expect(movedSlots(plan)).toBe(drained);
      expect(after.includes('p0')).toBe(false);
      expect(after.filter((owner, slot) => before[slot] !== 'p0' && owner !== before[slot])).toEqual([]);
      const share = primaries.reduce((sum, p) => sum + sizeOf(p), 0) / (primaries.length - 1);
      const lacks = primaries.slice(1).map((p) => Math.max(0, share - sizeOf(p)));
      const lacking = lacks.reduce((a, b) => a + b, 0);
      for (const [i, primary] of primaries.slice(1).entries()) {
        const got = (counts.get(primary.id) ?? 0) - sizeOf(primary);
        expect(Math.abs(got - (lacking && (drained * lacks[i]!) / lacking))).toBeLessThan(1);
      }
      expect(planDrain(primaries, 'p0')).toEqual(plan);
    }),
  );
});

test('a primary without slots is drained already', () => {
  expect(planDrain([{ id: 'a', slots: [] }], 'a')).toEqual({ moves: [] });
});

test('a drain that cannot be is refused in a sentence', () => {
  const alone = [{ id: 'a', slots: [{ first: 0, last: 16383 }] }];
  expect(planDrain(alone, 'a')).toEqual({ refusal: 'No other primary can take the slots of a.' });
  expect(planDrain(alone, 'b')).toEqual({ refusal: 'No primary has the ID b.' });
});
