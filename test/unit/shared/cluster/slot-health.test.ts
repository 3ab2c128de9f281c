import { describe, expect, test } from 'vitest';
import type { ClusterNode, NodeHealth, Topology } from '../../../../shared/cluster/topology.ts';
import { noAddress } from '../../../../shared/cluster/no-address.ts';
import { slotHealth, troubleOfSlot, unservedMessages } from '../../../../shared/cluster/slot-health.ts';
import { threeShards } from '../../../support/cluster-fixtures.ts';

/** Shard 2 with its primary (7001) and its replica (7004) in this state. */
function shard2(primary: NodeHealth, replica: NodeHealth | null, change?: (map: Topology) => void): Topology {
  const map = structuredClone(threeShards);
  const shard = map.shards[1]!;
  shard.primary!.health = primary;
  if (replica === null) shard.replicas = [];
  else shard.replicas[0]!.health = replica;
  if (primary === 'no-address') shard.primary!.address = noAddress(shard.primary!.id);
  change?.(map);
  return map;
}

const sentenceOf = (map: Topology) => slotHealth(map).unserved.get(2)?.message;
const adviceOf = (map: Topology) => slotHealth(map).unserved.get(2)?.advice;

test('a healthy cluster serves every slot and has no message', () => {
  expect(slotHealth(threeShards)).toMatchObject({ served: 16384, failing: 0, unowned: 0, gaps: [] });
  expect(unservedMessages(threeShards)).toEqual([]);
  expect(troubleOfSlot(threeShards, 6000)).toBeNull();
});

describe('slots whose owner fails', () => {
  test.each<[NodeHealth, NodeHealth | null, string]>([
    ['failed', 'failed', 'Slots 5461-10922 are not served: both nodes of shard 2 are down.'],
    ['failed', 'online', 'Slots 5461-10922 are not served: the primary of shard 2, 127.0.0.1:7001, is down.'],
    ['failed', null, 'Slots 5461-10922 are not served: the only node of shard 2, 127.0.0.1:7001, is down.'],
    [
      'suspected',
      'suspected',
      'Slots 5461-10922 may not be served: both nodes of shard 2 are suspected to be down.',
    ],
    [
      'no-address',
      'online',
      "Slots 5461-10922 are not served: the cluster knows no address of shard 2's primary, node 00000000.",
    ],
  ])('primary %s, replica %s', (primary, replica, message) => {
    const map = shard2(primary, replica);
    expect(sentenceOf(map)).toBe(message);
    expect(slotHealth(map)).toMatchObject({ served: 10922, failing: 5462, unowned: 0 });
    expect(troubleOfSlot(map, 6000)?.message).toBe(message);
    expect(troubleOfSlot(map, 5460)).toBeNull();
    expect(unservedMessages(map)).toEqual([message]);
  });

  test('a shard without a primary is reported as such', () => {
    const map = shard2('online', 'online', ({ shards }) => (shards[1]!.primary = null));
    expect(sentenceOf(map)).toBe('Slots 5461-10922 are not served: shard 2 has no primary.');
  });

  test('three nodes that are down are all of them', () => {
    const map = shard2('failed', 'failed', ({ shards }) =>
      shards[1]!.replicas.push({ ...shards[1]!.replicas[0]! } as ClusterNode),
    );
    expect(sentenceOf(map)).toContain('all 3 nodes of shard 2 are down');
  });

  test('a loading node, a failed replica and a shard without slots leave all slots served', () => {
    expect(sentenceOf(shard2('loading', 'failed'))).toBeUndefined();
    const empty = shard2('failed', 'failed', (map) => {
      map.shards[1]!.slots = [];
      map.shards[1]!.slotCount = 0;
      map.covered -= 5462;
    });
    expect(slotHealth(empty)).toMatchObject({ served: 10922, failing: 0, unowned: 5462 });
  });
});

describe('a replica takes over only if one can', () => {
  const takesOver = /replica \S+ takes over by itself/i;
  test('with a healthy replica and most primaries up, it does', () => {
    expect(adviceOf(shard2('failed', 'online'))).toMatch(takesOver);
  });

  test.each<[string, Topology]>([
    ['no replica is up', shard2('failed', 'failed')],
    ['there is none', shard2('failed', null)],
    [
      'it may not',
      shard2('failed', 'online', ({ shards }) => shards[1]!.replicas[0]!.flags.push('nofailover')),
    ],
    [
      'most primaries are down',
      shard2('failed', 'online', ({ shards }) => (shards[2]!.primary!.health = 'failed')),
    ],
    ['the primary has no address', shard2('no-address', 'online')],
  ])('%s: it does not', (_, map) => {
    expect(adviceOf(map)).not.toMatch(takesOver);
    expect(adviceOf(map)).not.toBe('');
  });

  test('the command that makes it take over names the replica', () => {
    expect(adviceOf(shard2('no-address', 'online'))).toContain(
      '@node:127.0.0.1:7004 cluster failover takeover',
    );
  });
});

test('slots without an owner are distinguished from those whose owner fails', () => {
  const map = shard2('failed', 'failed', (changed) => {
    changed.shards[0]!.slots = [{ first: 5, last: 5459 }];
    changed.shards[0]!.slotCount = 5455;
    changed.covered -= 6;
  });
  expect(slotHealth(map)).toMatchObject({ served: 10916, failing: 5462, unowned: 6 });
  expect(unservedMessages(map)).toEqual([
    'Slots 0-4, 5460 are not served: no node owns them.',
    'Slots 5461-10922 are not served: both nodes of shard 2 are down.',
  ]);
  expect(troubleOfSlot(map, 3)?.message).toBe('Slot 3 is not served: no node owns it.');
});

test('a server outside a cluster has no slots that could fail', () => {
  const map: Topology = { ...shard2('failed', 'failed'), kind: 'standalone' };
  expect(slotHealth(map)).toMatchObject({ served: 0, failing: 0, unowned: 0 });
  expect(troubleOfSlot(map, 1)).toBeNull();
});
