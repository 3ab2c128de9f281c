/** One shell on a cluster: its connections, its current node, and the running of its commands. */
import type { CommandDocs } from '../../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Execution, PushedItem } from '../../../shared/session/execution.ts';
import type { Protocol, RedirectMode, SessionState } from '../../../shared/session/session.ts';
import type { Member } from '../cluster-members.ts';
import { Cluster } from '../cluster.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { primariesOf } from '../topology/building.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { parseAddress } from '../wire/address.ts';
import type { ConnectionError } from '../wire/errors.ts';
import { FailureError } from '../../../shared/failure.ts';
import { Guard } from '../guard/guard.ts';
import { HeldState } from './held-state.ts';
import { harmless, mishap, nowhere, unshown } from '../routing/mishap.ts';
import { NodePool } from '../wire/node-pool.ts';
import { mayOverlap, runBatch } from './order.ts';
import type { Outcome } from '../routing/redirect.ts';
import { promptAfter, promptMove } from './prompt-move.ts';
import { ReplicaChoice } from '../routing/replica-choice.ts';
import { ReplyGate } from './reply-gate.ts';
import type { ReplyStore } from '../wire/reply-store.ts';
import { effectsOfAnswer, reportExecution, type Extra } from './report.ts';
import { route, slotsOf, type Route, type Slots } from '../routing/route.ts';
import { openReplicaPool, Sender } from './sender.ts';
import {
  firstState,
  type ExecuteOptions,
  type SessionHooks,
  type SessionOptions,
  userName,
} from './session-options.ts';
import type { Effect } from './shell-state.ts';
import { SilenceWatch } from './silence-watch.ts';
import { runSpecial, type SpecialOutcome, type SpecialRunner } from './special.ts';
import { Streams } from '../streams/streams.ts';
import { Transaction } from './transaction.ts';
import { TransactionSockets } from './transaction-sockets.ts';
import { useTypedLogin } from './typed-login.ts';

type Args = readonly Uint8Array[];

export class Session implements Member {
  readonly cluster: Cluster;
  readonly id: number;
  private readonly hooks: SessionHooks;
  private readonly options: SessionOptions;
  private readonly pool: NodePool;
  private readonly replicas: ReplicaChoice;
  private readonly sender: Sender;
  private readonly silence: SilenceWatch;
  private readonly transaction: Transaction;
  private readonly streams: Streams;
  private readonly gate = new ReplyGate();
  private readonly setup = new Map<string, Args>();
  private readonly special: SpecialRunner;
  private readonly held: HeldState;
  private queue: Promise<unknown> = Promise.resolve();
  private nextExecution = 1;
  private closed = false;
  private lastMap: Topology | null;

  /** A further shell of the same cluster is made with `cluster`, which is connected already. */
  constructor(options: SessionOptions, hooks: SessionHooks, cluster?: Cluster, id = 1) {
    this.options = options;
    this.hooks = harmless(hooks);
    this.id = id;
    this.cluster = cluster ?? new Cluster({ readOnly: false, ...options }, this.hooks);
    const connection = this.cluster.connectionFor(options.connection);
    const poolHooks = {
      onClosed: (node: NodeAddress) => this.connectionEnded(node),
      onRefused: (node: NodeAddress, error: ConnectionError) => this.cluster.refused(node, error),
      onPush: (node: NodeAddress, frame: Uint8Array) =>
        this.push({ node, shard: this.cluster.shardOf(node), kind: 'push', frame: frame.slice() }),
      isHeld: (node: NodeAddress) => this.transaction.holds(node),
    };
    this.pool = new NodePool(connection, poolHooks);
    this.replicas = new ReplicaChoice(options.readFrom ?? 'primary');
    this.silence = new SilenceWatch(this.cluster, this.hooks.onSilence);
    this.sender = new Sender({
      cluster: this.cluster,
      silence: this.silence,
      pool: this.pool,
      replicas: openReplicaPool(connection),
      fallsBack: this.replicas.fallsBack,
      blocking: new NodePool(connection),
      mode: () => this.current.mode,
      route: (args) => this.route(args),
    });
    this.transaction = new Transaction(new TransactionSockets(this.pool, this.cluster, this.silence), () =>
      this.current.mode === 'off' ? 'none' : this.slots,
    );
    this.streams = new Streams({
      settings: () => this.pool.current,
      primaries: () => primariesOf(this.cluster.topology).filter(hasAddress),
      owner: (slot) => this.cluster.cache.owner(slot),
      cluster: this.cluster,
      showsOwn: () => this.options.showsOwn?.() ?? false,
      onItem: (item) => this.push(item),
      onChange: () => this.setState({ subscribed: this.streams.isOpen }),
    });
    this.held = new HeldState(
      firstState(this.cluster, { ...options, connection }, id),
      (state) => this.closed || this.hooks.onState?.(state),
    );
    this.special = {
      cluster: this.cluster,
      guard: new Guard(this.cluster, id),
      transaction: this.transaction,
      streams: this.streams,
      pool: this.pool,
      silence: this.silence,
      state: () => this.current,
      route: (args) => this.route(args),
      send: (args, first, direct) => this.sender.send(args, first, direct),
    };
    this.lastMap = this.cluster.topology;
    this.cluster.join(this);
  }

