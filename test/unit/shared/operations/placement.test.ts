import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeNodes, slotRanges } from '../../../../shared/operations/placement.ts';
import type { NewNode, Placement } from '../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';

const nodesOn = (hosts: readonly string[]): NewNode[] =>
  hosts.map((host, i) => ({ address: `${host}:${7000 + i}`, host }));
const placed = (nodes: readonly NewNode[], replicas: number): Placement => {
  const placement = placeNodes(nodes, replicas);
  if ('refusal' in placement) throw new Error(placement.refusal);
  return placement;
};
const lasts = (count: number) => slotRanges(count).map(({ last }) => last);
const hostsOf = ({ primary, replicas }: Placement['shards'][number]) =>
  [primary, ...replicas].map((n) => n.host);
const counts = (values: readonly string[]) =>
  [...new Set(values)].map((value) => values.filter((v) => v === value).length);

test('slot ranges are the ones that redis-cli --cluster create assigns', () => {
  expect(lasts(1)).toEqual([16383]);
  expect(lasts(3)).toEqual([5460, 10922, 16383]);
  expect(lasts(5)).toEqual([3276, 6553, 9829, 13106, 16383]);
  expect(lasts(7)).toEqual([2340, 4680, 7021, 9361, 11702, 14042, 16383]);
});

test('slot ranges round in single precision, as redis-cli does', () => {
  // From redis-cli's loop, compiled in C: with doubles the sums differ.
  const sum = (count: number) => lasts(count).reduce((hash, last) => (Math.imul(hash, 31) + last) >>> 0, 0);
  expect([1000, 2000, 5000, 7541].map(sum)).toEqual([1038512385, 2314434689, 3481477987, 1386319936]);
});

test('for any number of primaries the ranges cover each slot once and none is empty', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: SLOT_COUNT })),
      (count) => {
        const ranges = slotRanges(count);
        expect(ranges).toHaveLength(count);
        expect([ranges[0]!.first, ranges.at(-1)!.last]).toEqual([0, SLOT_COUNT - 1]);
        for (const [i, { first, last }] of ranges.entries()) {
          if (first > last || (i > 0 && first !== ranges[i - 1]!.last + 1)) expect(ranges[i]).toBe(null);
        }
      },
    ),
  );
});

test('six nodes of one host are placed as redis-cli places them', () => {
  const { shards, score } = placed(nodesOn(Array<string>(6).fill('h')), 1);
  const pairs = shards.map(({ primary, replicas }) => [primary, ...replicas].map((n) => n.address));
  expect(pairs).toEqual([
    ['h:7000', 'h:7004'],
    ['h:7001', 'h:7005'],
    ['h:7002', 'h:7003'],
  ]);
  expect(score).toBe(3);
});

test('two nodes on each of three hosts get perfect anti-affinity', () => {
  const { shards, score } = placed(nodesOn(['a', 'a', 'b', 'b', 'c', 'c']), 1);
  expect(score).toBe(0);
  expect(shards.map(({ primary }) => primary.host)).toEqual(['a', 'b', 'c']);
});

const clusters = fc.record({
  nodes: fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 40 })
    .map(nodesOn),
  replicas: fc.integer({ min: 0, max: 3 }),
});

test('every node has one place, every primary its replicas, and the score counts shards with a shared host', () => {
  fc.assert(
    fc.property(clusters, ({ nodes, replicas }) => {
      fc.pre(nodes.length > replicas);
      const { shards, score } = placed(nodes, replicas);
      const all = shards.flatMap((shard) => [shard.primary, ...shard.replicas]);
      expect(all.map((n) => n.address).sort()).toEqual(nodes.map((n) => n.address).sort());
      expect(shards).toHaveLength(Math.floor(nodes.length / (replicas + 1)));
      for (const shard of shards) expect(shard.replicas.length).toBeGreaterThanOrEqual(replicas);
      const shared = shards.filter((shard) => new Set(hostsOf(shard)).size < hostsOf(shard).length);
      expect(score).toBe(shared.length);
      expect(placed(nodes, replicas)).toEqual({ shards, score });
    }),
  );
});

test('anti-affinity is perfect whenever no host has more nodes than there are shards', () => {
  fc.assert(
    fc.property(clusters, ({ nodes, replicas }) => {
      const shardCount = Math.floor(nodes.length / (replicas + 1));
      fc.pre(Math.max(...counts(nodes.map((n) => n.host))) <= shardCount);
      expect(placed(nodes, replicas).score).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test('no swap of two nodes lowers the score', () => {
  fc.assert(
    fc.property(clusters, ({ nodes, replicas }) => {
      fc.pre(nodes.length > replicas);
      const { shards, score } = placed(nodes, replicas);
      const hosts = shards.map(hostsOf);
      const shared = () => hosts.filter((h) => new Set(h).size < h.length).length;
      for (const a of hosts)
        for (const b of hosts)
          for (const i of a.keys())
            for (const j of b.keys()) {
              [a[i], b[j]] = [b[j]!, a[i]!];
              if (shared() < score) expect({ a, b }).toBe('no better');
              [a[i], b[j]] = [b[j]!, a[i]!];
            }
    }),
    { numRuns: 30 },
  );
});

test('a placement that cannot be is refused in a sentence', () => {
  expect(placeNodes([], 0)).toEqual({ refusal: 'A primary with 0 replicas needs 1 node; there are 0.' });
  expect(placeNodes(nodesOn(['a', 'b']), 2)).toEqual({
    refusal: 'A primary with 2 replicas needs 3 nodes; there are 2.',
  });
  expect(placeNodes([...nodesOn(['a']), ...nodesOn(['a'])], 1)).toEqual({
    refusal: 'a:7000 is named twice.',
  });
  expect(placeNodes(nodesOn(['a']), -1)).toEqual({ refusal: 'The number of replicas must be 0 or more.' });
  const many = Array.from({ length: SLOT_COUNT + 1 }, (_, i) => ({ address: `a:${i}`, host: `${i}` }));
  expect(placeNodes(many, 0)).toEqual({ refusal: 'A cluster has at most 16,384 primaries.' });
});
