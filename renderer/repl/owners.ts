/** Who owns a slot, and to which shard a node belongs, by the window's copy of the slot map. */
import type { NodeAddress, Shard, Topology } from '../../shared/model.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';

// Maps are replaced, never changed: what is worked out for one holds for as long as it lives.
const tables = new WeakMap<Topology, Int16Array>();

function tableOf(topology: Topology): Int16Array {
  let table = tables.get(topology);
  if (!table) {
    table = new Int16Array(SLOT_COUNT).fill(-1);
    topology.shards.forEach((shard, i) => {
      for (const { first, last } of shard.slots) table!.fill(i, first, last + 1);
    });
    tables.set(topology, table);
  }
  return table;
}

/** The shard that owns the slot; null where the map does not say. */
export function shardOfSlot(topology: Topology | null, slot: number): Shard | null {
  return topology?.kind === 'cluster' ? (topology.shards[tableOf(topology)[slot]!] ?? null) : null;
}

/** The number of the node's shard; null for a node that is not in the map, or not in a cluster. */
export function shardOfNode(topology: Topology | null, node: NodeAddress): number | null {
  if (topology?.kind !== 'cluster') return null;
  const shard = topology.shards.find(
    ({ primary, replicas }) =>
      primary?.address === node || replicas.some((replica) => replica.address === node),
  );
  return shard?.number ?? null;
}
