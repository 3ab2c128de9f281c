/** Numbers of the shards that a plan names by the IDs of their primaries, for the whole of an operation. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { SlotOwner } from '../../../shared/operations/moves.ts';
import type { Progress } from '../../../shared/operations/progress.ts';
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

/** As Progress has it. */
type Acting = Progress['acting'];

/**
 * Primaries that the plan does not name, by the ID of the one whose slots they have since it failed over. One that gave its last
 * slot away has become the replica of the receiver, which the plan names. One that comes back may stay a primary without slots:
 * the operation itself knows who acts for it.
 */
export function heirsOf(
  names: ShardNames,
  topology: Topology | null,
  acting: Acting = {},
): ReadonlyMap<string, NodeAddress> {
  const heirs = new Map<string, NodeAddress>();
  const nodes = allNodes(topology);
  for (const [id, other] of Object.entries(acting)) {
    const heir = other === id ? undefined : nodes.find((node) => node.id === other);
    if (heir && names.has(id)) heirs.set(id, heir.address);
  }
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
  acting: Acting = {},
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
    const node = nodes.get(acting[id] ?? id);
    const shard = node && shardOfNode(topology, node.address);
    // A primary without slots may be listed in the shard of its successor, which the plan names; one that failed over has an heir.
    if (node && shard?.primary && (shard.primary.id === node.id || !ids.includes(shard.primary.id)))
      give(id, shard.number);
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
