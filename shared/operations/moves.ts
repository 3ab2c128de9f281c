/** What planners of slots and of placement return. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';

/** Why there is no plan: one sentence for the user. */
export interface PlanRefusal {
  refusal: string;
  /** The new nodes that are to blame, and why each is. */
  newNodes?: NewNodeRefusal[];
}

/** Why a node cannot join. */
export interface NewNodeRefusal {
  address: NodeAddress;
  refusal: string;
  because: 'address' | 'unreachable' | 'silent' | 'refused' | 'not-cluster' | 'not-empty' | 'same';
  /** The words of the connection or of the server, escaped; empty if there are none. */
  says: string;
}

/** A node that is not yet in a cluster. Anti-affinity compares `host`, so it is resolved beforehand. */
export interface NewNode {
  address: NodeAddress;
  host: string;
}

/** A shard that create would make. */
export interface NewShard {
  slots: SlotRange;
  primary: NewNode;
  replicas: NewNode[];
}

export interface Placement {
  shards: NewShard[];
  /** Number of shards that have two nodes on one host; 0 is perfect anti-affinity. */
  score: number;
}

/** A primary and the slots it owns. */
export interface SlotOwner {
  id: string;
  slots: SlotRange[];
}

/** A run of slots that goes from one primary to another. */
export interface SlotMove extends SlotRange {
  /** Ids of the primaries. */
  from: string;
  to: string;
}

export interface MovePlan {
  /** In order of their slots. No slot is in two of them. */
  moves: SlotMove[];
}
