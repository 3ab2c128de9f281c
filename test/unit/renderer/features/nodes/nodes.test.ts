import { describe, expect, it } from 'vitest';
import type { ClusterNode, Topology } from '../../../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../../../shared/cluster/node-stats.ts';
import { slotOwners } from '../../../../../shared/cluster/slot-owners.ts';
import { allNodes, shardOfNode, shardOfSlot } from '../../../../../renderer/kit/topology-lookup.ts';
import { addSamples, busiest, type Metrics } from '../../../../../renderer/kit/node-metrics.ts';
import { EMPTY_NODES, reduceNodes } from '../../../../../renderer/features/nodes/state.ts';
import { duration } from '../../../../../renderer/features/nodes/duration.ts';
import { fitColumns } from '../../../../../renderer/features/nodes/fit-columns.ts';
import {
  describeView,
  differingVersions,
  findNodes,
  shardShares,
  troublesOf,
} from '../../../../../renderer/features/nodes/node-words.ts';
import { troubleWords } from '../../../../../shared/cluster/info-trouble.ts';
import { nodeAt, nodeStats, threeShards } from '../../../../support/cluster-fixtures.ts';

const ports = [7000, 7001, 7002, 7003, 7004, 7005];
const metricsOf = (more: (port: number) => Partial<NodeStats>): Metrics =>
  addSamples(
    {},
    ports.map((port) => nodeStats(port, more(port))),
  );

/** The map with one node changed. */
const having = (port: number, more: Partial<ClusterNode>): Topology => {
  const change = (node: ClusterNode) => (node.address === nodeAt(port) ? { ...node, ...more } : node);
  return {
    ...threeShards,
    shards: threeShards.shards.map((shard) => ({
      ...shard,
      primary: shard.primary && change(shard.primary),
      replicas: shard.replicas.map(change),
    })),
  };
};
const found = (topology: Topology, text: string, troubleOnly = false, metrics: Metrics = {}) =>
  findNodes(topology, { text, troubleOnly }, metrics).flatMap(({ nodes }) =>
    nodes.map(({ address }) => address),
  );

describe('questions put to the map', () => {
  it('give the owner of every slot, and null if there is none', () => {
    const holed = { ...threeShards, shards: threeShards.shards.slice(1) };
    expect(shardOfSlot(threeShards, 5460)?.number).toBe(1);
    expect(shardOfSlot(threeShards, 5461)?.number).toBe(2);
    expect(shardOfSlot(threeShards, 16383)?.number).toBe(3);
    expect(shardOfSlot(holed, 0)).toBeNull();
    expect(shardOfSlot(holed, 16383)?.number).toBe(3);
    expect(shardOfSlot(null, 0)).toBeNull();
    expect(slotOwners(holed)[5461]).toBe(1);
  });

  it('give the shard of a primary and of a replica', () => {
    expect(shardOfNode(threeShards, nodeAt(7004))?.number).toBe(2);
    expect(shardOfNode(threeShards, nodeAt(7002))?.number).toBe(3);
    expect(shardOfNode(threeShards, '10.0.0.1:1')).toBeNull();
    expect(shardOfNode(threeShards, null)).toBeNull();
    expect(allNodes(threeShards).map(({ address }) => address)).toEqual(
      [7000, 7003, 7001, 7004, 7002, 7005].map(nodeAt),
    );
  });
});

describe('figures of the nodes', () => {
  it('keep the last sixty samples, and none of a node that left or did not answer', () => {
    let metrics: Metrics = {};
    for (let ops = 0; ops < 100; ops++)
      metrics = addSamples(metrics, [nodeStats(7000, { ops }), nodeStats(7001, { ops: null })]);
    expect(metrics[nodeAt(7000)]?.samples).toHaveLength(60);
    expect(metrics[nodeAt(7000)]?.samples.at(-1)).toBe(99);
    expect(metrics[nodeAt(7000)]?.samples[0]).toBe(40);
    expect(metrics[nodeAt(7001)]?.samples).toEqual([]);
    expect(addSamples(metrics, [nodeStats(7001)])[nodeAt(7000)]).toBeUndefined();
  });

  it('have one scale, at least ten, of any number of samples', () => {
    expect(busiest({})).toBe(10);
    expect(busiest(metricsOf((port) => ({ ops: port })))).toBe(7005);
    const many = Array.from({ length: 200_000 }, (_, i) => i);
    expect(busiest({ a: { latest: nodeStats(7000), keys: 1, samples: many } })).toBe(199_999);
  });
});

describe('what is wrong with a node', () => {
  const node = (more: Partial<ClusterNode>) => ({ ...threeShards.shards[0]!.primary!, ...more });

  it('is its health, who reports it failed, its links and its memory', () => {
    expect(troublesOf(node({}), nodeStats(7000))).toEqual([]);
    expect(troublesOf(node({ health: 'suspected', failureReports: 2 }), undefined)).toEqual([
      'suspected',
      '2 nodes report it failed',
    ]);
    expect(
      troublesOf(
        node({ linkState: 'disconnected' }),
        nodeStats(7000, { link: 'down', memory: 95, maxMemory: 100 }),
      ),
    ).toEqual(['cluster bus disconnected', 'replication link down', 'memory nearly full']);
  });

  it('is not a server without a limit of memory', () => {
    expect(troublesOf(node({}), nodeStats(7000, { memory: 95, maxMemory: 0 }))).toEqual([]);
  });

  it('is that it does not answer INFO, since when, and how far behind its primary says it is', () => {
    const trouble = {
      kind: 'silent' as const,
      since: new Date(2026, 0, 2, 3, 4, 5).getTime(),
      reason: 'no answer',
    };
    const silent = nodeStats(7000, { trouble, lag: 2048, link: null, latency: null });
    expect(troublesOf(node({}), silent)).toEqual([
      'INFO not answered since 03:04:05 (no answer)',
      '2.0 kB behind, its primary reports',
    ]);
    expect(troubleWords(trouble).short).toBe('silent since 03:04:05');
  });
});