  get state(): SessionState {
    return this.current;
  }

  private get current(): SessionState {
    return this.held.current;
  }

  get topology(): Topology | null {
    return this.cluster.topology;
  }

  get replies(): ReplyStore {
    return this.cluster.replies;
  }

  get commands(): CommandTable {
    return this.cluster.commands;
  }

  docs(): Promise<CommandDocs> {
    return this.cluster.docs();
  }

  /** Reads the map from the first seed that answers. Rejects with a FailureError where none does; then close() is due. */
  async connect(): Promise<void> {
    this.setState({ currentNode: await this.cluster.connect(), server: this.cluster.server });
    this.apply({ protocol: this.cluster.speaks(this.current.protocol) }, []);
    this.cluster.setPhase('connected', null);
  }

  /** Runs one command after the ones before it. Resolves always: what went wrong is in the Execution. */
  execute(args: Args, options: ExecuteOptions = {}): Promise<Execution> {
    return this.inTurn(() => this.runOne(args, options));
  }

  /**
   * Runs commands in order, those that may overlap at once (order.ts). Gives the executions of the first of them: it
   * ends early after `patience` milliseconds, at a question, and when cancelled.
   */
  executeAll(commands: readonly Args[], options: ExecuteOptions, showAfterMs: number): Promise<Execution[]> {
    return this.inTurn(() => this.runAll(commands, options, showAfterMs));
  }

  /** Ends what is running by closing the connections it waits on. */
  cancel(): void {
    this.streams.cancel();
    for (const node of this.sender.cancel()) this.connectionEnded(node);
  }

  /** Ends subscriptions and MONITORs; false where there are none. */
  stopStreams(): boolean {
    return this.streams.stop();
  }

  setMode(mode: RedirectMode): void {
    this.setState({ mode });
  }

  /** Takes its turn after the commands before it: it makes every connection anew. */
  setProtocol(protocol: Protocol): Promise<void> {
    return this.inTurn(async () => this.apply({ protocol: this.cluster.speaks(protocol) }, []));
  }

  setCurrentNode(node: NodeAddress): void {
    if (!parseAddress(node))
      throw new FailureError(
        'bad-argument',
        `${node} is not an address.`,
        'Give a host and a port from 1 to 65535.',
      );
    this.setState({ currentNode: node });
  }

  refresh(): Promise<void> {
    return this.cluster.refresh('asked');
  }

  close(): void {
    this.closed = true;
    this.streams.close();
    this.silence.stop();
    this.sender.close();
    this.cluster.leave(this);
  }

  onTopology(topology: Topology): void {
    const addresses = topology.shards.flatMap((shard) => nodesOf(shard).map((node) => node.address));
    this.sender.retain([...addresses, ...this.cluster.cache.taught, this.current.currentNode]);
    this.streams.onTopology(topology);
    this.leaveLostNode(topology);
  }

  onMoved(nodes: readonly NodeAddress[]): void {
    this.sender.redial(nodes);
    this.setState({ elsewhere: this.cluster.elsewhere });
    this.streams.retryNow();
  }

  onDoubt(node?: NodeAddress): void {
    this.sender.check(node);
    this.streams.check(node);
    this.streams.retryNow();
  }

