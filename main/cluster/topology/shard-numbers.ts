/** Which number a shard is known by: one that stays with it through failovers and moved slots. Pure. */
import type { ClusterNode, Shard, Topology } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

/** Every node of a shard, the primary first. */
export const nodesOf = (shard: Shard): ClusterNode[] =>
  shard.primary ? [shard.primary, ...shard.replicas] : shard.replicas;

/**
 * Sets the shards' numbers: that of `previous` which was led by the same primary, or had it as a replica, or shares any
 * node. Shards with slots choose first, then those with a living node: a primary that failed is a shard of its own in CLUSTER
 * SHARDS, and the heir of its number may have no slots. The others get numbers that neither map has, in the order of their
 * first slots.
 */
export function numberShards(shards: readonly Shard[], previous: Pick<Topology, 'shards'> | null): void {
  const led = new Map<string, number>();
  const held = new Map<string, number>();
  const taken = new Set<number>();
  const old = new Set<number>();
  for (const shard of previous?.shards ?? []) {
    old.add(shard.number);
    if (shard.primary) led.set(shard.primary.id, shard.number);
    for (const node of nodesOf(shard)) held.set(node.id, shard.number);
  }
  const give = (shard: Shard, number: number | undefined) => {
    if (shard.number || number === undefined || taken.has(number)) return;
    taken.add((shard.number = number));
  };
  for (const shard of shards) shard.number = 0;
  const firstOf = (shard: Shard) => shard.slots[0]?.first ?? SLOT_COUNT;
  const byFirstSlot = [...shards].sort((a, b) => firstOf(a) - firstOf(b));
  const isAlive = (shard: Shard) => nodesOf(shard).some(({ health }) => health === 'online');
  const byRank = [byFirstSlot.filter((s) => s.slots.length), byFirstSlot.filter(isAlive), byFirstSlot];
  for (const chosen of byRank) {
    for (const shard of chosen) if (shard.primary) give(shard, led.get(shard.primary.id));
    for (const shard of chosen) if (shard.primary) give(shard, held.get(shard.primary.id));
    for (const shard of chosen) for (const node of shard.replicas) give(shard, held.get(node.id));
  }
  let next = 1;
  for (const shard of byFirstSlot) {
    if (shard.number) continue;
    while (taken.has(next) || old.has(next)) next++;
    give(shard, next);
  }
}
