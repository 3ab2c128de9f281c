/**
 * The one loop that follows MOVED and ASK, hop by hop. MOVED teaches the slot cache, ASK never does. A plain command, a
 * transaction, WATCH and SSUBSCRIBE differ only in their Way: how one attempt is made, and which redirects are followed.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop, HopOutcome } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import { ConnectionError } from '../wire/errors.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import { errorText, readError, type AtPort } from './redirect-error.ts';

/** The most times that one command goes to a further node: ioredis's own default for maxRedirections. */
export const MAX_HOPS = 16;

/** One attempt at one node, and its result. */
export interface Step {
  hop: Hop;
  reply: RawReply | null;
  error: ConnectionError | null;
}

/** The next node, and whether ASKING is sent before the command. */
export interface Next {
  node: NodeAddress;
  asking: boolean;
}

export interface Way<S extends Step = Step> {
  /** Makes one attempt. */
  attempt(next: Next): Promise<S>;
  /** Whether to follow this redirect, which names a slot and a node. */
  follows(step: S): boolean;
  /** Called before a redirect is followed. */
  leave?(step: S): Promise<void> | void;
  /** Where to try again after an answer that asks to wait, or after an error; null to stop. */
  retry?(step: S, hops: readonly Hop[]): Promise<Next | null>;
  learn(slot: number, node: NodeAddress): Hop['learned'];
}

export interface Followed<S extends Step = Step> {
  hops: Hop[];
  /** The last attempt. */
  last: S;
}

export interface Outcome {
  hops: Hop[];
  node: NodeAddress | null;
  reply: RawReply | null;
  failure: Failure | null;
}

/** Starts at `node` and continues until an answer is for the user, or no node is left to try. `begun`: the first attempt, if it was made already. */
export async function follow<S extends Step>(
  node: NodeAddress,
  way: Way<S>,
  begun?: S,
): Promise<Followed<S>> {
  const hops: Hop[] = [];
  let next: Next | null = { node, asking: false };
  for (let made = begun; ; made = undefined) {
    const last: S = made ?? (await way.attempt(next));
    hops.push(last.hop);
    if (isAnswer(last.hop) || hops.length > MAX_HOPS) return { hops, last };
    next = await nextOf(last, hops, way);
    if (next === null) return { hops, last };
  }
}

async function nextOf<S extends Step>(step: S, hops: readonly Hop[], way: Way<S>): Promise<Next | null> {
  const { hop } = step;
  if (!isRedirect(hop)) return (await way.retry?.(step, hops)) ?? null;
  const { outcome, slot, target } = hop;
  if (slot === null || target === null || !way.follows(step)) return null;
  await way.leave?.(step);
  if (outcome === 'moved') hop.learned = way.learn(slot, target);
  return { node: target, asking: outcome === 'ask' };
}

export const newHop = (node: NodeAddress, shard: number | null, asking: boolean): Hop => ({
  node,
  shard,
  outcome: 'reply',
  asking,
  detail: '',
  slot: null,
  target: null,
  learned: null,
  milliseconds: 0,
  waited: 0,
});

export const isRedirect = (hop: Hop): boolean => hop.outcome === 'moved' || hop.outcome === 'ask';

/** Whether the reply is for the user: it neither points elsewhere nor asks to wait. */
export const isAnswer = (hop: Hop): boolean =>
  hop.outcome === 'reply' || hop.outcome === 'error' || hop.outcome === 'crossslot';

/** Sends once and records the result in the hop. */
export async function sendOnce(hop: Hop, send: () => Promise<RawReply>, atPort?: AtPort): Promise<Step> {
  const start = performance.now();
  try {
    return answered(hop, start, await send(), atPort);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return broken(hop, start, error);
  }
}

/** Records a reply in the hop; it was sent at `start`, by performance.now(). */
export function answered(hop: Hop, start: number, reply: RawReply, atPort?: AtPort): Step {
  hop.milliseconds = performance.now() - start;
  const text = errorText(reply);
  if (text !== null) {
    const { outcome, slot, target } = readError(text, hop.node, atPort);
    hop.outcome = outcome;
    hop.slot = slot;
    hop.target = target;
    hop.detail = text;
  }
  return { hop, reply, error: null };
}

/** Records in the hop that no reply came; it was sent at `start`, by performance.now(). */
export function broken(hop: Hop, start: number, error: ConnectionError): Step {
  hop.milliseconds = performance.now() - start;
  hop.outcome = outcomeOf(error);
  hop.detail = error.message.slice(0, 500);
  return { hop, reply: null, error };
}

const outcomeOf = (error: ConnectionError): HopOutcome => (error.sent ? 'lost' : 'unreachable');
