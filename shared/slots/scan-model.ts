/** A scan of the whole keyspace grouped by hash tag, as sent to the window. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';
import type { Failure } from '../failure.ts';

export interface ScanOptions {
  /** Database of the keys. */
  database: number;
  /** SCAN's MATCH, a glob in the server's syntax; empty for every key. */
  match: string;
  /** SCAN's TYPE (6.0): `string`, `hash`, …; empty for every type. */
  type: string;
  /** SCAN's COUNT, 10 to 10,000: roughly the keys examined by one call. */
  count: number;
  /** Keys after which the scan stops; 0 for none. */
  limit: number;
  /** Scan a healthy replica of each shard, if it has one, instead of the primary. */
  replicas: boolean;
  /** Milliseconds between two calls to the same node, 0 to 10,000. */
  pause: number;
  /** Roughly how many keys of each large tag are sampled for type and memory, 0 to 1000. */
  samples: number;
  /** The separator of a key's parts, for prefixes of keys without a tag; not empty. */
  separator: string;
}

export const DEFAULT_SCAN: ScanOptions = {
  database: 0,
  match: '',
  type: '',
  count: 1000,
  limit: 0,
  replicas: false,
  pause: 0,
  samples: 200,
  separator: ':',
};

/** The progress of one shard. */
export interface ScanShard {
  shard: number;
  node: NodeAddress;
  /** DBSIZE at the start. */
  expected: number;
  /** Keys that SCAN listed, including those not counted; it may list a key twice. */
  scanned: number;
  /** Keys counted, and those of them with a tag. */
  keys: number;
  tagged: number;
  done: boolean;
  /** An event during the scan: `restarted on 127.0.0.1:7004 after a failover`. Empty if there was none. */
  note: string;
}

/** An estimate with half the width of its 95 % interval, in the same unit; 0 if it is exact. */
export interface Estimate {
  value: number;
  error: number;
}

export interface TypeShare {
  /** The type as returned by TYPE. */
  type: string;
  /** 0 to 1, of the sampled keys. */
  share: number;
}

/** The values that became estimates because there are more tags than the table holds; null while all are exact. */
export interface ScanEstimates {
  /** The most keys by which a listed tag's count may be too low. */
  lowBy: number;
  /** Distinct tags, estimated. */
  tags: Estimate;
  /** The same for prefixes. */
  prefixesLowBy: number;
}

export interface ScanState {
  /** Grows with each scan. */
  id: number;
  /** settling: slots that moved during the scan are counted again. */
  phase: 'running' | 'paused' | 'settling' | 'done' | 'stopped' | 'failed';
  options: ScanOptions;
  startedAt: number;
  /** Milliseconds it has run, without the user's pauses. */
  milliseconds: number;
  /** Keys counted, and roughly the total (DBSIZE of every node, ignoring MATCH and TYPE). */
  keys: number;
  expected: number;
  /** Those of `keys` with a tag. */
  tagged: number;
  /** Distinct tags; an estimate if `estimates` is set. */
  tags: number;
  /** Distinct prefixes of keys without a tag. */
  prefixes: number;
  shards: ScanShard[];
  /** Keys counted by slot: 16384 of them, or the 1024 of codis. */
  slots: Uint32Array;
  /** The fullest slot and its largest tag; null before the first key. */
  fullestSlot: { slot: number; keys: number; tag: Uint8Array | null; tagKeys: number } | null;
  /** Tags with more than 1 % of the keys: how many, their keys, their slots. */
  bigTags: { tags: number; keys: number; slots: number };
  /** The largest tags of each shard, at most 3, for the bars. */
  topTags: { shard: number; tags: { tag: Uint8Array; keys: number }[] }[];
  /** Memory of all keys, estimated from the samples; null before there are any. */
  memory: Estimate | null;
  types: TypeShare[];
  sampled: number;
  estimates: ScanEstimates | null;
  /** Slots that moved while they were scanned: counted again, or not (then their counts may be off). */
  recounted: SlotRange[];
  unsettled: SlotRange[];
  /** Sentences about events during the scan and gaps in the results. */
  notes: string[];
  failure: Failure | null;
}

export interface TagRow {
  /** Without braces. */
  tag: Uint8Array;
  keys: number;
  /** The most by which `keys` may be too low; 0 if it is exact. */
  lowBy: number;
  /** Share of all keys, 0 to 1. */
  share: number;
  slot: number;
  shard: number | null;
  types: TypeShare[];
  /** Keys sampled for type and memory. */
  samples: number;
  memory: Estimate | null;
  /** The largest of the sampled keys by MEMORY USAGE, at most 5, largest first. */
  largest: { key: Uint8Array; bytes: number }[];
  /**
   * too-big: more keys (or estimated memory) than an even share of a shard, so that no reshard can balance it, or more memory
   * than its node's maxmemory · heavy: more than a tenth of an even share · none.
   */
  verdict: 'too-big' | 'heavy' | 'none';
  /** The reason in a sentence; empty for `none`. */
  reason: string;
}

/** Keys without a tag that share a prefix: with the prefix in braces they would share a slot. */
export interface PrefixRow {
  /** Everything before the last separator. */
  prefix: Uint8Array;
  keys: number;
  lowBy: number;
  share: number;
  /** The slot of `{prefix}…`. */
  slot: number;
  shard: number | null;
  /** As in TagRow: whether the tag would be too big for one shard. */
  verdict: 'too-big' | 'heavy' | 'none';
}

export const TAG_ORDERS = ['keys', 'memory', 'tag', 'slot', 'shard'] as const;
export interface TagQuery {
  /** A glob, or a part of the tag if it has no `*`, `?` or `[`; empty for all. Compared as UTF-8 text. */
  filter: string;
  shard: number | null;
  order: (typeof TAG_ORDERS)[number];
  descending: boolean;
  /** The page: rows `from` to `from + count`. */
  from: number;
  count: number;
}

export interface RowPage<R> {
  /** The ScanState.id of its scan. */
  scan: number;
  /** The number of rows that pass the filter, and of all rows kept. */
  matching: number;
  kept: number;
  from: number;
  rows: R[];
}
