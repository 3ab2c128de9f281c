/** Operations to simulate, each with its cluster, its request, and what must be true once it is done. */
import { HOST } from './model-node.ts';
import { ModelCluster } from './model-cluster.ts';
import { keyOf } from './sides.ts';

export const PASSWORD = 'pass word %s';

export interface Modelled {
  cluster: ModelCluster;
  /** Names of the nodes that are members in the end. */
  members: readonly string[];
  /** The node that is asked. */
  seed: string;
  /** Made anew for each plan: a node that is named may be a replica of the same shard by then. */
  request: () => object;
  /** Slots of each shard in the end, by the name of its first primary. Those of other shards are not known beforehand. */
  counts: Readonly<Record<string, number>>;
}

/** Few slots have an owner, so that a cluster is read fast; all rules are the same for them. */
const SLOTS: Record<string, [first: number, last: number][]> = {
  A: [[100, 123]],
  B: [[5000, 5015]],
  C: [[10_000, 10_015]],
  D: [[16_000, 16_003]],
};
const ALL_SLOTS: typeof SLOTS = {
  A: [[0, 4999]],
  B: [[5000, 9999]],
  C: [[10_000, 15_999]],
  D: [[16_000, 16_383]],
};
/** Slots with keys, and how many. */
const KEYS: readonly [node: string, slot: number, count: number][] = [
  ['A', 100, 2],
  ['A', 119, 1],
  ['A', 122, 3],
  ['A', 123, 5],
  ['B', 5000, 2],
  ['B', 5015, 3],
  ['C', 10_000, 1],
  ['D', 16_001, 4],
  ['D', 16_003, 1],
];
/** The year 2100. */
const LATE = '4102444800000';
/** Batches are small, so that a slot takes several. */
const MOVE = { batchKeys: 2, timeoutMs: 1000 };

function filled(slots = SLOTS): ModelCluster {
  const cluster = ModelCluster.of(slots, { R: 'A', S: 'B' }, PASSWORD);
  for (const [node, slot, count] of KEYS)
    for (let i = 0; i < count; i++) {
      const key = keyOf(slot, `:${i}`);
      cluster.ask(node, 'SET', key, `value ${slot} ${i}`);
      if (i % 2 === 1) cluster.ask(node, 'PEXPIREAT', key, LATE);
    }
  cluster.add('X').config.set('cluster-require-full-coverage', 'no');
  return cluster;
}

/** Nodes that may be the primary of a shard, by the name of its first one. */
export const SHARDS: Readonly<Record<string, readonly string[]>> = { A: ['A', 'R'], B: ['B', 'S'] };

const MEMBERS = ['A', 'B', 'C', 'D', 'R', 'S'];
/** Of the primary of the shard whose first one this is. */
function idOf(cluster: ModelCluster, name: string): string {
  const primary = (SHARDS[name] ?? []).map((one) => cluster.node(one)).find(({ isPrimary }) => isPrimary);
  return (primary ?? cluster.node(name)).id;
}

export const OPERATIONS: Readonly<Record<string, () => Modelled>> = {
  reshard() {
    const cluster = filled();
    const request = () => ({
      kind: 'reshard',
      from: [idOf(cluster, 'A')],
      to: idOf(cluster, 'B'),
      amount: 5,
      move: MOVE,
    });
    return { cluster, members: MEMBERS, seed: 'C', request, counts: { A: 19, B: 21, C: 16, D: 4 } };
  },
  rebalance() {
    const cluster = filled();
    const request = () => ({ kind: 'rebalance', threshold: 0, move: MOVE });
    return { cluster, members: MEMBERS, seed: 'A', request, counts: { A: 15, B: 15, C: 15, D: 15 } };
  },
  'add a primary with its share'() {
    const cluster = filled();
    const request = () => ({
      kind: 'add-primary',
      node: `${HOST}:${cluster.node('X').port}`,
      share: true,
      move: MOVE,
    });
    return { cluster, members: [...MEMBERS, 'X'], seed: 'B', request, counts: { X: 12 } };
  },
  'drain and remove a node'() {
    const cluster = filled();
    const request = () => ({ kind: 'remove-node', node: idOf(cluster, 'D'), drain: true, move: MOVE });
    return { cluster, members: MEMBERS.filter((name) => name !== 'D'), seed: 'D', request, counts: {} };
  },
  'replace a node'() {
    const cluster = filled();
    const request = () => ({ kind: 'replace-node', node: idOf(cluster, 'C'), by: cluster.address('X') });
    const members = [...MEMBERS.filter((name) => name !== 'C'), 'X'];
    return { cluster, members, seed: 'A', request, counts: { A: 24, B: 16, X: 16, D: 4 } };
  },
  'fix a slot that was left open'() {
    // Slots without an owner would be given one.
    const cluster = filled(ALL_SLOTS);
    for (const [node, mark, other] of [
      ['B', 'IMPORTING', 'A'],
      ['A', 'MIGRATING', 'B'],
    ] as const)
      cluster.ask(node, 'CLUSTER', 'SETSLOT', '123', mark, cluster.node(other).id);
    const port = String(cluster.node('B').port);
    cluster.ask(
      'A',
      'MIGRATE',
      HOST,
      port,
      '',
      '0',
      '1000',
      'AUTH',
      PASSWORD,
      'KEYS',
      keyOf(123, ':0'),
      keyOf(123, ':3'),
    );
    const request = () => ({ kind: 'fix', move: MOVE });
    return { cluster, members: MEMBERS, seed: 'A', request, counts: { A: 4999, B: 5001, C: 6000, D: 384 } };
  },
  create() {
    const cluster = new ModelCluster(['A', 'B', 'C', 'D', 'E', 'F'], PASSWORD);
    const nodes = cluster.nodes.map(({ name }) => cluster.address(name));
    const members = cluster.nodes.map(({ name }) => name);
    return {
      cluster,
      members,
      seed: 'A',
      request: () => ({ kind: 'create', nodes, replicas: 1 }),
      counts: {},
    };
  },
};
