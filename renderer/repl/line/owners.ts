/** Who owns a slot, and to which shard a node belongs, by the window's copy of the slot map. */
import type { NodeAddress, Shard, Topology } from '../../../shared/cluster/topology.ts';
import { nodeShards, slotOwners } from '../../../shared/cluster/slot-owners.ts';

/** The shard that owns the slot; null where the map does not say. */
export function shardOfSlot(topology: Topology | null, slot: number): Shard | null {
  return topology?.kind === 'cluster' ? (topology.shards[slotOwners(topology)[slot]! - 1] ?? null) : null;
}

/** The number of the node's shard; null for a node that is not in the map, or not in a cluster. */
export function shardOfNode(topology: Topology | null, node: NodeAddress): number | null {
  return topology?.kind === 'cluster' ? (nodeShards(topology).get(node)?.number ?? null) : null;
}

/** False also while no map is there. */
export const hasNoSlots = (topology: Topology | null): boolean =>
  topology?.kind === 'standalone' || topology?.kind === 'proxy';
