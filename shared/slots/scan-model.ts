/** A scan of the whole keyspace grouped by hash tag, as it crosses. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';
import type { Failure } from '../failure.ts';

export interface ScanOptions {
  /** Database of the keys. */
  database: number;
  /** SCAN's MATCH, a glob as the server knows it; empty for every key. */
  match: string;
  /** SCAN's TYPE (6.0): `string`, `hash`, …; empty for every type. */
  type: string;
  /** SCAN's COUNT, 10 to 10,000: about how many keys a call looks at. */
  count: number;
  /** Keys after which the scan stops; 0 for none. */
  limit: number;
  /** Scan a replica of each shard, where it has one in health, instead of the primary. */
  replicas: boolean;
  /** Milliseconds between two calls to the same node, 0 to 10,000. */
  pause: number;
  /** About how many keys of each large tag are asked for type and memory, 0 to 1000. */
  samples: number;
  /** What separates a key's parts, for prefixes of keys without a tag; not empty. */
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

/** How far one shard is. */
export interface ScanShard {
  shard: number;
  node: NodeAddress;
  /** DBSIZE at the beginning. */
  expected: number;
  /** Keys that SCAN listed, those not counted included; it may list a key twice. */
  scanned: number;
  /** Keys counted, and those of them with a tag. */
  keys: number;
  tagged: number;
  done: boolean;
  /** What happened on the way: `restarted on 127.0.0.1:7004 after a failover`. Empty for nothing. */
  note: string;
}

/** An estimate with half the width of its 95 % interval, in the same unit; 0 where it is exact. */
export interface Estimate {
  value: number;
  error: number;
}

export interface TypeShare {
  /** As TYPE answers. */
  type: string;
  /** 0 to 1, of the sampled keys. */
  share: number;
}

/** What became an estimate because there are more tags than are kept apart; null while all is exact. */
export interface ScanEstimates {
  /** Keys that the count of a listed tag may be too low by, at most. */
  lowBy: number;
  /** Distinct tags, estimated. */
  tags: Estimate;
  /** The same for prefixes. */
  prefixesLowBy: number;
}

export interface ScanState {
  /** Grows with each scan. */
  id: number;
  /** settling: what moved during the scan is counted anew. */
  phase: 'running' | 'paused' | 'settling' | 'done' | 'stopped' | 'failed';
  options: ScanOptions;
  startedAt: number;
  /** Milliseconds that it has run, pauses by the user not included. */
  milliseconds: number;
  /** Keys counted; of about so many (DBSIZE of every node, without regard to MATCH and TYPE). */
  keys: number;
  expected: number;
  /** Of `keys`. */
  tagged: number;
  /** Distinct tags; estimated where `estimates` says so. */
  tags: number;
  /** Distinct prefixes of keys without a tag. */
  prefixes: number;
  shards: ScanShard[];
  /** Keys counted by slot, 0 to 16383. */
  slots: Uint32Array;
  /** The fullest slot and the largest tag in it; null before the first key. */
  fullestSlot: { slot: number; keys: number; tag: Uint8Array | null; tagKeys: number } | null;
  /** Tags that hold more than 1 % of the keys: how many, their keys, their slots. */
  bigTags: { tags: number; keys: number; slots: number };
  /** The largest tags of each shard, at most 3, for the bars. */
  topTags: { shard: number; tags: { tag: Uint8Array; keys: number }[] }[];
  /** Of all keys, from the samples; null before there are any. */
  memory: Estimate | null;
  types: TypeShare[];
  sampled: number;
  estimates: ScanEstimates | null;
  /** Slots that changed their node while they were scanned: counted anew afterwards, or not (then figures of them may be off). */
  recounted: SlotRange[];
  unsettled: SlotRange[];
  /** Sentences: what happened during the scan, what the figures leave out. */
  notes: string[];
  failure: Failure | null;
}

export interface TagRow {
  /** Without braces. */
  tag: Uint8Array;
  keys: number;
  /** Keys that `keys` may be too low by, at most; 0 where it is exact. */
  lowBy: number;
  /** Of all keys, 0 to 1. */
  share: number;
  slot: number;
  shard: number | null;
  types: TypeShare[];
  /** Keys asked for type and memory. */
  samples: number;
  memory: Estimate | null;
  /** The largest of the sampled keys by MEMORY USAGE, at most 5, largest first. */
  largest: { key: Uint8Array; bytes: number }[];
  /**
   * too-big: more keys (or estimated memory) than an even share of a shard, so that no resharding can even it out, or
   * more memory than its node's maxmemory · heavy: more than a tenth of an even share · none.
   */
  verdict: 'too-big' | 'heavy' | 'none';
  /** Why, in a sentence; empty for `none`. */
  reason: string;
}

/** Keys without a tag that begin alike: with the prefix in braces they would share a slot. */
export interface PrefixRow {
  /** Everything before the last separator. */
  prefix: Uint8Array;
  keys: number;
  lowBy: number;
  share: number;
  /** Where `{prefix}…` would live. */
  slot: number;
  shard: number | null;
  /** As TagRow's: whether the tag would be too big for one shard. */
  verdict: 'too-big' | 'heavy' | 'none';
}

export const TAG_ORDERS = ['keys', 'memory', 'tag', 'slot', 'shard'] as const;
export interface TagQuery {
  /** A glob, or a part of the tag where it has no `*`, `?` or `[`; empty for all. Compared as UTF-8 text. */
  filter: string;
  shard: number | null;
  order: (typeof TAG_ORDERS)[number];
  descending: boolean;
  /** Rows `from` to `from + count`. */
  from: number;
  count: number;
}

export interface RowPage<R> {
  /** ScanState.id that it is of. */
  scan: number;
  /** Rows that pass the filter, and all that are kept. */
  matching: number;
  kept: number;
  from: number;
  rows: R[];
}
