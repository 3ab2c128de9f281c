/** Looks things up in the map of the cluster, in the same time for a cluster of any size. */
import type { ClusterNode, NodeAddress, Shard, Topology } from '../../shared/cluster/topology.ts';
import { groupOfSlot } from '../../shared/cluster/codis-groups.ts';
import { nodeShards, slotOwners } from '../../shared/cluster/slot-owners.ts';

export { slotOwners };

export const nodesOf = (shard: Shard): ClusterNode[] =>
  shard.primary ? [shard.primary, ...shard.replicas] : shard.replicas;

const nodes = new WeakMap<Topology, ClusterNode[]>();

/** By shard, the primary before its replicas; the same array for the same topology. */
export function allNodes(topology: Topology | null): readonly ClusterNode[] {
  if (!topology) return [];
  let all = nodes.get(topology);
  if (!all) nodes.set(topology, (all = topology.shards.flatMap(nodesOf)));
  return all;
}

/** The shard that owns the slot, or codis's group; null if none does, or there is no map. */
export function shardOfSlot(topology: Topology | null, slot: number): Shard | null {
  if (topology?.codis) return groupOfSlot(topology.codis, slot);
  return topology?.shards[slotOwners(topology)[slot]! - 1] ?? null;
}

/** The node's shard; a standalone server is the only node of one. Null for a node that is not in the map. */
export const shardOfNode = (topology: Topology | null, node: NodeAddress | null): Shard | null =>
  (topology && node !== null && nodeShards(topology).get(node)) || null;

/** The number of the node's shard; null for a node that is not in the map, or not in a cluster. */
export const shardNumberOf = (topology: Topology | null, node: NodeAddress): number | null =>
  topology?.kind === 'cluster' ? (shardOfNode(topology, node)?.number ?? null) : null;

/** Whether it does not answer: others have said so, or this window has tried. */
export const isDown = ({ health }: ClusterNode): boolean =>
  health === 'failed' || health === 'unreachable' || health === 'no-address';

/** True if slots do not apply: a standalone server or a proxy. False before the first map. */
export const hasNoSlots = (topology: Topology | null): boolean =>
  topology?.kind === 'standalone' || topology?.kind === 'proxy';
