import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotsOfRanges } from '../../../../../shared/slots/slot-ranges.ts';
import {
  arranged,
  hostLosses,
  movedTo,
  promoted,
  scoreIn,
  shardsOf,
  swapped,
  whyNotPromoted,
  whyStays,
  type Arrangement,
} from '../../../../../renderer/features/create-wizard/arrangement.ts';
import { SIX } from './facts.ts';

const placed = (replicas = 1): Arrangement => {
  const found = arranged(SIX, replicas);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

test('six nodes on three hosts are three shards, none with two nodes on one host', () => {
  expect(placed()).toHaveLength(3);
  expect(scoreIn(shardsOf(placed(), SIX))).toBe(0);
  expect(arranged(SIX, 6)).toContain('needs 7 nodes');
});

test('whatever is changed, every node is placed once, every shard has a primary, and all slots have one', () => {
  const addresses = SIX.map(({ address }) => address);
  const node = fc.constantFrom(...addresses);
  const change = fc.oneof(
    fc.tuple(node, node).map(
      ([one, other]) =>
        (all: Arrangement) =>
          swapped(all, one, other),
    ),
    node.map((one) => (all: Arrangement) => promoted(all, one)),
    fc.tuple(node, fc.nat(4)).map(
      ([one, to]) =>
        (all: Arrangement) =>
          movedTo(all, one, to),
    ),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const all = changes.reduce((one, next) => next(one), placed());
      expect(all.flat().sort()).toEqual([...addresses].sort());
      expect(all.every((shard) => shard.length > 0)).toBe(true);
      expect(slotsOfRanges(shardsOf(all, SIX).map(({ slots }) => slots))).toHaveLength(16384);
    }),
  );
});

test('a replica becomes primary, goes to another shard, and a primary stays', () => {
  const all = [
    ['a:1', 'b:1'],
    ['b:2', 'c:1'],
    ['c:2', 'a:2'],
  ];
  expect(promoted(all, 'b:1')[0]).toEqual(['b:1', 'a:1']);
  expect(movedTo(all, 'b:1', 2)).toEqual([['a:1'], ['b:2', 'c:1'], ['c:2', 'a:2', 'b:1']]);
  expect(movedTo(all, 'a:1', 2)).toEqual(all);
  expect(movedTo(all, 'b:1', 7)).toEqual(all);
});

test('the loss of a host says which shards go on, which are lost, and which have no replica left', () => {
  const shards = shardsOf(
    [
      ['a:1', 'a:2'],
      ['b:1', 'c:1'],
      ['c:2', 'b:2'],
    ],
    SIX,
  );
  expect(scoreIn(shards)).toBe(1);
  expect(hostLosses(shards, ['a', 'b'])).toEqual([
    { host: 'a', goOn: [], lost: [1], alone: [] },
    { host: 'b', goOn: [2], lost: [], alone: [3] },
  ]);
});

test('a key that moves nothing says why, and one that moves says nothing', () => {
  const all = [['a:1', 'b:1'], ['b:2', 'c:1'], ['c:2']];
  expect(whyStays(all, 'b:1', 1)).toBe('');
  expect(whyStays(all, 'b:1', 0)).toBe('b:1 is in shard 1 already.');
  expect(whyStays(all, 'b:1', 6)).toBe('There is no shard 7.');
  expect(whyStays(all, 'a:1', 1)).toContain('the primary of shard 1. Make one of its replicas');
  expect(whyStays(all, 'c:2', 1)).toContain('the only node of shard 3');
  for (const address of all.flat())
    for (const shard of [0, 1, 2, 3, 8])
      expect(whyStays(all, address, shard) === '').toBe(movedTo(all, address, shard) !== all);
  expect(whyNotPromoted(all, 'a:1')).toBe('a:1 is a primary already.');
  expect(whyNotPromoted(all, 'b:1')).toBe('');
});
