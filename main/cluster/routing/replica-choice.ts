/** Chooses the replica for a read. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { ReadFrom } from '../../../shared/session/session.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';

/** The next healthy replica of a slot's shard, in turn; null for the owner. */
export class ReplicaChoice {
  private readonly readFrom: ReadFrom;
  private turn = 0;

  constructor(readFrom: ReadFrom) {
    this.readFrom = readFrom;
  }

  of(topology: Topology | null, slot: number): NodeAddress | null {
    if (this.readFrom === 'primary') return null;
    const shard = topology?.shards[slotOwners(topology)[slot]! - 1];
    const replicas = shard?.replicas.filter(({ health }) => health === 'online') ?? [];
    return replicas.length > 0 ? replicas[this.turn++ % replicas.length]!.address : null;
  }

  /** Whether a read that a replica rejected may go to the primary. */
  get fallsBack(): boolean {
    return this.readFrom === 'prefer-replica';
  }
}
