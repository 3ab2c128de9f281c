/** Which replica a read goes to. */
import type { NodeAddress, ReadFrom, Shard, Topology } from '../../shared/model.ts';

/** The replicas of a slot's shard that are in health, in turn; null for the owner. */
export class ReplicaChoice {
  private readonly readFrom: ReadFrom;
  private turn = 0;

  constructor(readFrom: ReadFrom) {
    this.readFrom = readFrom;
  }

  of(topology: Topology | null, slot: number): NodeAddress | null {
    if (this.readFrom === 'primary') return null;
    const shard = topology?.shards.find(({ slots }) => isIn(slots, slot));
    const replicas = shard?.replicas.filter(({ health }) => health === 'online') ?? [];
    return replicas.length > 0 ? replicas[this.turn++ % replicas.length]!.address : null;
  }

  /** Whether a read that a replica did not take may go to the primary. */
  get fallsBack(): boolean {
    return this.readFrom === 'prefer-replica';
  }
}

const isIn = (slots: Shard['slots'], slot: number) =>
  slots.some(({ first, last }) => first <= slot && slot <= last);
