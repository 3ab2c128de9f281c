import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotRanges } from '../../../../../../shared/operations/placement.ts';
import {
  planRebalance,
  type Rebalance,
} from '../../../../../../main/cluster/operations/planning/rebalance.ts';
import type { SlotOwner } from '../../../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../../../shared/slots/slots.ts';
import {
  applied,
  clusterOf,
  countBy,
  movedSlots,
  ownersOf,
  planned,
  rangeCount,
  sizeOf,
  type Owners,
} from './clusters.ts';

const ALL: Rebalance = { threshold: 0, emptyPrimaries: true };
const even = (count: number, empty = 0): SlotOwner[] => [
  ...slotRanges(count).map((range, i) => ({ id: `p${i}`, slots: [range] })),
  ...Array.from({ length: empty }, (_, i) => ({ id: `new${i}`, slots: [] })),
];
const weightsOf = (primaries: readonly SlotOwner[]) =>
  fc
    .array(fc.constantFrom(0, 0.5, 1, 1, 1, 2, 3.3), {
      minLength: primaries.length,
      maxLength: primaries.length,
    })
    .filter((weights) => weights.some((weight) => weight > 0))
    .map((weights) => Object.fromEntries(primaries.map(({ id }, i) => [id, weights[i]!])));
const weighted = clusterOf(8).chain((primaries) =>
  fc.record({ primaries: fc.constant(primaries), weights: weightsOf(primaries) }),
);
const measureBy = (owners: Owners, measure: ArrayLike<number>) => {
  const sums = new Map<string | undefined, number>();
  for (const [slot, owner] of owners.entries()) sums.set(owner, (sums.get(owner) ?? 0) + measure[slot]!);
  return sums;
};
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

test('a new primary gets a third from each of three, one range from each', () => {
  const plan = planned(planRebalance(even(3, 1), ALL));
  expect(plan.moves.map(({ first, last, from }) => [from, last - first + 1])).toEqual([
    ['p0', 1365],
    ['p1', 1366],
    ['p2', 1365],
  ]);
});

test('by slots each primary ends within one slot of its share, and as few slots move as can be', () => {
  fc.assert(
    fc.property(weighted, ({ primaries, weights }) => {
      const plan = planned(planRebalance(primaries, { ...ALL, weights }));
      const counts = countBy(applied(primaries, plan));
      const total = sum(primaries.map(sizeOf));
      const due = primaries.map(({ id }) => (total * weights[id]!) / sum(Object.values(weights)));
      for (const [i, primary] of primaries.entries()) {
        const has = counts.get(primary.id) ?? 0;
        expect(Math.abs(has - due[i]!)).toBeLessThan(1);
        if (weights[primary.id] === 0) expect(has).toBe(0);
      }
      // Each slot that moves brings its source nearer to its share.
      for (const [i, primary] of primaries.entries()) {
        const gave = sum(plan.moves.filter((m) => m.from === primary.id).map((m) => m.last - m.first + 1));
        const got = sum(plan.moves.filter((m) => m.to === primary.id).map((m) => m.last - m.first + 1));
        expect(Math.min(gave, got)).toBe(0);
        if (gave > 0) expect(sizeOf(primary) - gave).toBeGreaterThan(due[i]! - 1);
      }
      expect(movedSlots(plan)).toBe(fewestMoves(primaries, due, total));
      expect(planRebalance(primaries, { ...ALL, weights })).toEqual(plan);
    }),
    { numRuns: 60 },
  );
});

/** The fewest slots that must move for whole shares next to the exact ones: each extra slot saves a move at most once. */
function fewestMoves(primaries: readonly SlotOwner[], exact: readonly number[], total: number): number {
  const due = exact.map((d) => (Math.abs(d - Math.round(d)) < 1e-6 ? Math.round(d) : d));
  const floors = due.map(Math.floor);
  const left = total - sum(floors);
  const saving = primaries.filter((p, i) => due[i] !== floors[i] && sizeOf(p) > floors[i]!).length;
  return sum(primaries.map((p, i) => Math.max(0, sizeOf(p) - floors[i]!))) - Math.min(left, saving);
}

test('a balanced cluster stays as it is, whatever the threshold', () => {
  for (const count of [1, 3, 7, 1000])
    expect(planRebalance(even(count), { ...ALL, threshold: 0 })).toEqual({ moves: [] });
});

test('nothing moves while all are within the threshold', () => {
  const primaries = [
    { id: 'a', slots: [{ first: 0, last: 8300 }] },
    { id: 'b', slots: [{ first: 8301, last: 16383 }] },
  ];
  expect(planRebalance(primaries, { ...ALL, threshold: 2 })).toEqual({ moves: [] });
  expect(planRebalance(primaries, { ...ALL, threshold: 1 })).toEqual({
    moves: [{ first: 8192, last: 8300, from: 'a', to: 'b' }],
  });
});

test('primaries without slots take part only if asked to', () => {
  expect(planRebalance(even(3, 2), { ...ALL, emptyPrimaries: false })).toEqual({ moves: [] });
  const counts = countBy(applied(even(3, 2), planned(planRebalance(even(3, 2), ALL))));
  expect([counts.get('new0'), counts.get('new1')]).toEqual([3277, 3276]);
});

