/** The settings of all nodes of a cluster, side by side. Plain data; server texts are escaped and bounded. */
import type { NodeAddress } from '../cluster/topology.ts';

/**
 * now: CONFIG SET is enough. connections: CONFIG SET is enough, and connections that are open keep what they have. restart:
 * CONFIG SET refuses it. unknown: no server that was asked has it.
 */
export type TakesEffect = 'now' | 'connections' | 'restart' | 'unknown';

/** What is known of the conf file of a node. */
export type FileState =
  | { kind: 'read'; path: string }
  /** The server runs without one. */
  | { kind: 'none' }
  /** It cannot be read from here; a sentence why. */
  | { kind: 'unknown'; path: string; why: string };

export interface SettingsNode {
  id: string;
  address: NodeAddress;
  role: 'primary' | 'replica';
  server: string;
  file: FileState;
  /** Why its settings are missing; null if they are there. */
  trouble: string | null;
}

export interface SettingRow {
  name: string;
  /** By node, in the order of the nodes: the value in force. Null if the node does not have or does not tell it. */
  running: (string | null)[];
  /** The value in its conf file. Null if the file does not name it, or was not read. */
  file: (string | null)[];
  /** Of a fresh server of this product; null if unknown, or if it depends on the machine. */
  default: string | null;
  takesEffect: TakesEffect;
  /** A password: its values are dots, and it is set by hand. */
  isSecret: boolean;
}

export interface ClusterSettings {
  /** Milliseconds since 1970. */
  readAt: number;
  nodes: SettingsNode[];
  /** Nodes that were not asked because there are too many. */
  left: number;
  /** By name. */
  rows: SettingRow[];
  /** The server that the defaults were read from: `Redis 7.0.15`; null if none fits. */
  defaultsOf: string | null;
}
