/** Sends a shell's commands to the nodes they go to, following redirects; what one waits for can be given up. */
import { findCommand } from '../../../shared/commands/command-table.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Hop } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { lowerWord, argsOf as asWords } from '../../../shared/resp/resp.ts';
import { blockedFor } from '../routing/blocked-for.ts';
import type { Cluster } from '../cluster.ts';
import type { SendOptions } from '../wire/link-options.ts';
import type { Wanted } from '../topology/news-waits.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { NodePool, type PoolSettings } from '../wire/node-pool.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import { follow, isAnswer, newHop, sendOnce, type Outcome, type Step } from '../routing/redirect.ts';
import type { Route } from '../routing/route.ts';
import type { SilenceWatch } from './silence-watch.ts';

type Args = readonly Uint8Array[];

export interface SenderParts {
  cluster: Cluster;
  pool: NodePool;
  silence: SilenceWatch;
  /** Connections to replicas that are READONLY: what is read there says so, and writes never meet them. */
  replicas: NodePool;
  fallsBack: boolean;
  /** BLPOP and its kin wait on connections of their own: stopping one costs no WATCH. */
  blocking: NodePool;
  mode(): RedirectMode;
  route(args: Args): Route;
}

const READONLY = asWords('READONLY');
const PING = asWords('PING');
const ASKING: SendOptions = { asking: true };
const PLAIN: SendOptions = {};
/** Milliseconds that a socket is given to prove that it lives. */
const ALIVE = 3000;
/** Milliseconds beyond its time that a command which blocks may take to answer. */
const GRACE = 2000;
const DEAD = 'the node answers others, but not this: the connection was dead';

/** Connections to replicas that answer reads. */
export const openReplicaPool = (settings: PoolSettings): NodePool =>
  new NodePool({ ...settings, setup: [...(settings.setup ?? []), READONLY] });

export class Sender {
  /** How often cancel() was called. */
  cancels = 0;
  private readonly parts: SenderParts;
  private readonly pools: NodePool[];
  private readonly waits = new Set<() => void>();

  constructor(parts: SenderParts) {
    this.parts = parts;
    this.pools = [parts.pool, parts.blocking, parts.replicas];
  }

  isBlocking(args: Args): boolean {
    return findCommand(this.parts.cluster.commands, args)?.entry[1].includes('blocking') ?? false;
  }

  /** `direct`: by the slot cache, whatever the mode. `begun` is what came of the first hop, where it was made already. */
  send(
    args: Args,
    first: Route,
    direct = false,
    begun: { hop: Hop; step: Step } | null = null,
  ): Promise<Outcome> {
    const { cluster, blocking, silence, route, mode } = this.parts;
    const { cancels } = this;
    // WAIT is about what this very connection has written.
    const own = this.isBlocking(args) && !lowerWord(args[0]).startsWith('wait');
    const pool = own ? blocking : this.parts.pool;
    /** Owners that have ended a wait: in follow mode, and at a replica, the command may never be sent to them. */
    const heard: NodeAddress[] = [];
    return follow(
      args,
      first,
      direct ? 'direct' : mode(),
      {
        send: (node, text, asking) => {
          const connection = this.poolFor(node, first, pool).get(node);
          const reply = connection.send(text, asking ? ASKING : PLAIN);
          if (own) return this.notLongerThan(blockedFor(text), reply, connection);
          return this.isBlocking(text) ? reply : silence.watch(node, text, reply);
        },
        shardOf: (node) => cluster.shardOf(node),
        atPort: cluster.atPort,
        learn: (slot, node) => cluster.learn(slot, node),
        refresh: () => cluster.refresh('node lost'),
        routeAgain: () =>
          direct || (first.routedBy === 'replica' && this.parts.fallsBack)
            ? (cluster.cache.owner(first.slot ?? -1) ?? first.node)
            : route(args).node,
        otherNode: (than) => cluster.candidates().find((node) => node !== than) ?? null,
        cancelled: () => this.cancels !== cancels,
        wait: (milliseconds, tried) =>
          this.wait(milliseconds, { slot: first.slot, tried: [...tried, ...heard] }, (owner) =>
            heard.push(owner),
          ),
      },
      begun,
    );
  }

