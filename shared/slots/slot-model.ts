/** What is in the slots, as it crosses: counts and figures of all of them, the keys of one. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';

/** Keys of every slot, asked of its owner by CLUSTER COUNTKEYSINSLOT (3.0). */
export interface SlotCounts {
  /** Database that was counted: Valkey 9 has several in a cluster (`cluster-databases`). */
  database: number;
  /** By slot, 0 to 16383: keys at the owner; 0 where `known` is 0. Of an open slot, source's and target's together. */
  keys: Uint32Array;
  /** By slot: 1 where a node answered for it, 0 where it has no owner or the owner did not answer. */
  known: Uint8Array;
  /** Nodes asked, and those that did not answer with the reason. */
  asked: NodeAddress[];
  missing: { node: NodeAddress; reason: string }[];
  /** When it was done (milliseconds since 1970), and how long it took. */
  at: number;
  milliseconds: number;
}

export interface SlotProgress {
  /** Slots answered for, of those that are asked. */
  done: number;
  total: number;
}

/** The figures of CLUSTER SLOT-STATS; each is there only where the server gives it. */
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
  /** False where the servers do not know the command; then nothing else is of use. */
  supported: boolean;
  /** Why there are none, or what is missing (`cluster-slot-stats-enabled` is off): a sentence; empty for nothing. */
  note: string;
  /** By figure, then by slot, 0 to 16383; since the server's start, or since CONFIG RESETSTAT. */
  metrics: { [F in SlotMetric]?: Float64Array };
  at: number;
}

/** Keys of a slot as one node has them. */
export interface SlotPart {
  node: NodeAddress;
  shard: number | null;
  /** owner: the slot is not open · source: MIGRATING there · target: IMPORTING there, asked with ASKING where needed. */
  role: 'owner' | 'source' | 'target';
  count: number;
  keys: Uint8Array[];
  /** Why it could not be asked; then count and keys say nothing. */
  problem: string;
}

/** Count and first keys of one slot (CLUSTER COUNTKEYSINSLOT, GETKEYSINSLOT), from its owner, or source and target while it migrates. */
export interface SlotDetail {
  slot: number;
  database: number;
  /** The owner, or the source; the target after it. */
  parts: SlotPart[];
  milliseconds: number;
}

/** What one node says of one key. */
export interface KeyFacts {
  /** As TYPE answers; empty where the key is not there any more, `?` where only TYPE is refused. */
  type: string;
  /** Milliseconds to live (PTTL); -1 for a key that does not expire, null where not known. */
  ttl: number | null;
  /** Bytes (MEMORY USAGE, 4.0, with 5 samples of a collection's elements); null where not known. */
  memory: number | null;
  /** As OBJECT ENCODING answers; empty where not known. */
  encoding: string;
  /** What the node said instead, such as an ACL's refusal, a line a command: `MEMORY USAGE: NOPERM …`. */
  problem: string;
}
