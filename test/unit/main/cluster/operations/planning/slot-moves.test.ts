import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planReshard, planReshardBy } from '../../../../../../main/cluster/operations/planning/slot-moves.ts';
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
} from './clusters.ts';

const THREE = [
  { id: 'a', slots: [{ first: 0, last: 5460 }] },
  { id: 'b', slots: [{ first: 5461, last: 10922 }] },
  { id: 'c', slots: [{ first: 10923, last: 16383 }] },
];

test('slots that adjoin the target’s own are taken, so that ranges stay whole', () => {
  expect(planReshard(THREE, { sources: ['a', 'c'], target: 'b', count: 200 })).toEqual({
    moves: [
      { first: 5361, last: 5460, from: 'a', to: 'b' },
      { first: 10923, last: 11022, from: 'c', to: 'b' },
    ],
  });
});

test('whole small ranges go before a large one is cut', () => {
  const primaries = [
    {
      id: 'a',
      slots: [
        { first: 0, last: 9000 },
        { first: 9010, last: 9012 },
      ],
    },
    {
      id: 'b',
      slots: [
        { first: 9001, last: 9009 },
        { first: 9013, last: 16383 },
      ],
    },
  ];
  expect(planned(planReshard(primaries, { sources: ['a'], target: 'b', count: 5 })).moves).toEqual([
    { first: 8999, last: 9000, from: 'a', to: 'b' },
    { first: 9010, last: 9012, from: 'a', to: 'b' },
  ]);
});

test('exactly the number asked for moves, where redis-cli moves fewer', () => {
  const primaries = [...THREE, { id: 'new', slots: [] }];
  for (const count of [1, 2, 5, 101, 4096, 16384]) {
    const plan = planned(planReshard(primaries, { sources: ['a', 'b', 'c'], target: 'new', count }));
    expect(movedSlots(plan)).toBe(count);
  }
});

test('for any cluster exactly the number asked for moves, in proportion, and each source cuts one range at most', () => {
  const cases = clusterOf(8).chain((primaries) => {
    const available = primaries.slice(1).reduce((sum, p) => sum + sizeOf(p), 0);
    return fc.record({
      primaries: fc.constant(primaries),
      available: fc.constant(available),
      count: fc.integer({ min: 1, max: Math.max(1, available) }),
    });
  });
  fc.assert(
    fc.property(cases, ({ primaries, available, count }) => {
      fc.pre(available > 0);
      const sources = primaries.slice(1).map(({ id }) => id);
      const plan = planned(planReshard(primaries, { sources, target: 'p0', count }));
      const after = applied(primaries, plan);
      const counts = countBy(after);
      expect(movedSlots(plan)).toBe(count);
      expect(counts.get('p0') ?? 0).toBe(sizeOf(primaries[0]!) + count);
      for (const primary of primaries.slice(1)) {
        const gave = sizeOf(primary) - (counts.get(primary.id) ?? 0);
        expect(Math.abs(gave - (count * sizeOf(primary)) / available)).toBeLessThan(1);
      }
      expect(rangeCount(after)).toBeLessThanOrEqual(rangeCount(ownersOf(primaries)) + sources.length);
    }),
  );
});

/** Slots with nothing, with a little, and with much. */
const measured = fc.infiniteStream(fc.constantFrom(0, 0, 1, 3, 10, 500)).map((sizes) => {
  const measure = new Float64Array(SLOT_COUNT);
  for (let slot = 0; slot < SLOT_COUNT; slot++) measure[slot] = sizes.next().value as number;
  return measure;
});