  /** send() for one of many: most are answered by the first node, and need no more than this. `ms` is how long it took. */
  async sendAlong(args: Args, first: Route): Promise<Outcome & { ms: number }> {
    const start = performance.now();
    const { node } = first;
    const hop = newHop(node, this.parts.cluster.shardOf(node), false);
    const { pool, silence } = this.parts;
    const send = (text: Args) =>
      silence.watch(node, text, this.poolFor(node, first, pool).get(node).send(text));
    const step = await sendOnce(args, hop, send, this.parts.cluster.atPort);
    const { hops, ...outcome } =
      step.reply && isAnswer(hop)
        ? { hops: [hop], node, reply: step.reply, failure: null }
        : await this.send(args, first, false, { hop, step });
    return { hops, ...outcome, ms: performance.now() - start };
  }

  /**
   * A command that blocks has had its time, and the node answers others, but not this: its socket is dead, and is ended. What
   * became of the command is unknown then. `time` in milliseconds; 0 for a command that waits for ever.
   */
  private notLongerThan(
    time: number,
    reply: Promise<RawReply>,
    connection: NodeConnection,
  ): Promise<RawReply> {
    if (time === 0) return reply;
    const { cluster } = this.parts;
    const node = connection.address;
    let isDone = false;
    let timer = setTimeout(() => void look(), time + GRACE);
    const look = async (): Promise<void> => {
      try {
        if (!cluster.mayDial(node)) throw new Error('it is not dialled now');
        await cluster.probe(node).send(PING, { timeout: ALIVE });
        if (isDone) return;
        // A node that has only just woken still has this to answer.
        timer = setTimeout(() => connection.close('lost', DEAD), GRACE);
      } catch {
        if (!isDone) timer = setTimeout(() => void look(), GRACE);
      }
    };
    return reply.finally(() => {
      isDone = true;
      clearTimeout(timer);
    });
  }

  private poolFor(node: NodeAddress, first: Route, otherwise: NodePool): NodePool {
    return first.routedBy === 'replica' && this.parts.cluster.cache.owner(first.slot!) !== node
      ? this.parts.replicas
      : otherwise;
  }

  /** Gives up all that is waited for, and gives the nodes whose connections were closed for it. */
  cancel(): NodeAddress[] {
    this.cancels++;
    const nodes = this.pools.flatMap((pool) => pool.cancelBusy());
    for (const wake of [...this.waits]) wake();
    return nodes;
  }

  /** Addresses that lead elsewhere now: what waits for a connection there gets one. */
  redial(nodes: readonly NodeAddress[]): void {
    for (const pool of this.pools) pool.redial(nodes);
  }

  /** Ends sockets, of all nodes or of one that answers, that are dead and do not know it. */
  check(node?: NodeAddress): void {
    const { pool, replicas, blocking } = this.parts;
    pool.check(ALIVE, node);
    replicas.check(ALIVE, node);
    // A connection that blocks answers nothing until it is done.
    blocking.askTcp(node);
  }

  retain(nodes: readonly NodeAddress[]): void {
    for (const pool of this.pools) pool.retain(nodes);
  }

  /** The connections of `heard` stay: they know already. */
  configure(patch: Partial<PoolSettings>, heard: readonly NodeAddress[]): void {
    this.parts.pool.configure(patch, heard);
    this.parts.blocking.configure(patch);
    this.parts.replicas.configure({ ...patch, ...(patch.setup && { setup: [...patch.setup, READONLY] }) });
  }

  close(): void {
    for (const pool of this.pools) pool.close();
  }

  private wait(
    milliseconds: number,
    wanted: Wanted,
    onOwner: (owner: NodeAddress) => void,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasNews: boolean) => {
        clearTimeout(timer);
        forget();
        this.waits.delete(stop);
        resolve(hasNews);
      };
      const stop = () => end(false);
      const timer = setTimeout(stop, milliseconds);
      const forget = this.parts.cluster.news.add(wanted, (owner) => {
        if (owner !== null) onOwner(owner);
        end(true);
      });
      this.waits.add(stop);
    });
  }
}
