/** Indexes the nodes of a map by id. Pure. */
import type { ClusterNode, Topology } from '../../../shared/cluster/topology.ts';
import { nodesOf } from './shard-numbers.ts';

export interface PlacedNode {
  node: ClusterNode;
  /** The shard's number; null for a server outside a cluster. */
  shard: number | null;
}

export type NodeIndex = ReadonlyMap<string, PlacedNode>;

/** Two maps in which shard numbers mean the same, and their nodes. */
export interface Comparison {
  before: Topology;
  after: Topology;
  was: NodeIndex;
  is: NodeIndex;
}

/** In the order of the shards, each primary first. */
export function indexNodes({ kind, shards }: Topology): NodeIndex {
  const index = new Map<string, PlacedNode>();
  for (const shard of shards)
    for (const node of nodesOf(shard))
      index.set(node.id, { node, shard: kind === 'cluster' ? shard.number : null });
  return index;
}
