import { expect, test } from 'vitest';
import { SlotCache } from '../../../../../main/cluster/topology/slot-cache.ts';
import type { Topology } from '../../../../../shared/cluster/topology.ts';
import { nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

/** Slot 5 is in shard 1, whose primary 7000 has config epoch 1; 7001 has 2, 7002 has 3. */
const SLOT = 5;

function taught(): SlotCache {
  const cache = new SlotCache();
  cache.replace(threeShards);
  expect(cache.learn(SLOT, nodeAt(7001))).toBe(nodeAt(7000));
  return cache;
}

/** The map with slot 5 given to another shard, whose primary has this epoch. */
function given(shard: number, configEpoch: number): Topology {
  const map = structuredClone(threeShards);
  map.shards[0]!.slots = [
    { first: 0, last: 4 },
    { first: 6, last: 5460 },
  ];
  map.shards[shard - 1]!.slots.unshift({ first: SLOT, last: SLOT });
  map.shards[shard - 1]!.primary!.configEpoch = configEpoch;
  return map;
}

test('a lesson holds while the map repeats the refuted claim', () => {
  const cache = taught();
  cache.replace(structuredClone(threeShards));
  expect(cache.owner(SLOT)).toBe(nodeAt(7001));
  expect(cache.owner(SLOT + 1)).toBe(nodeAt(7000));
});

test('a map that agrees replaces the lesson, and later maps hold', () => {
  const cache = taught();
  cache.replace(given(2, 2));
  expect(cache.owner(SLOT)).toBe(nodeAt(7001));
  cache.replace(threeShards);
  expect(cache.owner(SLOT)).toBe(nodeAt(7000));
});

test('a claim with a higher config epoch than both nodes had contradicts it; one with a lower does not', () => {
  const cache = taught();
  cache.replace(given(3, 2));
  expect(cache.owner(SLOT)).toBe(nodeAt(7001));
  cache.replace(given(3, 4));
  expect(cache.owner(SLOT)).toBe(nodeAt(7002));
});

test('a slot without an owner in the map stays with the owner from MOVED', () => {
  const cache = taught();
  const map = structuredClone(threeShards);
  map.shards[0]!.slots = [];
  cache.replace(map);
  expect([cache.owner(SLOT), cache.owner(SLOT + 1)]).toEqual([nodeAt(7001), null]);
});

test('another MOVED back to the owner of the map leaves no lesson behind', () => {
  const cache = taught();
  cache.learn(SLOT, nodeAt(7000));
  cache.replace(given(2, 2));
  cache.replace(threeShards);
  expect(cache.owner(SLOT)).toBe(nodeAt(7000));
});

test('no slot stays with a node that cannot be reached or has left the map', () => {
  const refused = taught();
  refused.forget(nodeAt(7001));
  expect(refused.owner(SLOT)).toBe(nodeAt(7000));
  const left = taught();
  const map = structuredClone(threeShards);
  map.shards[1]!.primary!.address = nodeAt(7009);
  left.replace(map);
  expect(left.owner(SLOT)).toBe(nodeAt(7000));
});

test('a node that the map does not know yet is kept', () => {
  const cache = taught();
  cache.learn(SLOT, nodeAt(7100));
  cache.replace(structuredClone(threeShards));
  expect(cache.owner(SLOT)).toBe(nodeAt(7100));
});

test('a server outside a cluster ends all lessons', () => {
  const cache = taught();
  cache.replace({ ...threeShards, kind: 'standalone', shards: [] });
  expect(cache.owner(SLOT)).toBeNull();
});
