/** One command, from line to reply, as it crosses to the window. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';
import type { Failure } from '../failure.ts';
import type { Question } from '../commands/guard.ts';

/** The result of sending a command to one node. */
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

/**
 * Milliseconds before each retry at a node that returns TRYAGAIN, CLUSTERDOWN, LOADING or MASTERDOWN, or is out of
 * reach.
 */
export const WAITS: readonly number[] = [100, 200, 400, 800, 1500];

export interface Hop {
  node: NodeAddress;
  /** The node's shard in the map as it was then; null if unknown. */
  shard: number | null;
  outcome: HopOutcome;
  /** True if ASKING was sent before the command. */
  asking: boolean;
  /** The server's or the socket's message, at most 500 characters, for an outcome other than `reply`. */
  detail: string;
  /** MOVED and ASK: the slot and the node named, as it will be tried (an empty host filled in). */
  slot: number | null;
  target: NodeAddress | null;
  /** MOVED: the slot cache's owner before and now; null if it was known already, or the redirect was not followed. */
  learned: { slot: number; from: NodeAddress | null; to: NodeAddress; shard: number | null } | null;
  /** Milliseconds from sending to the whole answer. */
  milliseconds: number;
  /** Milliseconds waited before the next hop (TRYAGAIN, CLUSTERDOWN, LOADING, MASTERDOWN). */
  waited: number;
}

export interface KeyInCommand {
  /** The key as text for display: escaped, at most 200 characters. */
  text: string;
  /** Index in the command's words. */
  index: number;
  slot: number;
  shard: number | null;
}

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

/** A reply that is still arriving. */
export interface Arriving {
  node: NodeAddress;
  /** Of the frame. */
  bytes: number;
  isString: boolean;
  /** Whole elements (pairs of a map count two), or bytes of a string. */
  arrived: number;
  /** The same of the whole reply. */
  of: number;
  /** A valid frame of the first elements, or of the first bytes of a string; null if there is nothing to show yet. */
  head: Uint8Array | null;
}

/** One command, from line to reply. */
export interface Execution {
  id: number;
  /** The command's words as text for display, escaped, at most 500 characters, secrets masked. */
  command: string;
  /** The slot it was sent for; null for a command without a key, or with keys of several slots. */
  slot: number | null;
  keys: KeyInCommand[];
  /** The reason for the first node it was sent to. */
  routedBy: RoutedBy;
  hops: Hop[];
  /** The node whose answer this is; null if none answered. */
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
  /** The prompt's text about a transaction from now on: empty, `TX`, `TX slot 12706`, `TX aborted`. */
  transaction: string;
  /** Whether the shell has subscriptions or MONITOR open from now on. */
  subscribed: boolean;
  /** For a command sent to several nodes by a target (`@all`): the nodes that answered alike, together. */
  groups: AnswerGroup[] | null;
  /** For a command split by slot (`@split`): the result of each part. */
  parts: SplitPart[] | null;
  /** The shell's actions besides sending: why it was held, where the subscription is. Empty for none. */
  note: string;
  /** True while CLIENT REPLY OFF or SKIP holds: the reply came but is hidden. */
  quiet: boolean;
  /** True if `@split` would run this command, whose keys are in several slots. */
  splittable: boolean;
  /** The question asked before it is sent; if there is one, nothing was sent. */
  question: Question | null;
}

/**
 * replica: a read at a replica of the slot's shard, on a connection that is READONLY. proxy: codis picks the group, whose
 * number is then the shard's.
 */
export type RoutedBy =
  'owner' | 'replica' | 'current' | 'proxy' | 'slot-question' | 'target' | 'transaction' | 'split' | 'stream';

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
  /** The error that the server returned, or that occurred on the way; empty if it worked. */
  problem: string;
  /** True if nobody knows whether the part ran. */
  unknownFate: boolean;
}

/** A message on a shell's subscriptions, a line of MONITOR, or an invalidation. */
export interface PushedItem {
  node: NodeAddress;
  shard: number | null;
  kind: 'message' | 'monitor' | 'push';
  frame: Uint8Array;
}

export interface Pushed {
  shell: number;
  items: PushedItem[];
  /** Items that are missing here, because they came faster than anyone can read. */
  dropped: number;
}

/** The result of one line. */
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
