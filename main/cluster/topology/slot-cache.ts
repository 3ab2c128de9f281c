/**
 * Which node owns which slot, as far as we know: the map, and what MOVED has taught since. A stale entry costs a MOVED, never
 * a wrong write: the server decides.
 *
 * A lesson holds until a newer answer contradicts it: one that gives the slot to a node with a higher config epoch than those
 * that the lesson was about had. The same claim read again is no news; it is what the MOVED has refuted.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { nodesOf } from './shard-numbers.ts';

interface Lesson {
  owner: NodeAddress;
  /** The highest config epoch of the owner by the map and of the one that MOVED names, as they were then. */
  epoch: number;
}

export class SlotCache {
  private readonly mapped: (NodeAddress | null)[] = new Array<NodeAddress | null>(SLOT_COUNT).fill(null);
  private readonly lessons = new Map<number, Lesson>();
  /** Config epochs of all nodes of the map. */
  private epochs = new Map<NodeAddress, number>();

  /** The owner's address; null for a slot that is not covered, or a server without slots. */
  owner(slot: number): NodeAddress | null {
    return this.lessons.get(slot)?.owner ?? this.mapped[slot] ?? null;
  }

  /** The owners that MOVED has taught; the map may not have them. */
  get taught(): NodeAddress[] {
    return [...new Set([...this.lessons.values()].map(({ owner }) => owner))];
  }

  /** What a MOVED says. Answers the owner of before. */
  learn(slot: number, owner: NodeAddress): NodeAddress | null {
    const before = this.owner(slot);
    const mapped = this.mapped[slot] ?? null;
    if (owner === mapped) this.lessons.delete(slot);
    else if (owner !== before)
      this.lessons.set(slot, { owner, epoch: Math.max(this.epochOf(mapped), this.epochOf(owner)) });
    return before;
  }

  /** No connection to this node can be made: what MOVED said of it is of no use any more. */
  forget(node: NodeAddress): void {
    for (const [slot, { owner }] of this.lessons) if (owner === node) this.lessons.delete(slot);
  }

  /** The whole map, read again. */
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
      // Another server may have its address by now.
      const hasLeft = before.has(owner) && !this.epochs.has(owner);
      if (!isCluster || mapped === owner || isNewer || hasLeft) this.lessons.delete(slot);
    }
  }

  private epochOf(node: NodeAddress | null): number {
    return (node === null ? undefined : this.epochs.get(node)) ?? 0;
  }
}
