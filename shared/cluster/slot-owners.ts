/** Finds the owner of each slot and the shard of each node, computed once per map. */
import type { NodeAddress, Shard, Topology } from './topology.ts';
import { SLOT_COUNT } from '../slots/slots.ts';

// Maps are replaced, never changed, so a computed result stays valid as long as its map.
const owners = new WeakMap<Topology, Uint16Array>();
const shards = new WeakMap<Topology, Map<NodeAddress, Shard>>();

/**
 * By slot, 0 to 16383: index in `topology.shards` plus one of the shard that owns it; 0 for a slot without an owner.
 * The same array for the same topology: do not write to it.
 */
export function slotOwners(topology: Topology): Uint16Array {
  let table = owners.get(topology);
  if (!table) {
    table = new Uint16Array(SLOT_COUNT);
    for (const [index, shard] of topology.shards.entries())
      for (const { first, last } of shard.slots) table.fill(index + 1, first, last + 1);
    owners.set(topology, table);
  }
  return table;
}

/** The shard of each node by its address; do not write to it. */
export function nodeShards(topology: Topology): ReadonlyMap<NodeAddress, Shard> {
  let table = shards.get(topology);
  if (!table) {
    table = new Map();
    for (const shard of topology.shards) {
      for (const { address } of shard.replicas) table.set(address, shard);
      if (shard.primary) table.set(shard.primary.address, shard);
    }
    shards.set(topology, table);
  }
  return table;
}
