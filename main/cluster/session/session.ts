/**
 * One shell on a cluster: its settings, its current node, and its reactions to the cluster's events. dispatch.ts runs
 * its commands.
 */
import type { CommandDocs } from '../../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Arriving, Execution, PushedItem } from '../../../shared/session/execution.ts';
import type { Protocol, RedirectMode, SessionState } from '../../../shared/session/session.ts';
import { FailureError } from '../../../shared/failure.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { Member } from '../cluster-members.ts';
import { Cluster } from '../cluster.ts';
import { Guard } from '../guard/guard.ts';
import { harmless } from '../routing/mishap.ts';
import { ReplicaChoice } from '../routing/replica-choice.ts';
import { Streams } from '../streams/streams.ts';
import { primariesOf } from '../topology/building.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { noticeIn, reachWords } from '../topology/words.ts';
import { parseAddress } from '../wire/address.ts';
import type { PoolHooks, PoolSettings } from '../wire/node-pool.ts';
import { arrivingOf, type ReplyStore } from '../wire/reply-store.ts';
import { Aftermath } from './aftermath.ts';
import { Dispatch } from './dispatch.ts';
import { HeldState } from './held-state.ts';
import { promptMove } from './prompt-move.ts';
import { ReplyGate } from './reply-gate.ts';
import { Router } from './router.ts';
import {
  firstState,
  type ExecuteOptions,
  type SessionHooks,
  type SessionOptions,
} from './session-options.ts';
import { ShellConnections } from './shell-connections.ts';
import { SilenceWatch } from './silence-watch.ts';
import { TransactionSockets } from './transaction-sockets.ts';
import { Transaction } from './transaction.ts';

type Args = readonly Uint8Array[];

export class Session implements Member {
  readonly cluster: Cluster;
  readonly id: number;
  private readonly hooks: SessionHooks;
  private readonly held: HeldState;
  private readonly silence: SilenceWatch;
  private readonly connections: ShellConnections;
  private readonly transaction: Transaction;
  private readonly streams: Streams;
  private readonly aftermath: Aftermath;
  private readonly dispatch: Dispatch;
  private closed = false;
  private lastMap: Topology | null;

  /** Another shell of the same cluster gets `cluster`, which is connected already. */
  constructor(options: SessionOptions, hooks: SessionHooks, cluster?: Cluster, id = 1) {
    this.hooks = harmless(hooks);
    this.id = id;
    this.cluster = cluster ?? new Cluster({ readOnly: false, ...options }, this.hooks);
    const connection = this.cluster.connectionFor(options.connection);
    this.held = new HeldState(
      firstState(this.cluster, { ...options, connection }, id),
      (state) => this.closed || this.hooks.onState?.(state),
    );
    this.silence = new SilenceWatch(this.cluster, this.hooks.onSilence);
    this.connections = new ShellConnections(this.cluster, this.silence, connection, this.poolHooks());
    const replicas = new ReplicaChoice(options.readFrom ?? 'primary');
    const router = new Router({
      cluster: this.cluster,
      replicas,
      state: () => this.state,
      inTransaction: () => this.transaction.isOpen,
    });
    const { pool } = this.connections;
    const { onRedirect } = this.hooks;
    const sockets = new TransactionSockets(pool, this.cluster, this.silence, onRedirect);
    this.transaction = new Transaction(sockets, () => (this.state.mode === 'off' ? 'none' : router.slots));
    this.streams = this.openStreams(() => pool.current, options.showsOwn ?? (() => false));
    const { cluster: shared, connections, transaction, streams, held, silence } = this;
    const gate = new ReplyGate();
    const wholeReplies = options.wholeReplies ?? false;
    const parts = { cluster: shared, connections, transaction, streams, gate, held };
    this.aftermath = new Aftermath({ ...parts, wholeReplies });
    const guard = new Guard(shared, id);
    this.dispatch = new Dispatch({
      ...parts,
      router,
      aftermath: this.aftermath,
      special: { cluster: shared, guard, transaction, streams, pool, silence, state: () => this.state },
      guarded: options.readOnly === true || options.environment === 'production',
      patient: options.patient ?? true,
      fallsBack: replicas.fallsBack,
      onRedirect,
    });
    this.lastMap = this.cluster.topology;
    this.cluster.members.join(this);
  }

  get state(): SessionState {
    return this.held.current;
  }

  get topology(): Topology | null {
    return this.cluster.topology;
  }

  get replies(): ReplyStore {
    return this.cluster.replies;
  }

  get commands(): CommandTable {
    return this.cluster.server.commands;
  }

  docs(): Promise<CommandDocs> {
    return this.cluster.server.docs();
  }

  /** Reads the map from the first seed that answers. Rejects with a FailureError if none does; then call close(). */
  async connect(): Promise<void> {
    this.held.set({ currentNode: await this.cluster.connect(), server: this.cluster.server.name });
    if (this.cluster.atProxy) this.connections.configure(this.cluster.atProxy, []);
    this.aftermath.apply({ protocol: this.cluster.speaks(this.state.protocol) }, []);
    this.cluster.setPhase('connected', null);
  }