test('weight 0 empties a primary, even within the threshold', () => {
  const plan = planned(planRebalance(even(3), { ...ALL, threshold: 100, weights: { p1: 0 } }));
  const counts = countBy(applied(even(3), plan));
  expect([counts.get('p0'), counts.get('p1'), counts.get('p2')]).toEqual([8192, undefined, 8192]);
});

const measures = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    spread: fc.constantFrom(1, 10, 1000),
    heavy: fc.array(fc.record({ slot: fc.nat(SLOT_COUNT - 1), size: fc.integer({ min: 1, max: 1e7 }) }), {
      maxLength: 5,
    }),
  })
  .map(({ seed, spread, heavy }) => {
    const measure = Float64Array.from(
      { length: SLOT_COUNT },
      (_, i) => Math.imul(seed + i, 2654435761) >>> 8,
    );
    for (let i = 0; i < SLOT_COUNT; i++) measure[i] = measure[i]! % spread;
    for (const { slot, size } of heavy) measure[slot] = size;
    return measure;
  });

test('by keys each primary ends within the largest slot of its share, and one with weight 0 is empty', () => {
  fc.assert(
    fc.property(weighted, measures, ({ primaries, weights }, measure) => {
      const before = ownersOf(primaries);
      const owned = measure.filter((_, slot) => before[slot] !== undefined);
      const total = sum(owned);
      fc.pre(total > 0);
      const plan = planned(planRebalance(primaries, { ...ALL, weights, measure }));
      const after = applied(primaries, plan);
      const sums = measureBy(after, measure);
      const largest = owned.reduce((a, b) => Math.max(a, b), 0);
      const dueTo = (id: string) => (total * weights[id]!) / sum(Object.values(weights));
      // One slot above a share leaves less to all others.
      const isDivisible = primaries.every(({ id }) => weights[id] === 0 || largest <= dueTo(id));
      for (const { id } of primaries) {
        const due = dueTo(id);
        expect(Math.abs((sums.get(id) ?? 0) - due)).toBeLessThanOrEqual(
          (isDivisible ? largest : 2 * largest) + 1e-6,
        );
        if (weights[id] === 0) expect(after.includes(id)).toBe(false);
        const gives = plan.moves.some((m) => m.from === id);
        if (gives) expect(plan.moves.some((m) => m.to === id)).toBe(false);
        if (gives && isDivisible && weights[id]! > 0)
          expect(measureBy(before, measure).get(id)).toBeGreaterThan(due);
      }
      expect(planRebalance(primaries, { ...ALL, weights, measure })).toEqual(plan);
    }),
    { numRuns: 60 },
  );
});

test('by keys a new primary gets its share in few ranges', () => {
  const primaries = even(3, 1);
  const measure = Float64Array.from({ length: SLOT_COUNT }, (_, slot) => 50 + ((slot * 7919) % 23));
  const after = applied(primaries, planned(planRebalance(primaries, { ...ALL, measure })));
  const share = sum(measure) / 4;
  for (const has of measureBy(after, measure).values()) expect(Math.abs(has - share)).toBeLessThan(73);
  expect(rangeCount(after)).toBeLessThan(12);
});

test('by keys one hot slot does not keep the others from being balanced', () => {
  const measure = new Float64Array(SLOT_COUNT).fill(10);
  measure[0] = 1_000_000;
  const after = applied(even(3), planned(planRebalance(even(3), { ...ALL, measure })));
  expect(after[0]).toBe('p0');
  const sums = measureBy(after, measure);
  // Differences below the mean of a slot are left. The others get the same, though it fills the share of neither.
  const mean = sum(measure) / SLOT_COUNT;
  expect(sums.get('p0')).toBeLessThan(1_000_000 + mean);
  expect(Math.abs(sums.get('p1')! - sums.get('p2')!)).toBeLessThan(2 * mean);
});

test('by keys of an empty cluster, slots are counted', () => {
  const measure = new Float64Array(SLOT_COUNT);
  expect(planRebalance(even(3, 1), { ...ALL, measure })).toEqual(planRebalance(even(3, 1), ALL));
});

test('a rebalance that cannot be is refused in a sentence', () => {
  const refusal = (options: Partial<Rebalance>) => planRebalance(even(2), { ...ALL, ...options });
  expect(refusal({ weights: { x: 1 } })).toEqual({ refusal: 'No primary has the ID x.' });
  expect(refusal({ weights: { p0: -1 } })).toEqual({ refusal: 'The weight of p0 must be 0 or more.' });
  expect(refusal({ weights: { p0: NaN } })).toEqual({ refusal: 'The weight of p0 must be 0 or more.' });
  expect(refusal({ weights: { p0: 0, p1: 0 } })).toEqual({
    refusal: 'Some primary must have a weight above 0.',
  });
  expect(refusal({ threshold: NaN })).toEqual({ refusal: 'The threshold must be 0 percent or more.' });
  expect(refusal({ measure: [1, 2] })).toEqual({ refusal: 'Slot 2 has no valid measure.' });
});
