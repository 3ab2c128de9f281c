import { expect, test } from 'vitest';
import { gone, movable, otherPrimaries } from '../../../../../renderer/features/operations/node-choices.ts';
import { nextCommands } from '../../../../../renderer/features/operations/next-commands.ts';
import { heirsOf, shardNames } from '../../../../../renderer/features/operations/shards.ts';
import { initialState } from '../../../../../renderer/window/reduce.ts';
import type { ClusterNode, NodeHealth, Topology } from '../../../../../shared/cluster/topology.ts';
import type { Progress } from '../../../../../shared/operations/progress.ts';
import {
  ADDRESSES,
  clusterMap,
  IDS,
  offeredPlan,
  operationStatus,
} from '../../../../support/operation-status.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const [A, , C] = IDS;
const names = shardNames(offeredPlan(), clusterMap());
const D = 'd'.repeat(40);

/** The third shard's replica has taken over. */
function failedOver(): Topology {
  const map = clusterMap();
  const third = map.shards[2]!;
  third.replicas = [{ ...third.primary!, role: 'replica' }];
  third.primary = { ...third.primary!, id: D, address: '10.0.0.4:7000' };
  return map;
}

test('a primary that failed over has its heir; one that follows the receiver of its slots has none', () => {
  expect([...heirsOf(names, clusterMap())]).toEqual([]);
  expect([...heirsOf(names, failedOver())]).toEqual([[C, '10.0.0.4:7000']]);
  expect([...heirsOf(names, clusterMap(true))]).toEqual([]);
  expect([...heirsOf(names, null)]).toEqual([]);
});

test('an old primary that comes back without slots does not take the place of its heir again', () => {
  const map = failedOver();
  const [third] = map.shards.slice(2);
  const old = { ...third!.replicas[0]!, role: 'primary' as const };
  third!.replicas = [];
  map.shards = [...map.shards, { ...third!, number: 4, primary: old, slots: [], slotCount: 0 }];
  const acting = { [A]: A, [C]: D };
  expect([...heirsOf(names, map, acting)]).toEqual([[C, '10.0.0.4:7000']]);
  const named = shardNames(offeredPlan(), map, names, acting);
  expect([...named.values()].map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('a primary that failed over before its plan was taken up again keeps the number of its shard', () => {
  const named = shardNames(offeredPlan(), failedOver());
  expect([...named.values()].map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(named.get(C)!.address).toBe(ADDRESSES[2]);
});

const progress = (slot: number | null): Progress => ({
  ...{
    state: 'running',
    step: 0,
    steps: 2,
    title: '',
    slot,
    rate: null,
    leftMs: null,
    latencyMs: null,
    limit: null,
    restMs: null,
  },
  done: { slots: 0, keys: 0, bytes: 0 },
  total: { slots: 150, keys: 0, bytes: 0 },
});
const addressOf = (id: string) => ADDRESSES[IDS.indexOf(id)]!;

test('the commands of the slot under way are those that the move sends, the target first', () => {
  const next = nextCommands(operationStatus({ progress: progress(7) }), addressOf);
  expect(next.map(({ node, line, isNow }) => [node, line, isNow])).toEqual([
    [ADDRESSES[0], 'CLUSTER GETKEYSINSLOT 7 …', true],
    [ADDRESSES[0], 'MIGRATE 10.0.0.3 7000 … 60000 KEYS …', true],
    [ADDRESSES[0], 'CLUSTER COUNTKEYSINSLOT 7', false],
    [ADDRESSES[2], `CLUSTER SETSLOT 7 NODE ${C}`, false],
    [ADDRESSES[0], `CLUSTER SETSLOT 7 NODE ${C}`, false],
  ]);
  expect(nextCommands(operationStatus({ progress: progress(null) }), addressOf)).toEqual([]);
  expect(nextCommands(operationStatus({ progress: progress(7), endedAt: 1 }), addressOf)).toEqual([]);
  expect(nextCommands(operationStatus(), addressOf)).toEqual([]);
});

const begin = initialState(BOOT, 1440, 0);
const ids = (nodes: readonly ClusterNode[]) => nodes.map(({ id }) => id[0]).join('');

test('nodes are offered for what can be done with them', () => {
  const replica = (id: string, health: NodeHealth = 'online'): ClusterNode => ({
    ...clusterMap().shards[0]!.primary!,
    ...{ id: id.repeat(40), address: `10.0.0.9:${id.charCodeAt(0)}`, role: 'replica' as const, health },
  });
  const topology = clusterMap();
  topology.shards[0]!.replicas = [replica('r'), replica('f', 'failed'), replica('s', 'suspected')];
  topology.shards[1]!.primary = { ...topology.shards[1]!.primary!, health: 'failed' };
  const state = { ...begin, topology };
  expect(ids(gone(state, ''))).toBe('f');
  expect(ids(gone(state, 'r'.repeat(40)))).toBe('rf');
  expect(ids(movable(state))).toBe('rs');
  expect(ids(otherPrimaries(state, ''))).toBe('ac');
  expect(ids(otherPrimaries(state, 'r'.repeat(40)))).toBe('c');
  expect(ids(otherPrimaries(state, A))).toBe('c');
});
