/** Clusters of our own servers on this computer, as they cross to the window. Plain data only. */
import type { Failure } from '../failure.ts';

/** What a node writes to disk: nothing, a snapshot now and then, or every write. */
export type Persistence = 'none' | 'rdb' | 'aof';

/** Id of the demo cluster of the window. */
export const DEMO_ID = 'demo';

/** Bounds of a new cluster. */
export const LOCAL_LIMITS = {
  primaries: 16,
  /** Of each primary. */
  replicas: 4,
  nodes: 40,
  clusters: 20,
  /** Its bus port stays below 32768, where the system takes ports for outgoing connections. */
  firstPort: 1024,
  lastPort: 22_000,
} as const;

/** `ended`: by itself, or by somebody else's signal. */
export type LocalNodeState = 'running' | 'frozen' | 'stopped' | 'killed' | 'ended';

export interface LocalNode {
  port: number;
  busPort: number;
  /** Null while it does not run. */
  pid: number | null;
  state: LocalNodeState;
  directory: string;
  confFile: string;
  logFile: string;
  /** It was added after the cluster was made, and did not join it by itself. */
  isExtra: boolean;
}

export interface LocalCluster {
  id: string;
  name: string;
  phase: 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
  persistence: Persistence;
  primaries: number;
  /** Of each primary, at the start. */
  replicas: number;
  /** `redis-server 7.0.15`; null before it was looked for. */
  server: string | null;
  /** Null for a demo that does not run. */
  directory: string | null;
  nodes: LocalNode[];
  /** How it was joined. */
  log: string[];
  failure: Failure | null;
}

export interface LocalServer {
  path: string;
  /** `redis-server 7.0.15` */
  label: string;
}

/** The new-cluster form's choices, as this computer has them. */
export interface LocalChoices {
  /** The first is the default. Empty if none was found. */
  servers: LocalServer[];
  /** Six ports from here on are free, with their bus ports. */
  firstPort: number | null;
}

export const NODE_ACTS = ['start', 'stop', 'kill', 'freeze', 'unfreeze', 'restart'] as const;
export type NodeAct = (typeof NODE_ACTS)[number];

/** What a stop or a kill would lose, as the servers say. */
export interface Loss {
  /** Keys of the primaries among these nodes. */
  keys: number;
  /** Of these, keys in servers that write nothing to disk. */
  unkept: number;
  /** Changes since the last snapshot, of servers that keep nothing but snapshots. A stop saves them; a kill loses them. */
  unsaved: number;
  /** Ports that did not answer: what they hold is unknown. */
  silent: number[];
  /** True if each of these primaries has a replica elsewhere that is in sync. */
  hasHeirs: boolean;
}

/** A part of a node's log. */
export interface LogPart {
  cluster: string;
  port: number;
  /** Escaped and cut by main. */
  lines: string[];
  /** The lines replace what was shown: it is the beginning, or the file was made again. */
  isWhole: boolean;
}
