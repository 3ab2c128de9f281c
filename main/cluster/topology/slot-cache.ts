/**
 * Remembers the owner of each slot: the map, corrected by later MOVED redirects. A stale entry costs a redirect, never a
 * wrong write, because the server decides.
 *
 * A lesson from a MOVED holds until a map assigns the slot to a node with a higher config epoch than both nodes had at that
 * time. Reading the old claim again changes nothing: the MOVED has already refuted it.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { nodesOf } from './shard-numbers.ts';

interface Lesson {
  owner: NodeAddress;
  /** The higher config epoch, at that time, of the owner in the map and the one that MOVED named. */
  epoch: number;
}

export class SlotCache {
  private readonly mapped: (NodeAddress | null)[] = new Array<NodeAddress | null>(SLOT_COUNT).fill(null);
  private readonly lessons = new Map<number, Lesson>();
  /** Config epochs of all nodes of the map. */
  private epochs = new Map<NodeAddress, number>();

  /** The owner's address; null for an uncovered slot or a server without slots. */
  owner(slot: number): NodeAddress | null {
    return this.lessons.get(slot)?.owner ?? this.mapped[slot] ?? null;
  }

  /** The owners learned from MOVED; the map may not have them. */
  get taught(): NodeAddress[] {
    return [...new Set([...this.lessons.values()].map(({ owner }) => owner))];
  }

  /** Records a MOVED. Returns the previous owner. */
  learn(slot: number, owner: NodeAddress): NodeAddress | null {
    const before = this.owner(slot);
    const mapped = this.mapped[slot] ?? null;
    if (owner === mapped) this.lessons.delete(slot);
    else if (owner !== before)
      this.lessons.set(slot, { owner, epoch: Math.max(this.epochOf(mapped), this.epochOf(owner)) });
    return before;
  }

  /** Forgets the lessons that point to a node that cannot be reached. */
  forget(node: NodeAddress): void {
    for (const [slot, { owner }] of this.lessons) if (owner === node) this.lessons.delete(slot);
  }

  /** Replaces the map; lessons that it supersedes are dropped. */
  replace(topology: Topology): void {
    const before = this.epochs;
    const isCluster = topology.kind === 'cluster';
    this.epochs = new Map(
      topology.shards.flatMap((shard) => nodesOf(shard).map((node) => [node.address, node.configEpoch])),
    );
    this.mapped.fill(null);
    for (const shard of topology.shards)
      if (shard.primary)
        for (const { first, last } of shard.slots) this.mapped.fill(shard.primary.address, first, last + 1);
    for (const [slot, { owner, epoch }] of this.lessons) {
      const mapped = this.mapped[slot] ?? null;
      const isNewer = mapped !== null && this.epochOf(mapped) > epoch;
      // Another server may use its address by now.
      const hasLeft = before.has(owner) && !this.epochs.has(owner);
      if (!isCluster || mapped === owner || isNewer || hasLeft) this.lessons.delete(slot);
    }
  }

  private epochOf(node: NodeAddress | null): number {
    return (node === null ? undefined : this.epochs.get(node)) ?? 0;
  }
}
