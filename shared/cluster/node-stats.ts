/** One node's metrics from INFO. Plain data only. */
import type { NodeAddress, SlotRange } from './topology.ts';
import type { InfoTrouble } from './info-trouble.ts';

/** One node's metrics from INFO; null if it did not answer. */
export interface NodeStats {
  address: NodeAddress;
  /** In all databases. */
  keys: number | null;
  /** By database, without empty ones. */
  databases: { readonly [database: number]: number };
  /** instantaneous_ops_per_sec. */
  ops: number | null;
  /** used_memory, bytes. */
  memory: number | null;
  /** Bytes of replication stream this replica is behind its primary; null for a primary. */
  lag: number | null;
  /** Milliseconds for one round trip. */
  latency: number | null;
  /** `7.0.15`. */
  version: string | null;
  /** maxmemory, bytes; 0 for no limit. */
  maxMemory: number | null;
  /** master_repl_offset, or a replica's slave_repl_offset. */
  offset: number | null;
  /** master_link_status of a replica. */
  link: 'up' | 'down' | null;
  /** connected_clients. */
  clients: number | null;
  /** uptime_in_seconds. */
  uptime: number | null;
  /** The time since which INFO is not answered; null for a node that answers, or was not asked yet. */
  trouble: InfoTrouble | null;
  /** Keys of slots that are another codis group's (SLOTSINFO); absent if not asked. `isWhole`: in all databases. */
  stray?: { keys: number; slots: SlotRange[]; isWhole: boolean };
  /** The NOPERM that INFO returns, at most 200 characters; null if the user may ask it. */
  refusal: string | null;
}

/** The time of one PING. */
export interface NodePing {
  address: NodeAddress;
  /** Milliseconds; null if it did not answer. */
  latency: number | null;
}
