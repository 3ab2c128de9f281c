/**
 * Runs a shell's commands: each is read once, waits for its turn, is routed by the map as it is then, is sent, and its
 * redirects are followed. special.ts handles the rest: targets, transactions, streams and guarded commands.
 */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Execution, Hop } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import type { Cluster } from '../cluster.ts';
import { mishap, nowhere } from '../routing/mishap.ts';
import { outcomeOf } from '../routing/redirect-failure.ts';
import {
  answered,
  broken,
  follow,
  isAnswer,
  newHop,
  type Followed,
  type Next,
  type Outcome,
  type Step,
  type Way,
} from '../routing/redirect.ts';
import { Retry } from '../routing/retry.ts';
import { hasFlag, type Reading, type Route } from '../routing/route.ts';
import type { Part } from '../routing/split.ts';
import { writeNow } from '../wire/end-of-turn.ts';
import { ConnectionError } from '../wire/errors.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import type { Aftermath } from './aftermath.ts';
import type { HeldState } from './held-state.ts';
import { joinParts } from './joined-parts.ts';
import { Overlap, staysInSlot } from './order.ts';
import type { ReplyGate } from './reply-gate.ts';
import { codisGroup, type Answered, type Extra } from './report.ts';
import type { Router } from './router.ts';
import type { ExecuteOptions } from './session-options.ts';
import type { ShellConnections } from './shell-connections.ts';
import { runSpecial, type SpecialParts } from './special.ts';
import type { Transaction } from './transaction.ts';
import { useTypedLogin } from './typed-login.ts';
import { UnderWay } from './under-way.ts';
import { Waits } from './waits.ts';

type Args = readonly Uint8Array[];

export interface DispatchParts {
  cluster: Cluster;
  router: Router;
  connections: ShellConnections;
  transaction: Transaction;
  gate: ReplyGate;
  held: HeldState;
  aftermath: Aftermath;
  special: SpecialParts;
  /** Whether the guard must see each command before the next one is sent. */
  guarded: boolean;
  /** As in SessionOptions. */
  patient: boolean;
  /** Whether a read that a replica rejected goes to the owner. */
  fallsBack: boolean;
  /** As in SessionHooks. */
  onRedirect?: ((hop: Hop) => void) | undefined;
}

/** How one command is sent. */
interface Manner {
  /** A part of a split command, which goes to the slots' owners whatever the mode. */
  isPart?: boolean;
  /** Whether nothing else is on its way, so that its redirects can be told as they happen. */
  isAlone?: boolean;
}

const TOGETHER: Manner = {};
const ALONE: Manner = { isAlone: true };
const NO_EXTRA: Extra = {};

export class Dispatch {
  private readonly parts: DispatchParts;
  private readonly waits: Waits;
  /** Resolves when everything that began has ended; null if nothing is under way. */
  private queue: Promise<unknown> | null = null;
  private cancels = 0;

  constructor(parts: DispatchParts) {
    this.parts = parts;
    this.waits = new Waits(parts.cluster.news);
  }

  /** Runs `work` after everything that began before it. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.parts.cluster.hurry();
    const turn = this.queue ? this.queue.then(work) : work();
    const end = () => {
      if (this.queue === ended) this.queue = null;
    };
    const ended: Promise<unknown> = turn.then(end, end);
    this.queue = ended;
    return turn;
  }

  /** As Session.execute. */
  execute(args: Args, options: ExecuteOptions): Promise<Execution> {
    return this.inTurn(() => this.runAlone(args, null, options));
  }

  /** As Session.executeAll. */
  executeAll(commands: readonly Args[], options: ExecuteOptions, showAfterMs: number): Promise<Execution[]> {
    return this.inTurn(() => this.runAll(commands, options, showAfterMs));
  }

  /** Cancels all waiting commands, and returns the nodes whose connections were closed for that. */
  cancel(): NodeAddress[] {
    this.cancels++;
    const nodes = this.parts.connections.cancel();
    this.waits.cancel();
    return nodes;
  }

