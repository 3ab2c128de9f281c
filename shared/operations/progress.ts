/** How far an operation has come, as reported while it runs. Plain data only. */
import type { NodeAddress } from '../cluster/topology.ts';
import type { Amount } from './plan.ts';

/** Section 6 of the specification names them. `done-with-remarks`: done, and something is worth reading. */
export type OperationState =
  | 'planned'
  | 'waiting'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'cancelling'
  | 'cancelled'
  | 'failed'
  | 'interrupted'
  | 'done'
  | 'done-with-remarks';

/**
 * What a node knows of another one while they join. silent: it does not answer. unknown: it does not have it in its map yet.
 * known: it has, without a link. linked: the link is up.
 */
export type PairState = 'silent' | 'unknown' | 'known' | 'linked';

export interface Joining {
  nodes: NodeAddress[];
  /** By node that was asked, then by the other one, in the order of `nodes`; null for itself. Empty above MOST_DRAWN nodes. */
  pairs: (PairState | null)[][];
  linked: number;
  /** All ordered pairs. */
  of: number;
}
export const MOST_DRAWN = 32;

export interface Progress {
  state: OperationState;
  /** Number of the step under way, and how many there are. */
  step: number;
  steps: number;
  title: string;
  /** Moved so far, and in all; `keys` and `bytes` in all are estimates while the cluster is written to. */
  done: Amount;
  total: Amount;
  /** The slot under way; null between slots. */
  slot: number | null;
  /** Keys a second over the last 10 seconds; null before there is a rate. */
  rate: number | null;
  /** Milliseconds left at this rate; null if unknown. */
  leftMs: number | null;
  /** Milliseconds that the last MIGRATE took; null if none has run. */
  latencyMs: number | null;
  /** The node that acts for a primary of the plan, both by ID: itself, or who has taken over from it. Of moves of slots only. */
  acting?: { readonly [id: string]: string };
  /** New nodes as they come to know each other; absent unless nodes join. */
  joining?: Joining;
  /** The user's limit of keys a second; null for none. */
  limit: number | null;
  /** Milliseconds of the pause under way, as long as the last MIGRATE took more than usual; null between pauses. */
  restMs: number | null;
}

/** The outcome of one step, or of a part of it at one node. */
export interface Outcome {
  /** unknown: the command was sent and no answer came, so it may have run. */
  state: 'ok' | 'failed' | 'not-reached' | 'unknown' | 'skipped';
  /** The node that it is about; null for the step as a whole. */
  node: string | null;
  /** One sentence, or the server's own words; empty if there is nothing to say. */
  text: string;
}

/** How an operation ended. */
export interface OperationReport {
  state: Exclude<OperationState, 'planned' | 'waiting' | 'running' | 'pausing' | 'cancelling'>;
  /** In the order in which they happened. */
  outcomes: (Outcome & { step: number })[];
  /** What is still open, and what to do about it, a sentence each. */
  remarks: string[];
  /** What was looked at after the end, and whether it holds. */
  verified: { ok: boolean; text: string }[];
  done: Amount;
}
