/** Numbers of the shards that a plan names by the IDs of their primaries, for the whole of an operation. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { SlotOwner } from '../../../shared/operations/moves.ts';
import { allNodes, shardOfNode } from '../../kit/topology-lookup.ts';

interface Owners {
  before: readonly SlotOwner[];
  after: readonly SlotOwner[];
  addresses: { readonly [id: string]: NodeAddress };
}

export interface ShardName {
  number: number;
  address: NodeAddress;
}
export type ShardNames = ReadonlyMap<string, ShardName>;

/**
 * Primaries that the plan does not name, by the ID of the one whose slots they have since it failed over. One that gave its last
 * slot away has become the replica of the receiver, which the plan names.
 */
export function heirsOf(names: ShardNames, topology: Topology | null): ReadonlyMap<string, NodeAddress> {
  const heirs = new Map<string, NodeAddress>();
  for (const { primary, replicas } of topology?.shards ?? [])
    if (primary && !names.has(primary.id))
      for (const { id } of replicas) if (names.has(id)) heirs.set(id, primary.address);
  return heirs;
}

/**
 * By ID. `earlier`: as they were named when the operation began. A primary that gives its last slot away becomes a replica
 * of another shard, and keeps its number here. One that is new gets the next number, as the map will give it.
 */
export function shardNames(
  { before, after, addresses }: Owners,
  topology: Topology | null,
  earlier: ShardNames = new Map(),
): ShardNames {
  const nodes = new Map(allNodes(topology).map((node) => [node.id, node]));
  const numbers = new Map<string, number>();
  const taken = new Set<number>();
  const give = (id: string, number: number | undefined) => {
    if (number === undefined || taken.has(number) || numbers.has(id)) return;
    taken.add(number);
    numbers.set(id, number);
  };
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  for (const id of ids) {
    const node = nodes.get(id);
    const shard = node && shardOfNode(topology, node.address);
    // A primary without slots may be listed in the shard of its successor, which the plan names; one that failed over has an heir.
    const isOwn = shard?.primary?.id === id || (shard?.primary && !ids.includes(shard.primary.id));
    if (isOwn) give(id, shard.number);
  }
  for (const id of ids) give(id, earlier.get(id)?.number);
  for (const { number } of topology?.shards ?? []) taken.add(number);
  for (const id of ids) {
    let next = 1;
    while (taken.has(next)) next++;
    give(id, next);
  }
  const addressOf = (id: string) =>
    nodes.get(id)?.address ?? addresses[id] ?? earlier.get(id)?.address ?? id.slice(0, 8);
  return new Map(ids.map((id) => [id, { number: numbers.get(id)!, address: addressOf(id) }]));
}