  /** Never rejects: an exception becomes the outcome of its one command. */
  private async runAll(
    commands: readonly Args[],
    options: ExecuteOptions,
    showAfterMs: number,
  ): Promise<Execution[]> {
    const { held } = this.parts;
    const { cancels } = this;
    const started = performance.now();
    const executions: Execution[] = [];
    const overlap = new Overlap();
    for (const args of commands) {
      const begun = executions.length + overlap.size > 0;
      if (begun && (this.cancels !== cancels || performance.now() - started > showAfterMs)) break;
      const reading = this.read(args);
      if (reading && this.isPlain(reading)) {
        const alone = held.current.mode !== 'direct';
        // The node that answers one is the next one's first.
        if (alone && overlap.size > 0) await this.finish(overlap, executions);
        const first = this.route(reading);
        if (first) {
          held.hold(true);
          const before = alone ? null : overlap.before(first.slot!);
          if (before) await before;
          overlap.add(this.begin(args, first, alone ? ALONE : TOGETHER));
          continue;
        }
      }
      await this.finish(overlap, executions);
      // A command that may block begins once everything before it has been shown.
      if (begun && reading && hasFlag(reading, 'blocking')) break;
      const execution = await this.runAlone(args, reading, options);
      executions.push(execution);
      if (execution.question) break;
    }
    await this.finish(overlap, executions);
    return executions;
  }

  /** Reports the commands under way, in order; the shell's changes of state are reported together afterwards. */
  private async finish(overlap: Overlap, executions: Execution[]): Promise<void> {
    const all = overlap.take();
    writeNow();
    // While the servers are at work.
    for (const one of all) one.prepare();
    for (const one of all) {
      const { ended } = one;
      if (ended) await ended;
      const { args, first, outcome, milliseconds, shown } = one;
      executions.push(this.parts.aftermath.report(args, first, outcome!, NO_EXTRA, milliseconds, shown));
    }
    this.parts.held.hold(false);
  }

  /** Null if that throws: runAlone() does it again and reports the exception. */
  private read(args: Args): Reading | null {
    try {
      return this.parts.router.read(args);
    } catch {
      return null;
    }
  }

  /** The same. */
  private route(reading: Reading): Route | null {
    try {
      return this.parts.router.route(reading);
    } catch {
      return null;
    }
  }

  /** Whether it is sent as it is, to one node, and needs nothing beyond its slot. */
  private isPlain(reading: Reading): boolean {
    const { cluster, guarded, transaction, gate, held } = this.parts;
    if (guarded || transaction.isOpen || gate.isClosed || held.current.mode === 'off') return false;
    return staysInSlot(reading) && cluster.cache.owner(reading.slot!) !== null;
  }

  private begin(args: Args, first: Route, manner: Manner): UnderWay {
    const one = new UnderWay(args, first);
    this.start(
      args,
      first,
      manner,
      (outcome) => one.end(outcome),
      (error) => one.end(mishap(error, true)),
    );
    return one;
  }

  /** Never rejects. `reading` is null for a command that was not read yet. */
  private async runAlone(args: Args, reading: Reading | null, options: ExecuteOptions): Promise<Execution> {
    const { router, aftermath, held } = this.parts;
    const start = performance.now();
    let [first, answered]: [Route | null, Answered | null] = [null, null];
    try {
      first = router.route(reading ?? router.read(args));
      answered = await this.run(args, first, options);
    } catch (error) {
      answered = { ...mishap(error, first !== null), extra: {} };
    }
    const milliseconds = performance.now() - start;
    return aftermath.report(
      args,
      first ?? nowhere(held.current.currentNode),
      answered,
      answered.extra,
      milliseconds,
    );
  }

  private async run(args: Args, first: Route, options: ExecuteOptions): Promise<Answered> {
    const { connections, special } = this.parts;
    const forgetLogin = useTypedLogin(connections.pool, first.node, args);
    try {
      const answered = await runSpecial(special, args, first, options);
      if (answered === null) return { ...(await this.send(args, first, ALONE)), extra: {} };
      return 'split' in answered ? await this.sendParts(args, answered.split) : answered;
    } finally {
      forgetLogin();
    }
  }

