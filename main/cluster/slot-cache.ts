/** Which node owns which slot, as far as we know. A stale entry costs a MOVED, never a wrong write: the server decides. */
import type { NodeAddress, Topology } from '../../shared/model.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';

export class SlotCache {
  private readonly owners: (NodeAddress | null)[] = new Array<NodeAddress | null>(SLOT_COUNT).fill(null);

  /** The owner's address; null for a slot that is not covered, or a server without slots. */
  owner(slot: number): NodeAddress | null {
    return this.owners[slot] ?? null;
  }

  /** What a MOVED says. Answers the owner of before. */
  learn(slot: number, address: NodeAddress): NodeAddress | null {
    const before = this.owner(slot);
    this.owners[slot] = address;
    return before;
  }

  /** The whole map anew. */
  replace(topology: Topology): void {
    this.owners.fill(null);
    for (const shard of topology.shards)
      if (shard.primary)
        for (const { first, last } of shard.slots) this.owners.fill(shard.primary.address, first, last + 1);
  }
}