  /** Runs one command after the ones before it. Always resolves: the Execution holds any error. */
  execute(args: Args, options: ExecuteOptions = {}): Promise<Execution> {
    return this.dispatch.execute(args, options);
  }

  /**
   * Runs commands in order, those that may overlap at once (order.ts). Returns the executions of the first of them: it
   * ends early after `showAfterMs`, at a question, and when cancelled.
   */
  executeAll(commands: readonly Args[], options: ExecuteOptions, showAfterMs: number): Promise<Execution[]> {
    return this.dispatch.executeAll(commands, options, showAfterMs);
  }

  /** The largest reply to this shell's commands of which a part has come; null if there is none. */
  get arriving(): Arriving | null {
    const [largest] = this.connections.arriving.sort(([, a], [, b]) => b.reply.bytes - a.reply.bytes);
    return largest ? arrivingOf(...largest) : null;
  }

  /** Ends what is running by closing the connections it waits on. */
  cancel(): void {
    this.streams.cancel();
    for (const node of this.dispatch.cancel()) this.connectionEnded(node);
  }

  /**
   * Sends a command on a connection that is subscribed, as a client with one connection would: on RESP2 the server refuses most.
   * Returns the frame of the answer; null if nothing is subscribed. Rejects with a ConnectionError.
   */
  sayOnStream(args: Args): Promise<Uint8Array | null> {
    return this.dispatch.inTurn(async () => (await this.streams.say(args))?.frame ?? null);
  }

  /** Ends subscriptions and MONITORs; false if there are none. */
  stopStreams(): boolean {
    return this.streams.stop();
  }

  setMode(mode: RedirectMode): void {
    this.held.set({ mode });
  }

  /** Takes its turn after the commands before it, because it makes every connection again. */
  setProtocol(protocol: Protocol): Promise<void> {
    return this.dispatch.inTurn(async () =>
      this.aftermath.apply({ protocol: this.cluster.speaks(protocol) }, []),
    );
  }

  setCurrentNode(node: NodeAddress): void {
    if (!parseAddress(node))
      throw new FailureError(
        'bad-argument',
        `${node} is not an address.`,
        'Give a host and a port from 1 to 65535.',
      );
    this.held.set({ currentNode: node });
  }

  refresh(): Promise<void> {
    return this.cluster.readAgain();
  }

  close(): void {
    this.closed = true;
    this.streams.close();
    this.silence.stop();
    this.connections.close();
    this.cluster.members.leave(this);
  }

  onTopology(topology: Topology): void {
    const addresses = topology.shards.flatMap((shard) => nodesOf(shard).map((node) => node.address));
    this.connections.retain([...addresses, ...this.cluster.cache.taught, this.state.currentNode]);
    this.streams.onTopology(topology);
    this.leaveLostNode(topology);
  }

  onMoved(nodes: readonly NodeAddress[]): void {
    this.connections.redial(nodes);
    this.held.set({ elsewhere: this.cluster.elsewhere });
    this.streams.retryNow();
  }

  onDoubt(node?: NodeAddress): void {
    this.connections.check(node);
    this.streams.check(node);
    this.streams.retryNow();
  }

  onPhase(): void {
    this.held.set({ phase: this.cluster.phase, failure: this.cluster.failure });
    if (this.cluster.phase === 'connected') this.streams.retryNow();
  }

  private poolHooks(): PoolHooks {
    return {
      onClosed: (node) => this.connectionEnded(node),
      onOpened: (node) => this.cluster.opened(node),
      onRefused: (node, error) => this.cluster.refused(node, error),
      onPush: (node, frame) =>
        this.push({ node, shard: this.cluster.shardOf(node), kind: 'push', frame: frame.slice() }),
      isHeld: (node) => this.transaction.holds(node),
    };
  }

  private openStreams(settings: () => PoolSettings, showsOwn: () => boolean): Streams {
    return new Streams({
      settings,
      primaries: () => primariesOf(this.cluster.topology).filter(hasAddress),
      owner: (slot) => this.cluster.cache.owner(slot),
      cluster: this.cluster,
      showsOwn,
      onItem: (item) => this.push(item),
      onRedirect: (hop) => this.hooks.onRedirect?.(hop),
      onChange: () => this.held.set({ subscribed: this.streams.isOpen }),
    });
  }

  private connectionEnded(node: NodeAddress): void {
    const news = this.transaction.connectionEnded(node);
    if (!news) return;
    this.cluster.notice({ tone: 'bad', text: news });
    this.held.set({ transaction: this.transaction.label });
  }

  private push(item: PushedItem): void {
    if (!this.closed) this.hooks.onPushed?.([item]);
  }

  /** Moves the prompt off a node that is no longer in use, and reports it; a command never changes its node unseen. */
  private leaveLostNode(topology: Topology): void {
    const here = this.state.currentNode;
    const move = promptMove(here, this.lastMap, topology);
    this.lastMap = topology;
    if (!move || (this.state.mode === 'off' && topology.kind === 'cluster')) return;
    this.cluster.notice(noticeIn('info', (language) => reachWords(language).promptMoves({ here, ...move })));
    this.held.set({ currentNode: move.to });
  }
}
