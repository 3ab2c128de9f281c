/** The shapes that cross between the process that owns the sockets and the window. Plain data only. */
import type { AddressEntry } from './connections/address-entry.ts';
import type { Question } from './commands/guard.ts';
import type { InfoTrouble } from './cluster/info-trouble.ts';
import type { SecretName } from './connections/saved-connection.ts';
import type { NodeAddress } from './cluster/topology.ts';

export type {
  ClusterNode,
  Contest,
  Migration,
  NodeAddress,
  NodeHealth,
  NodeView,
  Shard,
  SlotRange,
  Topology,
} from './cluster/topology.ts';

/** direct: the slot cache picks the node · follow: as `redis-cli -c` · off: as `redis-cli` without -c. */
export const REDIRECT_MODES = ['direct', 'follow', 'off'] as const;
export type RedirectMode = (typeof REDIRECT_MODES)[number];
export type Protocol = 2 | 3;
/** production: dangerous commands ask first. */
export type Environment = 'demo' | 'local' | 'development' | 'staging' | 'production';

/** One node's figures from INFO; null where it did not answer. */
export interface NodeStats {
  address: NodeAddress;
  /** In all databases. */
  keys: number | null;
  /** By database, those without keys left out. */
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
  /** Since when INFO is not answered; null for a node that answers, or was not asked yet. */
  trouble: InfoTrouble | null;
  /** The NOPERM that INFO is answered with, at most 200 characters; null where the user may ask it. */
  refusal: string | null;
}

/** What came of sending a command to one node. */
export type HopOutcome =
  | 'reply'
  | 'error'
  | 'moved'
  | 'ask'
  | 'tryagain'
  | 'clusterdown'
  | 'loading'
  | 'masterdown'
  | 'readonly'
  | 'crossslot'
  | 'unreachable'
  | 'lost';

/** Milliseconds before each further try of a node that answers TRYAGAIN, CLUSTERDOWN, LOADING or MASTERDOWN, or cannot be reached. */
export const WAITS: readonly number[] = [100, 200, 400, 800, 1500];

export interface Hop {
  node: NodeAddress;
  /** The node's shard in the map as it was then; null where unknown. */
  shard: number | null;
  outcome: HopOutcome;
  /** True where ASKING went before the command. */
  asking: boolean;
  /** What the server or the socket said, at most 500 characters, for an outcome other than `reply`. */
  detail: string;
  /** MOVED and ASK: the slot and the node named, as it will be tried (an empty host filled in). */
  slot: number | null;
  target: NodeAddress | null;
  /** MOVED: what the slot cache held before, and holds now; null where it was known, or not followed. */
  learned: { slot: number; from: NodeAddress | null; to: NodeAddress; shard: number | null } | null;
  /** Milliseconds from sending to the whole answer. */
  milliseconds: number;
  /** Milliseconds waited before the next hop (TRYAGAIN, CLUSTERDOWN, LOADING, MASTERDOWN). */
  waited: number;
}

export interface KeyInCommand {
  /** The key as text for showing: escaped, at most 200 characters. */
  text: string;
  /** Index in the command's words. */
  index: number;
  slot: number;
  shard: number | null;
}

/** Something that went wrong, or was refused, in words: what happened and what to do. */
export interface Failure {
  code: FailureCode;
  message: string;
  advice: string;
  /** Of a saved connection: the one that is missing, or was not accepted. */
  secret?: SecretName;
}

export type FailureCode =
  | 'bad-line'
  | 'bad-argument'
  | 'not-connected'
  | 'refused'
  | 'no-owner'
  | 'no-address'
  | 'unreachable'
  | 'unknown-fate'
  | 'not-sent'
  | 'cancelled'
  | 'protocol'
  | 'too-large'
  | 'redirect-loop'
  | 'auth'
  | 'gone'
  | 'server-missing'
  | 'internal';

/** A reply as it crosses: the raw RESP frame, or the head of one that stays where it was received. */
export type ReplyPart =
  | { whole: true; frame: Uint8Array }
  | {
      whole: false;
      /** A valid frame of the first elements, or of the first bytes of a string. */
      head: Uint8Array;
      /** For replyPage and saveReply, while main keeps it. */
      id: number;
      /** Size of the whole frame in bytes. */
      bytes: number;
      /** Elements of the whole reply (pairs of a map count two); null for a string. */
      elements: number | null;
      /** Elements, or bytes of the string, that the head holds. */
      shown: number;
    };

