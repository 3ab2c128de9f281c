/** Assigns each shard a number that it keeps through failovers and moved slots. Pure. */
import type { ClusterNode, Shard, Topology } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

/** Every node of a shard, the primary first. */
export const nodesOf = (shard: Shard): ClusterNode[] =>
  shard.primary ? [shard.primary, ...shard.replicas] : shard.replicas;

/**
 * A shard takes over the number of the previous shard with the same primary, or with this primary as a replica, or with any
 * node in common. Shards with slots choose first, then those with a living node: CLUSTER SHARDS lists a failed primary as a
 * separate shard, and its successor may have no slots. The others get numbers that neither map uses, ordered by first slot;
 * those without slots, which servers list in no order, by their lowest node ID.
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
  const assign = (shard: Shard, number: number | undefined) => {
    if (shard.number || number === undefined || taken.has(number)) return;
    taken.add((shard.number = number));
  };
  for (const shard of shards) shard.number = 0;
  const firstOf = (shard: Shard) => shard.slots[0]?.first ?? SLOT_COUNT;
  const lowestId = new Map(
    shards.map((shard) => [
      shard,
      nodesOf(shard)
        .map(({ id }) => id)
        .sort()[0] ?? '',
    ]),
  );
  const byFirstSlot = [...shards].sort(
    (a, b) => firstOf(a) - firstOf(b) || (lowestId.get(a)! < lowestId.get(b)! ? -1 : 1),
  );
  const isAlive = (shard: Shard) => nodesOf(shard).some(({ health }) => health === 'online');
  const byRank = [byFirstSlot.filter((s) => s.slots.length), byFirstSlot.filter(isAlive), byFirstSlot];
  for (const chosen of byRank) {
    for (const shard of chosen) if (shard.primary) assign(shard, led.get(shard.primary.id));
    for (const shard of chosen) if (shard.primary) assign(shard, held.get(shard.primary.id));
    for (const shard of chosen) for (const node of shard.replicas) assign(shard, held.get(node.id));
  }
  let next = 1;
  for (const shard of byFirstSlot) {
    if (shard.number) continue;
    while (taken.has(next) || old.has(next)) next++;
    assign(shard, next);
  }
}