describe('the filter of the nodes', () => {
  it('finds by address, role, shard, id, flag and version, all words together', () => {
    expect(found(threeShards, '')).toHaveLength(6);
    expect(found(threeShards, '7004')).toEqual([nodeAt(7004)]);
    expect(found(threeShards, 'SHARD 2 replica')).toEqual([nodeAt(7004)]);
    expect(found(threeShards, 'slot 12706')).toEqual([7002, 7005].map(nodeAt));
    expect(found(threeShards, 'slot 99999')).toEqual([]);
    expect(found(threeShards, 'primary')).toEqual([7000, 7001, 7002].map(nodeAt));
    const metrics = metricsOf((port) => ({ version: port === 7001 ? '7.2.5' : '7.0.15' }));
    expect(found(threeShards, '7.2', false, metrics)).toEqual([nodeAt(7001)]);
    expect(found(threeShards, 'nowhere')).toEqual([]);
  });

  it('leaves only trouble on request', () => {
    expect(found(threeShards, '', true)).toEqual([]);
    expect(found(having(7005, { health: 'failed' }), '', true)).toEqual([nodeAt(7005)]);
    expect(found(having(7005, { health: 'failed' }), 'shard 1', true)).toEqual([]);
  });
});

describe('a view that differs', () => {
  it('is described by the slots it assigns to other nodes, and the meaning of its epoch', () => {
    const view = {
      node: nodeAt(7002),
      epoch: 2,
      differs: [
        { slots: [{ first: 12, last: 12 }], owner: nodeAt(7001) },
        { slots: [{ first: 20, last: 30 }], owner: null },
      ],
    };
    const told = describeView(view, threeShards);
    expect(told.differences).toEqual([
      'It gives slot 12 to 127.0.0.1:7001 (shard 2).',
      'It gives slots 20–30 to no node.',
    ]);
    expect(told.meaning).toMatch(/has not seen/);
    // The cluster's current epoch may be ahead of every node's.
    expect(describeView({ ...view, epoch: 3 }, { ...threeShards, epoch: 9 }).meaning).toMatch(/SETSLOT/);
  });
});

describe('the cluster as a whole', () => {
  it('names versions only if they differ', () => {
    expect(
      differingVersions(
        threeShards,
        metricsOf(() => ({})),
      ),
    ).toEqual([]);
    const mixed = metricsOf((port) => ({ version: port === 7005 ? '7.2.5' : '7.0.15' }));
    expect(differingVersions(threeShards, mixed)).toEqual([
      { version: '7.0.15', nodes: 5 },
      { version: '7.2.5', nodes: 1 },
    ]);
  });

  it('says what share of the keys a shard has, and whether that is more than its share of the slots', () => {
    const shares = shardShares(
      threeShards,
      metricsOf((port) => ({ keys: port === 7000 ? 3000 : 1000 })),
    );
    expect(shares.get(1)).toMatchObject({ keys: 3000, share: 0.6, uneven: true });
    expect(shares.get(2)).toMatchObject({ keys: 1000, share: 0.2, uneven: false });
    expect(shares.get(1)!.skew).toBeCloseTo(1.8, 2);
    expect(shardShares(threeShards, {}).get(1)).toEqual({
      keys: null,
      share: null,
      skew: null,
      uneven: false,
    });
  });
});

describe('the columns', () => {
  const columns = [
    { name: 'slots', width: 150, rank: 2 },
    { name: 'ops', width: 100, rank: 0 },
    { name: 'keys', width: 50, rank: 1 },
  ];
  const names = (room: number) => fitColumns(columns, room, 10).map(({ name }) => name);

  it('give way one after the other, in the order of their rank, and keep their own order', () => {
    expect(names(0)).toEqual([]);
    expect(names(109)).toEqual([]);
    expect(names(110)).toEqual(['ops']);
    expect(names(169)).toEqual(['ops']);
    expect(names(170)).toEqual(['ops', 'keys']);
    expect(names(330)).toEqual(['slots', 'ops', 'keys']);
  });
});

describe('the state of the view', () => {
  const after = (...messages: Parameters<typeof reduceNodes>[1][]) =>
    messages.reduce(reduceNodes, EMPTY_NODES);

  it('opens and closes details, several at once', () => {
    const state = after(
      { type: 'node-open', node: 'a', open: true },
      { type: 'node-open', node: 'b', open: true },
      { type: 'node-open', node: 'a', open: false },
    );
    expect([...state.open]).toEqual(['b']);
    expect(state.at).toBe('a');
  });

  it('shows a node that the filter would hide', () => {
    const state = after(
      { type: 'nodes-filter', where: 'view', text: 'x' },
      { type: 'nodes-trouble', only: true },
      { type: 'node-show', node: 'a' },
    );
    expect(state).toMatchObject({ filter: '', troubleOnly: false, at: 'a' });
    expect([...state.open]).toEqual(['a']);
  });
});

describe('a duration', () => {
  it('is shown in its two greatest units', () => {
    expect([0, 59, 60, 3660, 90_000, 86_400 * 3].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '1 h 1 min',
      '1 d 1 h',
      '3 d',
    ]);
  });
});
