/** One shell's connection to a cluster: its map, its pools, its current node, and the running of its commands. */
import { BUNDLED_COMMANDS, type CommandTable } from '../../shared/command-table.ts';
import { readable } from '../../shared/format/escape.ts';
import type {
  Execution,
  Hop,
  NodeAddress,
  NodeStats,
  Notice,
  Protocol,
  RedirectMode,
  SessionState,
  SlotDetail,
  Topology,
} from '../../shared/model.ts';
import { words as asWords } from '../../shared/resp.ts';
import { showCommand } from '../../shared/sensitive.ts';
import { parseAddress } from './address.ts';
import type { ConnectionOptions } from './node-connection.ts';
import { FailureError } from './failure.ts';
import { connectFailure } from './hop-failure.ts';
import { loginOf } from './login.ts';
import { NodePool } from './node-pool.ts';
import { itemsOf, numberOf, readReply } from './read-reply.ts';
import { follow, type Outcome } from './redirect.ts';
import { ReplyStore } from './reply-store.ts';
import { route, type Route } from './route.ts';
import { readCommands, readServer } from './server-identity.ts';
import { SlotCache } from './slot-cache.ts';
import { StatsWatch } from './stats-watch.ts';
import { nodesOf } from './topology.ts';
import { TopologyWatch } from './topology-watch.ts';
import { refuse } from './unsupported.ts';

export interface SessionOptions {
  label: string;
  environment: SessionState['environment'];
  seeds: readonly NodeAddress[];
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  mode: RedirectMode;
}

export interface SessionHooks {
  onState?(state: SessionState): void;
  onTopology?(topology: Topology): void;
  onStats?(stats: NodeStats[]): void;
  onNotice?(notice: Notice): void;
}

/** Keys named in an Execution at most. */
const SHOWN_KEYS = 200;
/** Milliseconds a panel's question may take. */
const PATIENCE = 5000;

export class Session {
  readonly replies = new ReplyStore();
  commands: CommandTable = BUNDLED_COMMANDS;
  private readonly hooks: SessionHooks;
  private readonly cache = new SlotCache();
  /** Shard numbers by address, of the map as it is. */
  private readonly shards = new Map<NodeAddress, number>();
  /** The shell's own connections: what one types never waits for a panel, nor a panel for BLPOP. */
  private readonly shell: NodePool;
  private readonly probes: NodePool;
  private readonly watch: TopologyWatch;
  private readonly stats: StatsWatch;
  private current: SessionState;
  private queue: Promise<unknown> = Promise.resolve();
  private nextId = 1;
  private running: { node: NodeAddress; cancelled: boolean; wake(): void } | null = null;
  private closed = false;

  constructor(options: SessionOptions, hooks: SessionHooks) {
    this.hooks = hooks;
    this.shell = new NodePool(options.connection);
    this.probes = new NodePool(
      { ...options.connection, protocol: 2 },
      {
        onClosed: () => {
          if (!this.closed && this.current.phase === 'connected') void this.watch.refresh('node lost');
        },
      },
    );
    this.current = {
      phase: 'connecting',
      label: options.label,
      environment: options.environment,
      server: '',
      currentNode: options.seeds[0] ?? '',
      database: options.connection.database,
      mode: options.mode,
      protocol: options.connection.protocol,
      failure: null,
    };
    this.watch = new TopologyWatch({
      pool: this.probes,
      seeds: options.seeds,
      tls: options.connection.tls !== undefined,
      onTopology: (topology) => this.onTopology(topology),
      onLost: (reason) => this.onLost(reason),
    });
    this.stats = new StatsWatch(
      this.probes,
      () => this.watch.topology,
      (stats) => hooks.onStats?.(stats),
    );
  }

  get state(): SessionState {
    return this.current;
  }

  get topology(): Topology | null {
    return this.watch.topology;
  }

  /** Reads the map from the first seed that answers. Rejects with a FailureError where none does; then close() is due. */
  async connect(): Promise<void> {
    try {
      await this.watch.start();
    } catch (error) {
      const failure = connectFailure(error, this.current.currentNode);
      this.setState({ phase: 'disconnected', failure });
      throw new FailureError(failure.code, failure.message, failure.advice);
    }
    const seed = this.watch.topology!.source;
    this.setState({ phase: 'connected', currentNode: seed, server: await readServer(this.probes.get(seed)) });
    this.commands = await readCommands(this.probes.get(seed));
    this.stats.start();
  }

