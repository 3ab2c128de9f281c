/** One command on its way: its hops, and its reply until its turn to be printed has come. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import { now } from '../now.ts';
import type { ReplyWriter } from './reply-writer.ts';

type Args = readonly Uint8Array[];

/** A node that the command goes to, as redis-cli announces it; `slot` is null for the node where it begins. */
export interface Stop {
  slot: number | null;
  node: NodeAddress;
  /** False after an ASK: the shell stays where it was. */
  moves: boolean;
  /** Whether it was asked because the owner of the slot was not known yet. */
  isGuess: boolean;
}

export interface Request {
  readonly args: Args;
  /** Its line, from 1; 0 for a command from the arguments. */
  readonly line: number;
  /** The slot of its keys; null without one, and if slots do not matter. */
  readonly slot: number | null;
  /** Whether the command only reads; null if that was not looked up. */
  readonly readonly: boolean | null;
  readonly stops: Stop[];
  /** Stops that were announced. */
  announced: number;
  readonly hops: Hop[];
  /** What is printed at its turn. */
  readonly held: Uint8Array[];
  /** Whether a reply has begun that is printed. */
  isPrinting: boolean;
  /** Set at the end. */
  end: 'reply' | 'error' | 'failed' | null;
  /** The text of the reply that is an error. */
  error: Uint8Array | null;
  failure: Failure | null;
  /** Whether other lines were lost together with it. */
  isOneOfMany: boolean;
  /** The shell's node before it. */
  from: NodeAddress | null;
  started: number;
  finished: number;
  /** Of its reply, while that arrives. */
  writer: ReplyWriter | null;
  /** Sends the one after it in its slot. */
  next: (() => void) | null;
}

export const newRequest = (
  args: Args,
  line: number,
  about: { slot: number | null; readonly: boolean | null },
): Request => ({
  args,
  line,
  ...about,
  stops: [],
  announced: 0,
  hops: [],
  held: [],
  isPrinting: false,
  end: null,
  error: null,
  failure: null,
  isOneOfMany: false,
  from: null,
  started: now(),
  finished: 0,
  writer: null,
  next: null,
});
