/** One shell on a cluster as it crosses to the window: where it is, and in which mode. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';
import type { AddressEntry } from '../connections/address-entry.ts';
import type { Failure } from '../failure.ts';

/** direct: the slot cache picks the node · follow: as `redis-cli -c` · off: as `redis-cli` without -c. */
export const REDIRECT_MODES = ['direct', 'follow', 'off'] as const;

export type RedirectMode = (typeof REDIRECT_MODES)[number];

export type Protocol = 2 | 3;

/** production: dangerous commands ask first. */
export type Environment = 'demo' | 'local' | 'development' | 'staging' | 'production';

/** Where reads go in direct mode: prefer-replica falls back to the primary, replica only if a shard has no replica. */
export const READ_FROM = ['primary', 'prefer-replica', 'replica'] as const;

export type ReadFrom = (typeof READ_FROM)[number];

export interface SessionState {
  /** Number of its shell (tab), 1 and up. */
  shell: number;
  phase: 'disconnected' | 'connecting' | 'connected' | 'lost';
  /** The text of the toolbar's chip: `Demo cluster`, `127.0.0.1:7000`. */
  label: string;
  /** Id of the saved connection; empty for what was typed, and for the demo. */
  profile: string;
  /** Between the parts of a key's name, as the saved connection has it. */
  separator: string;
  environment: Environment;
  /** True if writes are refused before they are sent. */
  readOnly: boolean;
  /** The part of the servers' certificates that is not checked although TLS is used. */
  unchecked: 'nothing' | 'name' | 'certificate';
  /**
   * `Redis 7.0.15`, `Valkey 8.0.1`, or a name from shared/cluster/twemproxy.ts for a proxy; empty before the first
   * answer.
   */
  server: string;
  /** The ACL user that commands run as; empty for the default one. */
  user: string;
  currentNode: NodeAddress;
  /** Nodes whose announced address does not answer and which were found elsewhere. */
  elsewhere: readonly AddressEntry[];
  database: number;
  mode: RedirectMode;
  protocol: Protocol;
  /** As in Execution. */
  transaction: string;
  subscribed: boolean;
  failure: Failure | null;
}

/** The key of a connection's lines and choices: a saved connection may be renamed. Empty if there is none. */
export const connectionOf = ({ profile, label }: SessionState): string => profile || label;

export const DISCONNECTED: SessionState = {
  shell: 1,
  phase: 'disconnected',
  label: '',
  profile: '',
  separator: ':',
  environment: 'local',
  readOnly: false,
  unchecked: 'nothing',
  server: '',
  user: '',
  currentNode: '',
  elsewhere: [],
  database: 0,
  mode: 'direct',
  protocol: 2,
  transaction: '',
  subscribed: false,
  failure: null,
};
