/** The search for the largest keys, as sent to the window. Plain data only. */
import type { Failure } from '../failure.ts';

/** The largest keys that are kept. */
export const BIGGEST_KEYS = 100;

export interface BigKey {
  key: Uint8Array;
  /** By MEMORY USAGE, which estimates a collection from some of its elements. */
  bytes: number;
  /** As returned by TYPE; empty if the key was gone by then. */
  type: string;
  slot: number;
  shard: number | null;
}

export interface BiggestKeys {
  /** Grows with each search. */
  id: number;
  phase: 'running' | 'done' | 'stopped' | 'failed';
  /** Keys whose memory was asked. */
  keys: number;
  /** Their memory, in bytes. */
  bytes: number;
  /** At most BIGGEST_KEYS, largest first. */
  largest: BigKey[];
  /** Sentences about keys that may be missing. */
  notes: string[];
  failure: Failure | null;
}
