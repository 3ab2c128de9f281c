/**
 * Sends one command and follows what the cluster answers, hop by hop. MOVED teaches the slot cache, ASK never does.
 * A command is sent again only after an answer that says it did not run, or after a failure before it was sent.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { WAITS, type Hop, type HopOutcome } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { ConnectionError, NoAddressError } from '../wire/errors.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import { errorText, readError, type AtPort, type ErrorMeaning } from './redirect-error.ts';
import type { Route } from './route.ts';
import { loopFailure, nowhereFailure } from './redirect-failure.ts';
import { fateFailure, unreachableFailure } from '../wire/hop-failure.ts';

/** ioredis's own default for maxRedirections. */
export const MAX_HOPS = 16;

export interface RedirectDependencies {
  send(node: NodeAddress, args: readonly Uint8Array[], asking: boolean): Promise<RawReply>;
  shardOf(node: NodeAddress): number | null;
  atPort: AtPort;
  learn(slot: number, node: NodeAddress): Hop['learned'];
  /** Reads the map again where a node was lost or lies; resolves when it was tried. */
  refresh(): Promise<void>;
  /** Where the command should go by the map as it is now. */
  routeAgain(): NodeAddress;
  /** Another node of the map that is not the given one; null where there is none. */
  otherNode(than: NodeAddress): NodeAddress | null;
  /**
   * Resolves with false after that many milliseconds, or at once when cancelled; with true as soon as the map says that
   * another node than those that were tried may have it, or that the cluster serves again.
   */
  wait(milliseconds: number, tried: readonly NodeAddress[]): Promise<boolean>;
  cancelled(): boolean;
  onHop?(hop: Hop): void;
}

export interface Outcome {
  hops: Hop[];
  node: NodeAddress | null;
  reply: RawReply | null;
  failure: Failure | null;
}

/** `begun` is what came of the first hop, where it has been made already. */
export async function follow(
  args: readonly Uint8Array[],
  first: Route,
  mode: RedirectMode,
  deps: RedirectDependencies,
  begun: { hop: Hop; step: Step } | null = null,
): Promise<Outcome> {
  const hops: Hop[] = [];
  let node = first.node;
  let asking = false;
  let tries = 0;
  for (;;) {
    const hop: Hop = begun?.hop ?? newHop(node, deps.shardOf(node), asking);
    hops.push(hop);
    const step =
      begun?.step ??
      (await sendOnce(args, hop, (text) => deps.send(hop.node, text, hop.asking), deps.atPort));
    begun = null;
    deps.onHop?.(hop);
    const done = (failure: Failure | null): Outcome => ({
      hops,
      node: step.reply ? node : null,
      reply: failure ? null : step.reply,
      failure,
    });

    if (step.error && step.error.sent) return done(fateFailure(step.error, node, first.readonly));
    if (step.error && endsAtOnce(step.error)) return done(unreachableFailure(step.error, node, mode));
    if (isAnswer(hop)) return done(null);
    if (mode === 'off') return done(step.error ? unreachableFailure(step.error, node, mode) : null);
    const isRedirect = hop.outcome === 'moved' || hop.outcome === 'ask';
    if (hops.length > MAX_HOPS) {
      if (isRedirect) return done(loopFailure(hops));
      return done(step.error ? unreachableFailure(step.error, node, mode) : null);
    }

    if (isRedirect) {
      // A redirect that cannot be read leads nowhere: what the server said is the answer.
      if (hop.target === null || hop.slot === null) return done(nowhereFailure(hop));
      if (hop.outcome === 'moved') hop.learned = deps.learn(hop.slot, hop.target);
      asking = hop.outcome === 'ask';
      node = hop.target;
      continue;
    }
    if (hop.outcome === 'readonly') {
      await deps.refresh();
      const owner = deps.routeAgain();
      if (owner === node) return done(null);
      node = owner;
      continue;
    }
    // A command without a key stays with its node: run elsewhere it would be another command.
    const wait = step.error && first.slot === null ? undefined : WAITS[tries++];
    if (wait === undefined) return done(step.error ? unreachableFailure(step.error, node, mode) : null);
    const before = performance.now();
    const hasNews = await deps.wait(
      wait,
      hops.map((one) => one.node),
    );
    hop.waited = hasNews ? performance.now() - before : wait;
    if (deps.cancelled()) return done(step.error ? unreachableFailure(step.error, node, mode) : null);
    // A new owner has all of the tries.
    if (hasNews) tries = 0;
    if (hop.outcome !== 'tryagain') {
      if (!hasNews) await deps.refresh();
      asking = false;
      node = deps.routeAgain();
      // In follow mode the current node may be the dead one: any other node redirects.
      if (step.error && node === hop.node && mode === 'follow') node = deps.otherNode(node) ?? node;
    }
  }
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

/** Whether the reply is what the user is to see: it neither points elsewhere nor asks to wait. */
export const isAnswer = (hop: Hop): boolean =>
  hop.outcome === 'reply' || hop.outcome === 'error' || hop.outcome === 'crossslot';

export interface Step {
  reply: RawReply | null;
  error: ConnectionError | null;
}

/** Sends once and writes into the hop what came of it. */
export async function sendOnce(
  args: readonly Uint8Array[],
  hop: Hop,
  send: (args: readonly Uint8Array[]) => Promise<RawReply>,
  atPort?: AtPort,
): Promise<Step> {
  const start = performance.now();
  try {
    const reply = await send(args);
    hop.milliseconds = performance.now() - start;
    const text = errorText(reply);
    if (text !== null) {
      const meaning: ErrorMeaning = readError(text, hop.node, atPort);
      hop.outcome = meaning.outcome;
      hop.slot = meaning.slot;
      hop.target = meaning.target;
      hop.detail = text;
    }
    return { reply, error: null };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    hop.milliseconds = performance.now() - start;
    hop.outcome = outcomeOf(error);
    hop.detail = error.message.slice(0, 500);
    return { reply: null, error };
  }
}

/** Whether another try would meet the same. */
const endsAtOnce = (error: ConnectionError): boolean =>
  error.kind === 'auth' || error.kind === 'cancelled' || error instanceof NoAddressError;

const outcomeOf = (error: ConnectionError): HopOutcome => (error.sent ? 'lost' : 'unreachable');
