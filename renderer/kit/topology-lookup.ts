/** Questions put to the map of the cluster; each is answered in the same time in a cluster of any size. */
import type { ClusterNode, NodeAddress, Shard, Topology } from '../../shared/cluster/topology.ts';
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

/** The shard that owns the slot (0 to 16383); null where none does, or no map is there. */
export const shardOfSlot = (topology: Topology | null, slot: number): Shard | null =>
  topology?.shards[slotOwners(topology)[slot]! - 1] ?? null;

export const shardOfNode = (topology: Topology | null, node: NodeAddress | null): Shard | null =>
  (topology && node !== null && nodeShards(topology).get(node)) || null;
