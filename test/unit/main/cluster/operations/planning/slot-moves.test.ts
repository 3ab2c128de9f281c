import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planReshard } from '../../../../../../main/cluster/operations/planning/slot-moves.ts';
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
