/** The contents of slots as sent to the window: counts and statistics of all, the keys of one. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';

/** Key counts of all slots, from each owner's CLUSTER COUNTKEYSINSLOT (3.0). */
export interface SlotCounts {
  /** The database counted: Valkey 9 has several in a cluster (`cluster-databases`). */
  database: number;
  /** By slot, 0 to 16383: keys on the owner; 0 if `known` is 0. For an open slot, the sum of source and target. */
  keys: Uint32Array;
  /** By slot: 1 if a node answered for it, 0 if it has no owner or the owner did not answer. */
  known: Uint8Array;
  /** Nodes asked, and those that did not answer, with the reason. */
  asked: NodeAddress[];
  missing: { node: NodeAddress; reason: string }[];
  /** When the count ended (milliseconds since 1970), and how long it took. */
  at: number;
  milliseconds: number;
}

export interface SlotProgress {
  /** Slots answered so far, and slots asked for. */
  done: number;
  total: number;
}

/** The statistics of CLUSTER SLOT-STATS; each is present only if the server reports it. */
export const SLOT_METRICS = [
  'key-count',
  'cpu-usec',
  'network-bytes-in',
  'network-bytes-out',
  'memory-bytes',
] as const;
export type SlotMetric = (typeof SLOT_METRICS)[number];

/** CLUSTER SLOT-STATS (Valkey 8.0, Redis 8.2) of every primary. */
export interface SlotStats {
  /** False if the servers do not know the command; the other fields are then empty. */
  supported: boolean;
  /** Why there are none or some are missing (`cluster-slot-stats-enabled` is off), in a sentence; or empty. */
  note: string;
  /** By statistic, then by slot, 0 to 16383; since the server's start, or since CONFIG RESETSTAT. */
  metrics: { [F in SlotMetric]?: Float64Array };
  at: number;
}

/** A slot's keys on one node. */
export interface SlotPart {
  node: NodeAddress;
  shard: number | null;
  /** owner: the slot is not open · source: MIGRATING · target: IMPORTING, asked with ASKING if needed. */
  role: 'owner' | 'source' | 'target';
  count: number;
  keys: Uint8Array[];
  /** Why the node could not be asked; count and keys are then meaningless. */
  problem: string;
}

/** Count and first keys of one slot (CLUSTER COUNTKEYSINSLOT, GETKEYSINSLOT), from its owner, or from source and target while it migrates. */
export interface SlotDetail {
  slot: number;
  database: number;
  /** The owner, or the source followed by the target. */
  parts: SlotPart[];
  milliseconds: number;
}

/** Facts about one key from one node. */
export interface KeyFacts {
  /** The type as returned by TYPE; empty if the key is gone, `?` if only TYPE is refused. */
  type: string;
  /** TTL in milliseconds (PTTL); -1 for a key that does not expire, null if unknown. */
  ttl: number | null;
  /** Bytes (MEMORY USAGE, 4.0, with 5 samples of a collection's elements); null if unknown. */
  memory: number | null;
  /** The encoding as returned by OBJECT ENCODING; empty if unknown. */
  encoding: string;
  /** The node's errors, such as an ACL's refusal, one line for each command: `MEMORY USAGE: NOPERM …`. */
  problem: string;
}
