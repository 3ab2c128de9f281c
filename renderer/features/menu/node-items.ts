/** What can be done with a node, and with a shard. Pure. */
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { ClusterNode, NodeAddress, Shard } from '../../../shared/cluster/topology.ts';
import { actsFor, localAddress } from '../../kit/local-acts.ts';
import { allNodes, isDown, shardOfNode } from '../../kit/topology-lookup.ts';
import type { State } from '../../window/state.ts';
import { bytesOf, item, onMap, operation, showNode, type MenuGroup, type MenuItem } from './item.ts';
import { words } from './words.ts';

const w = words.node;
const { why } = words;

/** Of a node that is not in the map: what needs no map. */
export function nodeItems(
  address: NodeAddress,
  state: State,
  ofProcess = demoItems(address, state),
): MenuGroup[] {
  const node = allNodes(state.topology).find((one) => one.address === address);
  const shard = shardOfNode(state.topology, address);
  const isCluster = state.topology?.kind === 'cluster';
  const own = !node || !shard || !isCluster ? [] : operationsOf(node, shard, state);
  return [
    [currentItem(address, state), ...ofProcess],
    own,
    node?.role === 'primary' && shard && isCluster ? restOfShard(shard, state) : [],
    textItems(address, node, state),
  ];
}

const currentItem = (address: NodeAddress, { session, topology }: State): MenuItem =>
  item(
    'current',
    w.current,
    { type: 'current-node', node: address },
    session.phase !== 'connected'
      ? why.notConnected
      : session.currentNode === address
        ? why.current
        : !hasAddress(address)
          ? why.noAddress
          : topology?.kind === 'cluster' && !shardOfNode(topology, address)
            ? why.notInMap
            : null,
  );

const operationsOf = (node: ClusterNode, shard: Shard, state: State): MenuItem[] =>
  node.role === 'primary' ? primaryItems(node, shard, state) : replicaItems(node, state);

function primaryItems(
  { id, ...node }: ClusterNode,
  { replicas, slotCount }: Shard,
  state: State,
): MenuItem[] {
  const fit = replicas.filter((one) => !isDown(one));
  const [only] = fit;
  return [
    operation(
      state,
      'failover',
      w.failOverToReplica,
      { kind: 'failover', ...(fit.length === 1 && only && { node: only.id }) },
      replicas.length === 0 ? why.noReplica : fit.length === 0 ? why.noReplicaAnswers : null,
    ),
    operation(
      state,
      'move-from',
      w.moveFrom,
      { kind: 'reshard', from: [id] },
      slotCount === 0 ? why.noSlots : null,
    ),
    operation(
      state,
      'move-to',
      w.moveTo,
      { kind: 'reshard', to: id },
      isDown({ id, ...node }) ? why.down : null,
    ),
    ...endItems({ id, ...node }, slotCount, state),
  ];
}

const replicaItems = (node: ClusterNode, state: State): MenuItem[] => {
  const primaries = state.topology?.shards.filter(({ primary }) => primary) ?? [];
  const { id } = node;
  const away = isDown(node) ? why.down : null;
  return [
    operation(state, 'failover', w.failOverToIt, { kind: 'failover', node: id }, away),
    operation(
      state,
      'replicate',
      w.replicate,
      { kind: 'replicate', node: id },
      away ?? (primaries.length < 2 ? why.onePrimary : null),
    ),
    ...endItems(node, 0, state),
  ];
};

/** A node that answers is removed; one that is gone for good is forgotten by the others. */
const endItems = (node: ClusterNode, slots: number, state: State): MenuItem[] => [
  operation(state, 'replace', w.replace, { kind: 'replace-node', node: node.id }),
  isDown(node)
    ? operation(
        state,
        'forget',
        w.forget,
        { kind: 'forget', node: node.id },
        slots > 0 ? why.hasSlots(slots) : null,
      )
    : operation(state, 'remove', w.remove, { kind: 'remove-node', node: node.id }),
];

function textItems(address: NodeAddress, node: ClusterNode | undefined, state: State): MenuItem[] {
  const unknown = hasAddress(address) ? null : why.noAddress;
  return [
    item('copy-address', w.copyAddress, { type: 'node-copy', node: address, text: address }, unknown),
    ...(node && state.topology?.kind === 'cluster'
      ? [item('copy-id', w.copyId, { type: 'node-copy', node: address, text: node.id })]
      : []),
    item('insert', w.insert, { type: 'insert-key', key: bytesOf(address) }, unknown),
    ...(node ? [item('details', w.details, showNode(address))] : []),
  ];
}

/** A node of the demo cluster is started and stopped at once, as its button does. */
function demoItems(address: NodeAddress, { demo, session }: State): MenuItem[] {
  if (session.environment !== 'demo' || demo.phase !== 'running') return [];
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  const node = demo.nodes.find((one) => one.port === port);
  if (!node) return [];
  const { running } = node;
  return [item('demo', running ? w.stop : w.start, { type: 'demo-node', port, run: !running })];
}

/** A node of a local cluster, with what its buttons do; empty if it is gone. */
export function localNodeItems(id: string, port: number, state: State): MenuGroup[] {
  const cluster = state.local.clusters?.find((one) => one.id === id);
  const node = cluster?.nodes.find((one) => one.port === port);
  if (!cluster || !node) return [];
  const acts = actsFor(node, cluster).map((act) =>
    item(act, w.acts[act], { type: 'local-do', deed: { id, port, act } }),
  );
  return nodeItems(localAddress(port), state, acts);
}

export function shardItems(shard: Shard, state: State): MenuItem[] {
  const { primary, slotCount } = shard;
  return [
    operation(
      state,
      'shard-move',
      words.shard.move,
      { kind: 'reshard', from: primary ? [primary.id] : [] },
      primary === null ? why.noPrimary : slotCount === 0 ? why.noSlots : null,
    ),
    ...restOfShard(shard, state),
  ];
}

/** But for the moves from it, which its primary has too. */
function restOfShard({ primary, slots: [range] }: Shard, state: State): MenuItem[] {
  return [
    ...rebalanceItems(state, ['slots', 'keys', 'bytes']),
    operation(
      state,
      'add-replica',
      words.shard.addReplica,
      { kind: 'add-replica', ...(primary && { primary: primary.id }) },
      primary === null ? why.noPrimary : null,
    ),
    item('map', words.shard.map, range ? onMap(range) : [], range ? null : why.noSlots),
  ];
}

export const rebalanceItems = (state: State, by: readonly ('slots' | 'keys' | 'bytes')[]): MenuItem[] =>
  by.map((measure) =>
    operation(state, `rebalance-${measure}`, words.shard.rebalance[measure], {
      kind: 'rebalance',
      by: measure,
    }),
  );