  private async sendParts(args: Args, parts: readonly Part[]): Promise<Answered> {
    const { cluster, router } = this.parts;
    const sendPart = async (part: Part): Promise<Outcome> => {
      try {
        const first = router.route(router.read(part.args));
        const node = cluster.cache.owner(part.slot) ?? first.node;
        return await this.send(part.args, { ...first, node }, { isPart: true });
      } catch (error) {
        return mishap(error, true);
      }
    };
    return joinParts(cluster, args, parts, await Promise.all(parts.map(sendPart)));
  }

  private send(args: Args, first: Route, manner: Manner): Promise<Outcome> {
    return new Promise((resolve, reject) => this.start(args, first, manner, resolve, reject));
  }

  /**
   * Sends a command and calls `done` with what has become of it, or `fail` with an exception. Nearly always the first answer
   * is for the user: then no promise is made.
   */
  private start(
    args: Args,
    first: Route,
    manner: Manner,
    done: (outcome: Outcome) => void,
    fail: (error: unknown) => void,
  ): void {
    const mode = manner.isPart ? 'direct' : this.parts.held.current.mode;
    const { cancels } = this;
    const end = (followed: Followed) => done(outcomeOf(followed, mode, first.readonly));
    this.attempt(
      args,
      first,
      { node: first.node, asking: false },
      (step) => {
        if (isAnswer(step.hop)) return end({ hops: [step.hop], last: step });
        const way = this.wayOf(args, first, mode, manner, cancels);
        follow(first.node, way, step).then(end).catch(fail);
      },
      fail,
    );
  }

  /** Calls one of the two, once; an exception of `done` goes to `fail`. */
  private attempt(
    args: Args,
    first: Route,
    next: Next,
    done: (step: Step) => void,
    fail: (error: unknown) => void,
  ): void {
    const { cluster, connections } = this.parts;
    const { node, asking } = next;
    const take = (read: () => Step) => {
      try {
        done(read());
      } catch (error) {
        fail(error);
      }
    };
    try {
      const shard = first.routedBy === 'proxy' ? codisGroup(first, cluster) : cluster.shardOf(node);
      const hop = newHop(node, shard, asking);
      const start = performance.now();
      const onReply = (reply: RawReply) => take(() => answered(hop, start, reply, cluster.atPort));
      const onError = (error: Error) =>
        error instanceof ConnectionError ? take(() => broken(hop, start, error)) : fail(error);
      connections.ask(next, args, first, start, onReply, onError);
    } catch (error) {
      fail(error);
    }
  }

  private wayOf(
    args: Args,
    first: Route,
    mode: RedirectMode,
    { isPart = false, isAlone }: Manner,
    cancels: number,
  ): Way {
    const { cluster, onRedirect } = this.parts;
    let retry: Retry | null = null;
    return {
      attempt: (next) => new Promise((resolve, reject) => this.attempt(args, first, next, resolve, reject)),
      follows: () => mode !== 'off',
      leave: ({ hop }) => (isAlone ? onRedirect?.(hop) : undefined),
      retry: (step, hops) => (retry ??= this.retryOf(args, first, mode, isPart, cancels)).next(step, hops),
      learn: (slot, node) => cluster.learn(slot, node),
    };
  }

  private retryOf(args: Args, first: Route, mode: RedirectMode, isPart: boolean, cancels: number): Retry {
    const { cluster, router, fallsBack, patient } = this.parts;
    const toOwner = isPart || (first.routedBy === 'replica' && fallsBack);
    /** Owners that have ended a wait: in follow mode, and at a replica, the command may never go to them. */
    const owners: NodeAddress[] = [];
    return new Retry(first, mode, {
      refresh: () => cluster.refresh('node lost'),
      routeAgain: () => (toOwner ? router.ownerOf(first) : router.route(router.read(args)).node),
      otherNode: (than) => cluster.candidates().find((node) => node !== than) ?? null,
      wait: (milliseconds, tried) =>
        this.waits.wait(milliseconds, { slot: first.slot, tried: [...tried, ...owners] }, (owner) =>
          owners.push(owner),
        ),
      cancelled: () => this.cancels !== cancels,
      patient,
    });
  }
}
