/** Questions put to the map of the cluster. */
import type { ClusterNode, NodeAddress, Shard, Topology } from '../../shared/model.ts';

export const nodesOf = (shard: Shard): ClusterNode[] =>
  shard.primary ? [shard.primary, ...shard.replicas] : shard.replicas;

export const allNodes = (topology: Topology | null): ClusterNode[] => topology?.shards.flatMap(nodesOf) ?? [];

export const shardOfSlot = (topology: Topology | null, slot: number): Shard | null =>
  topology?.shards.find((shard) => shard.slots.some(({ first, last }) => first <= slot && slot <= last)) ??
  null;

export const shardOfNode = (topology: Topology | null, node: NodeAddress | null): Shard | null =>
  topology?.shards.find((shard) => nodesOf(shard).some(({ address }) => address === node)) ?? null;