/** One command, from line to reply. */
export interface Execution {
  id: number;
  /** The command's words as text for showing, escaped, at most 500 characters, secrets masked. */
  command: string;
  /** The slot it was sent for; null for a command without a key, or with keys of several slots. */
  slot: number | null;
  keys: KeyInCommand[];
  /** Why it went where it went first. */
  routedBy: RoutedBy;
  hops: Hop[];
  /** The node whose answer this is; null where none answered. */
  node: NodeAddress | null;
  shard: number | null;
  reply: ReplyPart | null;
  failure: Failure | null;
  /** Milliseconds, waits and redirects included. */
  milliseconds: number;
  /** The node that the prompt names from now on. */
  currentNode: NodeAddress;
  /** The database of the prompt from now on, 0 in a cluster. */
  database: number;
  /** What the prompt says of a transaction from now on: empty, `TX`, `TX slot 12706`, `TX aborted`. */
  transaction: string;
  /** Whether the shell has subscriptions or MONITOR open from now on. */
  subscribed: boolean;
  /** For a command sent to several nodes by a target (`@all`): the nodes that answered alike, together. */
  groups: AnswerGroup[] | null;
  /** For a command split by slot (`@split`): what came of each part. */
  parts: SplitPart[] | null;
  /** What the shell did besides sending: why it was held, where the subscription is. Empty for none. */
  note: string;
  /** True while CLIENT REPLY OFF or SKIP holds: the reply came and is not to be shown. */
  quiet: boolean;
  /** True where `@split` would run this command, whose keys are in several slots. */
  splittable: boolean;
  /** What is asked before it is sent; then nothing was. */
  question: Question | null;
}

/** Where reads go in direct mode: prefer-replica falls back to the primary, replica does so only where a shard has none. */
export const READ_FROM = ['primary', 'prefer-replica', 'replica'] as const;
export type ReadFrom = (typeof READ_FROM)[number];

/** replica: a read at a replica of the slot's shard, on a connection that is READONLY. */
export type RoutedBy =
  'owner' | 'replica' | 'current' | 'slot-question' | 'target' | 'transaction' | 'split' | 'stream';

/** Nodes that gave the same answer. */
export interface AnswerGroup {
  nodes: { node: NodeAddress; shard: number | null; milliseconds: number }[];
  reply: ReplyPart | null;
  failure: Failure | null;
}

/** One slot's part of a split command. */
export interface SplitPart {
  slot: number;
  node: NodeAddress | null;
  shard: number | null;
  keys: number;
  /** The error the server answered, or what went wrong on the way; empty where it worked. */
  problem: string;
  /** True where nobody knows whether the part ran. */
  unknownFate: boolean;
}

/** What came on a shell's subscriptions, MONITOR, or as an invalidation. */
export interface PushedItem {
  node: NodeAddress;
  shard: number | null;
  kind: 'message' | 'monitor' | 'push' | 'notice';
  frame: Uint8Array;
}

export interface Pushed {
  shell: number;
  items: PushedItem[];
  /** Items that came faster than they can be read and are not here. */
  dropped: number;
}

/** What came of one line. */
export type LineOutcome =
  | { kind: 'nothing' }
  /** The shell's own words: help, a preference. */
  | { kind: 'text'; text: string }
  | { kind: 'clear' }
  /** quit, exit. */
  | { kind: 'leave' }
  | { kind: 'hints'; on: boolean }
  /** `remaining` repetitions of the line are still to be run. */
  | { kind: 'executed'; executions: Execution[]; remaining: number }
  | { kind: 'question'; question: Question }
  | { kind: 'failed'; failure: Failure };

export interface SessionState {
  /** The shell (tab) it is of, 1 and up. */
  shell: number;
  phase: 'disconnected' | 'connecting' | 'connected' | 'lost';
  /** What the toolbar's chip says: `Demo cluster`, `127.0.0.1:7000`. */
  label: string;
  /** Id of the saved connection; empty for what was typed, and for the demo. */
  profile: string;
  /** Between the parts of a key's name, as the saved connection has it. */
  separator: string;
  environment: Environment;
  /** True where writes are refused before they are sent. */
  readOnly: boolean;
  /** What of the servers' certificates is not checked although TLS is used. */
  unchecked: 'nothing' | 'name' | 'certificate';
  /** `Redis 7.0.15`, `Valkey 8.0.1`, or of shared/cluster/twemproxy.ts for a proxy; empty before the first answer. */
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

/** What a connection's lines and choices are kept under: a saved one may be renamed. Empty where there is none. */
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

export interface DemoNode {
  port: number;
  running: boolean;
}

export interface DemoStatus {
  phase: 'stopped' | 'starting' | 'running' | 'failed';
  nodes: DemoNode[];
  /** The log of the joining, `[OK] All 16384 slots covered.` last. */
  log: string[];
  failure: Failure | null;
}

export interface Notice {
  tone: 'info' | 'good' | 'bad';
  text: string;
  /** When it came about, milliseconds since 1970; where not given, it answers something typed just before. */
  at?: number;
}

/** How strings in replies are shown: text that can be read as it is, or every byte as redis-cli prints it. */
export type Escape = 'readable' | 'redis-cli';

export interface Settings {
  theme: 'system' | 'dark' | 'light';
  nodesWidth: number;
  inspectorWidth: number;
  nodesShown: boolean;
  inspectorShown: boolean;
  editorShown: boolean;
  editorHeight: number;
  mode: RedirectMode;
  escape: Escape;
  /** When several pasted lines are confirmed first; on production they always are. */
  pasteConfirm: 'writes' | 'always' | 'never';
  /** Whether MONITOR shows what the app asks itself. */
  monitorOwn: boolean;
}
