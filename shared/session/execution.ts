/** One command, from line to reply, as it crosses to the window. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';
import type { Failure } from '../failure.ts';
import type { Question } from '../commands/guard.ts';

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
  kind: 'message' | 'monitor' | 'push';
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