test('for any cluster the slots that move hold the amount asked for, within half the largest slot or a thousandth', () => {
  const cases = fc.record({
    primaries: clusterOf(6),
    measure: measured,
    part: fc.double({ min: 0.0001, max: 1 }),
  });
  fc.assert(
    fc.property(cases, ({ primaries, measure, part }) => {
      const sources = primaries.slice(1);
      const before = ownersOf(primaries);
      const held = measure.filter((_, slot) => before[slot] !== undefined && before[slot] !== 'p0');
      const available = held.reduce((a, b) => a + b, 0);
      fc.pre(available > 0 && part > 0);
      const amount = available * part;
      const plan = planReshardBy(primaries, {
        sources: sources.map(({ id }) => id),
        target: 'p0',
        amount,
        measure,
        what: `${amount} keys`,
      });
      const after = 'refusal' in plan ? before : applied(primaries, plan);
      const moved = measure.reduce((sum, size, slot) => (after[slot] === before[slot] ? sum : sum + size), 0);
      for (const [slot, owner] of after.entries()) if (owner !== before[slot]) expect(owner).toBe('p0');
      expect(Math.abs(moved - amount)).toBeLessThanOrEqual(
        Math.max(Math.max(...held) / 2, amount / 1000) + 1e-6,
      );
    }),
    { numRuns: 40 },
  );
});

test('slots are chosen by what they hold: a large one is passed over, a few empty ones go along', () => {
  const measure = new Float64Array(SLOT_COUNT);
  for (const [slot, size] of [
    [5460, 1000],
    [5459, 10],
    [5457, 10],
    [5456, 10],
  ])
    measure[slot!] = size!;
  const by = (amount: number) =>
    planReshardBy(THREE, { sources: ['a'], target: 'b', amount, measure, what: `${amount} keys` });
  expect(by(20)).toEqual({
    moves: [{ first: 5457, last: 5459, from: 'a', to: 'b' }],
  });
  expect(by(1030)).toEqual({ moves: [{ first: 5456, last: 5460, from: 'a', to: 'b' }] });
  measure[5456] = 0;
  measure[5400] = 10;
  expect(by(1030)).toEqual({
    moves: [
      { first: 5400, last: 5400, from: 'a', to: 'b' },
      { first: 5457, last: 5460, from: 'a', to: 'b' },
    ],
  });
  // Nothing goes that would be more than twice too much.
  expect(by(4)).toEqual({ refusal: 'Each slot of the sources holds too much to move about 4 keys.' });
  expect(by(1031)).toEqual({ refusal: 'The sources hold only 1,030 of the 1031 keys to move.' });
  expect(by(0)).toEqual({ refusal: 'The amount to move must be above 0.' });
});

test('a reshard that cannot be is refused in a sentence', () => {
  const refusal = (sources: string[], target: string, count: number) =>
    planReshard(THREE, { sources, target, count });
  expect(refusal(['a', 'b'], 'b', 1)).toEqual({ refusal: 'b cannot be both source and target.' });
  expect(refusal(['x'], 'b', 1)).toEqual({ refusal: 'No primary has the ID x.' });
  expect(refusal(['a'], 'x', 1)).toEqual({ refusal: 'No primary has the ID x.' });
  expect(refusal([], 'b', 1)).toEqual({ refusal: 'Name at least one source.' });
  expect(refusal(['a'], 'b', 5462)).toEqual({
    refusal: 'The sources have 5,461 slots, fewer than the 5,462 to move.',
  });
  for (const count of [0, -1, 1.5, NaN, 16385])
    expect(refusal(['a'], 'b', count)).toEqual({ refusal: 'The number of slots must be from 1 to 16,384.' });
});

test('a cluster whose nodes disagree about an owner is refused', () => {
  const contested = [...THREE, { id: 'd', slots: [{ first: 7, last: 7 }] }];
  expect(planReshard(contested, { sources: ['a'], target: 'b', count: 1 })).toEqual({
    refusal: 'Slot 7 has two owners. Fix the cluster first.',
  });
  const twice = [...THREE, { id: 'a', slots: [] }];
  expect(planReshard(twice, { sources: ['a'], target: 'b', count: 1 })).toEqual({
    refusal: 'Primary a is listed twice.',
  });
});