  onPhase(): void {
    this.setState({ phase: this.cluster.phase, failure: this.cluster.failure });
    if (this.cluster.phase === 'connected') this.streams.retryNow();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.cluster.hurry();
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private get slots(): Slots {
    return slotsOf(this.cluster, this.current.mode);
  }

  private async runOne(args: Args, options: ExecuteOptions): Promise<Execution> {
    const start = performance.now();
    let [first, outcome]: [Route | null, SpecialOutcome | null] = [null, null];
    try {
      first = this.route(args);
      outcome = await this.runRouted(args, first, options);
    } catch (error) {
      outcome = { ...mishap(error, first !== null), extra: NO_EXTRA };
    }
    first ??= nowhere(this.current.currentNode);
    return this.report(args, first, outcome, outcome.extra, performance.now() - start);
  }

  private async runRouted(args: Args, first: Route, options: ExecuteOptions): Promise<SpecialOutcome> {
    const forgetLogin = useTypedLogin(this.pool, first.node, args);
    try {
      const special = await runSpecial(this.special, args, first, options.target ?? null, options);
      return special ?? { ...(await this.sender.send(args, first)), extra: NO_EXTRA };
    } finally {
      forgetLogin();
    }
  }

  private async runAll(commands: readonly Args[], options: ExecuteOptions, showAfterMs: number) {
    const { readOnly, environment } = this.options;
    return runBatch(
      {
        sender: this.sender,
        route: (args) => this.route(args),
        mustBeAlone: (args, first) =>
          readOnly === true ||
          environment === 'production' ||
          this.transaction.isOpen ||
          this.gate.isClosed ||
          !mayOverlap(args, first, this.current.mode, this.commands),
        runOne: (args) => this.runOne(args, options),
        report: (args, first, outcome) => this.report(args, first, outcome, NO_EXTRA, outcome.ms),
        holdState: (hold) => this.held.hold(hold),
      },
      commands,
      showAfterMs,
    );
  }

  private route(args: Args): Route {
    return route({
      args,
      table: this.commands,
      mode: this.current.mode,
      slots: this.slots,
      currentNode: this.current.currentNode,
      owner: (slot) => this.cluster.cache.owner(slot),
      replica: (slot) => (this.transaction.isOpen ? null : this.replicas.of(this.cluster.topology, slot)),
    });
  }

  private report(args: Args, first: Route, outcome: Outcome, extra: Extra, milliseconds: number): Execution {
    const id = this.nextExecution++;
    const { replies } = this.cluster;
    try {
      for (const effect of effectsOfAnswer(args, outcome, extra, this.transaction.isOpen))
        this.apply(effect, [outcome.node!]);
      this.setState({
        currentNode: promptAfter(first, outcome, extra) ?? this.current.currentNode,
        transaction: this.transaction.label,
        subscribed: this.streams.isOpen,
      });
      return reportExecution({
        id,
        args,
        first,
        outcome,
        extra,
        milliseconds,
        state: this.current,
        cluster: this.cluster,
        quiet: this.gate.take(outcome.failure ? [] : args, outcome.hops.length > 0),
        reply: (raw) => (this.options.wholeReplies ? replies.whole(raw) : replies.admit(raw)),
      });
    } catch (error) {
      return unshown(error, id, outcome, this.current);
    }
  }

  /** Makes what a server has accepted hold for all connections; `heard` are the nodes that have it already. */
  private apply(effect: Effect, heard: NodeAddress[]): void {
    const { setup, reset, database, protocol } = effect;
    if (reset) {
      this.setup.clear();
      this.transaction.clear();
      this.streams.stop();
      this.gate.open();
    }
    for (const [what, command] of Object.entries(setup ?? {}))
      if (command) this.setup.set(what, command);
      else this.setup.delete(what);
    const login = 'password' in effect ? { username: effect.username, password: effect.password } : null;
    if (login || database !== undefined || protocol !== undefined) this.transaction.settle(heard);
    const patch = {
      ...login,
      ...(database !== undefined && { database }),
      ...(protocol !== undefined && { protocol }),
      setup: [...this.setup.values()],
    };
    this.sender.configure(patch, heard);
    // A RESET logs this shell out; the panels keep what they were given.
    if (login && !reset) this.cluster.login(login);
    this.setState({
      ...(database !== undefined && { database }),
      ...(protocol !== undefined && { protocol }),
      ...(login && { user: userName(login.username) }),
    });
  }

  private connectionEnded(node: NodeAddress): void {
    const news = this.transaction.connectionEnded(node);
    if (!news) return;
    this.cluster.notice({ tone: 'bad', text: news });
    this.setState({ transaction: this.transaction.label });
  }

  private push(item: PushedItem): void {
    if (!this.closed) this.hooks.onPushed?.([item]);
  }

  /** The prompt leaves a node that is none any more, and says so; a command never changes its node unseen. */
  private leaveLostNode(topology: Topology): void {
    const here = this.current.currentNode;
    const move = promptMove(here, this.lastMap, topology);
    this.lastMap = topology;
    if (!move || (this.current.mode === 'off' && topology.kind === 'cluster')) return;
    this.cluster.notice({ tone: 'info', text: `${here} ${move.why}: the prompt moves to ${move.to}.` });
    this.setState({ currentNode: move.to });
  }

  private setState(patch: Partial<SessionState>): void {
    this.held.set(patch);
  }
}

const NO_EXTRA: Extra = {};