  /** Runs one command after the ones before it. Resolves always: what went wrong is in the Execution. */
  execute(words: readonly Uint8Array[]): Promise<Execution> {
    const turn = this.queue.then(() => this.run(words));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the running command by closing the connection it waits on. */
  cancel(): void {
    if (!this.running) return;
    this.running.cancelled = true;
    this.shell.get(this.running.node).close('cancelled');
    this.running.wake();
  }

  setMode(mode: RedirectMode): void {
    this.setState({ mode });
  }

  /** Takes its turn after the commands before it: it makes every connection anew. */
  setProtocol(protocol: Protocol): Promise<void> {
    const turn = this.queue.then(() => {
      this.shell.configure({ protocol });
      this.setState({ protocol });
    });
    this.queue = turn;
    return turn;
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
    return this.watch.refresh('asked');
  }

  /** Count and first `limit` keys of a slot, asked of its owner. */
  async slotDetail(slot: number, limit: number): Promise<SlotDetail> {
    const node = this.cache.owner(slot);
    if (!node)
      throw new FailureError(
        'no-owner',
        `No node owns slot ${slot}.`,
        'Assign it with CLUSTER ADDSLOTS, or bring its shard back.',
      );
    const start = performance.now();
    const ask = (...text: string[]) =>
      this.probes
        .get(node)
        .send(asWords(...text), { timeout: PATIENCE })
        .then(readReply);
    try {
      const [count, keys] = await Promise.all([
        ask('CLUSTER', 'COUNTKEYSINSLOT', String(slot)),
        limit > 0 ? ask('CLUSTER', 'GETKEYSINSLOT', String(slot), String(limit)) : null,
      ]);
      return {
        slot,
        count: numberOf(count),
        keys: itemsOf(keys ?? undefined).flatMap((key) => (key.type === 'string' ? [key.bytes.slice()] : [])),
        node,
        milliseconds: performance.now() - start,
      };
    } catch (error) {
      void this.watch.refresh('node lost');
      const text = error instanceof Error ? error.message : String(error);
      throw new FailureError(
        'unreachable',
        `${node} did not answer for slot ${slot}: ${text}.`,
        'Try again when the shard is back.',
      );
    }
  }

  close(): void {
    this.closed = true;
    this.watch.stop();
    this.stats.stop();
    this.shell.close();
    this.probes.close();
    this.replies.clear();
  }

  private async run(words: readonly Uint8Array[]): Promise<Execution> {
    const start = performance.now();
    const first = this.route(words);
    const refused = refuse(words);
    const outcome: Outcome = refused
      ? { hops: [], node: null, reply: null, failure: refused }
      : await this.send(words, first);
    const execution = this.report(words, first, outcome);
    execution.milliseconds = performance.now() - start;
    return execution;
  }

  private route(words: readonly Uint8Array[]): Route {
    return route({
      words,
      table: this.commands,
      mode: this.current.mode,
      clustered: this.watch.topology?.kind === 'cluster',
      currentNode: this.current.currentNode,
      owner: (slot) => this.cache.owner(slot),
    });
  }

  private async send(words: readonly Uint8Array[], first: Route): Promise<Outcome> {
    let wake = () => {};
    const running = { node: first.node, cancelled: false, wake: () => wake() };
    this.running = running;
    try {
      return await follow(words, first, this.current.mode, {
        send: (node, text, asking) => {
          running.node = node;
          return this.shell.get(node).send(text, { asking });
        },
        shardOf: (node) => this.shardOf(node),
        learn: (slot, node) => this.learn(slot, node),
        refresh: () => this.watch.refresh('node lost'),
        routeAgain: () => this.route(words).node,
        otherNode: (than) => this.watch.candidates().find((node) => node !== than) ?? null,
        cancelled: () => running.cancelled,
        wait: (milliseconds) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, milliseconds);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          }),
      });
    } finally {
      this.running = null;
    }
  }

  private report(words: readonly Uint8Array[], first: Route, outcome: Outcome): Execution {
    const reply = outcome.reply;
    const last = outcome.hops.at(-1);
    const login = last?.outcome === 'reply' ? loginOf(words) : null;
    if (login) {
      this.shell.configure(login);
      const { protocol: _, ...rest } = login;
      if (Object.keys(rest).length) this.probes.configure(rest);
    }
    // As redis-cli -c: the prompt follows the keys. An ASK does not move it, nor a question about a slot.
    const moves =
      outcome.node !== null && first.slot !== null && first.routedBy !== 'slot-question' && !last?.asking;
    this.setState({
      ...(moves ? { currentNode: outcome.node! } : {}),
      ...(login?.database !== undefined ? { database: login.database } : {}),
      ...(login?.protocol !== undefined ? { protocol: login.protocol } : {}),
    });
    return {
      id: this.nextId++,
      command: showCommand(words, 500),
      slot: first.slot,
      keys: first.keys.slice(0, SHOWN_KEYS).map(({ index, slot }) => ({
        text: readable(words[index]!.subarray(0, 200)),
        index,
        slot,
        shard: this.shardOf(this.cache.owner(slot)),
      })),
      routedBy: first.routedBy,
      hops: outcome.hops,
      node: outcome.node,
      shard: this.shardOf(outcome.node),
      reply: reply ? this.replies.admit(reply) : null,
      failure: outcome.failure,
      milliseconds: 0,
      currentNode: this.current.currentNode,
      database: this.current.database,
    };
  }

  private learn(slot: number, node: NodeAddress): Hop['learned'] {
    const from = this.cache.learn(slot, node);
    // In follow mode most redirects say what is known already.
    if (from === node) return null;
    void this.watch.refresh('moved');
    return { slot, from, to: node, shard: this.shardOf(node) };
  }

  private shardOf(node: NodeAddress | null): number | null {
    return node === null ? null : (this.shards.get(node) ?? null);
  }

  private onTopology(topology: Topology): void {
    this.cache.replace(topology);
    this.shards.clear();
    const addresses: NodeAddress[] = [];
    for (const shard of topology.shards)
      for (const { address } of nodesOf(shard)) {
        addresses.push(address);
        if (topology.kind === 'cluster') this.shards.set(address, shard.number);
      }
    this.shell.retain([...addresses, this.current.currentNode]);
    this.probes.retain(addresses);
    this.hooks.onTopology?.(topology);
    this.leaveFailedNode(topology);
    if (this.current.phase === 'lost') {
      this.hooks.onNotice?.({ tone: 'good', text: `Connected again: ${topology.source} answers.` });
      this.setState({ phase: 'connected', failure: null });
    }
  }

  /** The prompt leaves a node that the cluster holds for failed, and says so; a command never changes its node unseen. */
  private leaveFailedNode(topology: Topology): void {
    const here = this.current.currentNode;
    const home = topology.shards.find((shard) => nodesOf(shard).some((n) => n.address === here));
    const failed = home && nodesOf(home).some((n) => n.address === here && n.health === 'failed');
    if (!failed || this.current.mode === 'off') return;
    const next = [home, ...topology.shards].map((shard) => shard.primary).find((n) => n?.health === 'online');
    if (!next || next.address === here) return;
    this.hooks.onNotice?.({ tone: 'info', text: `${here} has failed: the prompt moves to ${next.address}.` });
    this.setState({ currentNode: next.address });
  }

  private onLost(reason: string): void {
    if (this.closed || this.current.phase !== 'connected') return;
    this.hooks.onNotice?.({
      tone: 'bad',
      text: `No node answers any more (${reason}). Trying again until one does.`,
    });
    this.setState({
      phase: 'lost',
      failure: {
        code: 'unreachable',
        message: `No node answers: ${reason}.`,
        advice: 'It connects again by itself.',
      },
    });
  }

  private setState(patch: Partial<SessionState>): void {
    const names = Object.keys(patch) as (keyof SessionState)[];
    if (names.every((name) => patch[name] === this.current[name])) return;
    const next = { ...this.current, ...patch };
    this.current = next;
    if (!this.closed) this.hooks.onState?.(next);
  }
}
