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
import { follow, newHop, sendOnce, type Outcome, type Way } from '../routing/redirect.ts';
import { Retry } from '../routing/retry.ts';
import { hasFlag, type Reading, type Route } from '../routing/route.ts';
import type { Part } from '../routing/split.ts';
import type { SendOptions } from '../wire/link-options.ts';
import type { Aftermath } from './aftermath.ts';
import type { HeldState } from './held-state.ts';
import { joinParts } from './joined-parts.ts';
import { Overlap, staysInSlot } from './order.ts';
import type { ReplyGate } from './reply-gate.ts';
import { codisGroup, type Answered } from './report.ts';
import type { Router } from './router.ts';
import type { ExecuteOptions } from './session-options.ts';
import type { ShellConnections } from './shell-connections.ts';
import { runSpecial, type SpecialParts } from './special.ts';
import type { Transaction } from './transaction.ts';
import { useTypedLogin } from './typed-login.ts';
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

interface Timed {
  outcome: Outcome;
  milliseconds: number;
}

const ASKING: SendOptions = { asking: true };
const PLAIN: SendOptions = {};

export class Dispatch {
  private readonly parts: DispatchParts;
  private readonly waits: Waits;
  private queue: Promise<unknown> = Promise.resolve();
  private cancels = 0;

  constructor(parts: DispatchParts) {
    this.parts = parts;
    this.waits = new Waits(parts.cluster.news);
  }

  /** Runs `work` after everything that began before it. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.parts.cluster.hurry();
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
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
    const overlap = new Overlap<Timed>();
    for (const args of commands) {
      const begun = executions.length + overlap.size > 0;
      if (begun && (this.cancels !== cancels || performance.now() - started > showAfterMs)) break;
      const { reading, first } = this.read(args);
      if (first !== null) {
        held.hold(true);
        const before = overlap.before(first.slot!);
        if (before) await before;
        overlap.add({ args, first, work: this.runBeside(args, first) });
        continue;
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
  private async finish(overlap: Overlap<Timed>, executions: Execution[]): Promise<void> {
    for (const { args, first, work } of overlap.take()) {
      const { outcome, milliseconds } = await work;
      executions.push(this.parts.aftermath.report(args, first, outcome, {}, milliseconds));
    }
    this.parts.held.hold(false);
  }

  /** `first` is null for a command that runs alone, and is routed only at its turn. */
  private read(args: Args): { reading: Reading | null; first: Route | null } {
    try {
      const reading = this.parts.router.read(args);
      return { reading, first: this.overlaps(reading) ? this.parts.router.route(reading) : null };
    } catch {
      // runAlone() reads it again and reports the exception.
      return { reading: null, first: null };
    }
  }

  private overlaps(reading: Reading): boolean {
    const { cluster, guarded, transaction, gate, held } = this.parts;
    if (guarded || transaction.isOpen || gate.isClosed || held.current.mode !== 'direct') return false;
    return staysInSlot(reading) && cluster.cache.owner(reading.slot!) !== null;
  }

  /** Never rejects. */
  private async runBeside(args: Args, first: Route): Promise<Timed> {
    const start = performance.now();
    try {
      const outcome = await this.send(args, first);
      return { outcome, milliseconds: performance.now() - start };
    } catch (error) {
      return { outcome: mishap(error, true), milliseconds: 0 };
    }
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
      if (answered === null) return { ...(await this.send(args, first, { isAlone: true })), extra: {} };
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

  private async send(args: Args, first: Route, manner: Manner = {}): Promise<Outcome> {
    const mode = manner.isPart ? 'direct' : this.parts.held.current.mode;
    return outcomeOf(await follow(first.node, this.wayOf(args, first, mode, manner)), mode, first.readonly);
  }

  private wayOf(args: Args, first: Route, mode: RedirectMode, { isPart = false, isAlone }: Manner): Way {
    const { cluster, connections, onRedirect } = this.parts;
    const { cancels } = this;
    let retry: Retry | null = null;
    return {
      attempt: ({ node, asking }) =>
        sendOnce(
          newHop(
            node,
            first.routedBy === 'proxy' ? codisGroup(first, cluster) : cluster.shardOf(node),
            asking,
          ),
          () => {
            const reply = connections.of(node, args, first).send(args, asking ? ASKING : PLAIN);
            return connections.watch(node, args, first, reply);
          },
          cluster.atPort,
        ),
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
