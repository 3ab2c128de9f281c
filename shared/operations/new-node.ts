/** What the create wizard is told of nodes that are to make a cluster. Plain data; server texts are escaped and bounded. */
import type { NodeAddress } from '../cluster/topology.ts';
import type { NewNodeRefusal } from './moves.ts';

/** Settings that decide how a node behaves in a cluster, in the order in which they are shown. */
export const CONF_SETTINGS = [
  'port',
  'bind',
  'protected-mode',
  'requirepass',
  'masterauth',
  'cluster-enabled',
  'cluster-config-file',
  'cluster-node-timeout',
  'cluster-require-full-coverage',
  'cluster-announce-ip',
  'dir',
  'appendonly',
  'save',
  'maxmemory',
  'maxmemory-policy',
] as const;
export type ConfSetting = (typeof CONF_SETTINGS)[number];

export interface NodeConf {
  /** Its conf file as the server names it; empty if it runs without one; null if it does not say. */
  file: string | null;
  /** Those that it tells; a password is six dots, or empty if there is none. */
  values: Partial<Record<ConfSetting, string>>;
  /** Why it tells none, in its own words; null if it tells them. */
  refused: string | null;
}

export interface NewNodeFacts {
  /** As the user wrote it, escaped. */
  given: string;
  /** Where it was asked; empty if what the user wrote is no address. */
  address: NodeAddress;
  /** Nodes with the same one are on one host; null if the name has none. */
  ip: string | null;
  /** Null if it can join. */
  refusal: NewNodeRefusal | null;
  /** `Redis 7.0.15`; empty if it does not say. */
  server: string;
  /** Null for what it does not say. */
  isClusterEnabled: boolean | null;
  keys: number | null;
  otherNodes: number | null;
  /** As it announces it; null if it is no cluster node. */
  busPort: number | null;
  /** Whether a connection from this computer opens. */
  isBusOpen: boolean | null;
  /** An earlier attempt has left slots or an epoch: the plan resets it first. */
  hasLeftovers: boolean;
  conf: NodeConf | null;
}

export interface LocalNodes {
  nodes: {
    address: NodeAddress;
    /** It wants a password before it answers anything. */
    isLocked: boolean;
    server: string;
    isClusterEnabled: boolean | null;
  }[];
  /** Ports that were asked. */
  asked: number;
  /** `listening`: the ports on which this computer listens. `usual`: it does not list them, so the usual ones were asked. */
  source: 'listening' | 'usual';
  /** Listening ports that were not asked because there are too many. */
  left: number;
}

/** Nodes that one wizard takes. */
export const MOST_NEW_NODES = 200;

/** What a cluster says once it is made. */
export interface Coverage {
  /** Slots with an owner, of 16384. */
  covered: number;
  /** Nodes that answer, and those that name other owners. */
  nodes: number;
  differing: NodeAddress[];
}
