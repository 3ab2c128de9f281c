/** A cluster as all shells on it see it: its map, the slot cache, the commands it knows, the figures of its nodes. */
import type { CommandDocs } from '../../shared/command-docs.ts';
import { BUNDLED_COMMANDS, type CommandTable } from '../../shared/command-table.ts';
import type {
  Environment,
  Failure,
  Hop,
  NodeAddress,
  NodeStats,
  Notice,
  SessionState,
  Topology,
} from '../../shared/model.ts';
import { words as asWords } from '../../shared/resp.ts';
import { readCommandDocs } from './command-docs.ts';
import { FailureError } from './failure.ts';
import { connectFailure } from './hop-failure.ts';
import type { ConnectionOptions, NodeConnection } from './node-connection.ts';
import { NodePool, type PoolSettings } from './node-pool.ts';
import { numberOf, readReply } from './read-reply.ts';
import { ReplyStore } from './reply-store.ts';
import { readCommands, readServer } from './server-identity.ts';
import { SlotCache } from './slot-cache.ts';
import { StatsWatch } from './stats-watch.ts';
import { nodesOf } from './topology.ts';
import { TopologyWatch } from './topology-watch.ts';

export interface ClusterOptions {
  label: string;
  environment: Environment;
  readOnly: boolean;
  seeds: readonly NodeAddress[];
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
}

export interface ClusterHooks {
  onTopology?(topology: Topology): void;
  onStats?(stats: NodeStats[]): void;
  onNotice?(notice: Notice): void;
  /** A MOVED said what the slot cache did not hold; `from` null for a slot without an owner. */
  onLearned?(slot: number, from: NodeAddress | null, to: NodeAddress): void;
  /** No node answers any more. */
  onLost?(reason: string): void;
  /** A node answers again. */
  onFound?(node: NodeAddress): void;
}

/** A shell on the cluster, told of what concerns it. */
export interface Member {
  onTopology(topology: Topology): void;
  onPhase(): void;
}

/** What works on the cluster beside the shells, such as a scan. */
export interface Follower {
  onTopology(topology: Topology): void;
  onClosed(): void;
}

/** Milliseconds a panel's question may take. */
const PATIENCE = 5000;

export class Cluster {
  readonly options: ClusterOptions;
  readonly replies = new ReplyStore();
  readonly cache = new SlotCache();
  commands: CommandTable = BUNDLED_COMMANDS;
  /** `Redis 7.0.15`; empty before the first answer. */
  server = '';
  phase: SessionState['phase'] = 'connecting';
  failure: Failure | null = null;
  /** Figures of the nodes as they were read last. */
  figures: NodeStats[] = [];
  private readonly hooks: ClusterHooks;
  private readonly members = new Set<Member>();
  private readonly followers = new Set<Follower>();
  /** Shard numbers by address, of the map as it is. */
  private readonly shards = new Map<NodeAddress, number>();
  /** Not the shells' connections: what one types never waits for a panel, nor a panel for BLPOP. */
  private readonly probes: NodePool;
  private readonly watch: TopologyWatch;
  private readonly stats: StatsWatch;
  private docsRead: Promise<CommandDocs> | null = null;
  private closed = false;

  constructor(options: ClusterOptions, hooks: ClusterHooks) {
    this.options = options;
    this.hooks = hooks;
    this.probes = new NodePool(
      { ...options.connection, protocol: 2 },
      {
        onClosed: () => {
          if (!this.closed && this.phase === 'connected') void this.watch.refresh('node lost');
        },
      },
    );
    this.watch = new TopologyWatch({
      pool: this.probes,
      seeds: options.seeds,
      tls: options.connection.tls !== undefined,
      replicas: hooks.onStats !== undefined,
      onTopology: (topology) => this.onTopology(topology),
      onLost: (reason) => this.onLost(reason),
    });
    this.stats = new StatsWatch(
      this.probes,
      () => this.watch.topology,
      (stats) => {
        this.figures = stats;
        hooks.onStats?.(stats);
      },
    );
  }

  get topology(): Topology | null {
    return this.watch.topology;
  }

  get clustered(): boolean {
    return this.watch.topology?.kind === 'cluster';
  }

  join(member: Member): void {
    this.members.add(member);
  }

  /** The last member that leaves closes the cluster. */
  leave(member: Member): void {
    if (this.members.delete(member) && this.members.size === 0) this.close();
  }

  /** Reads the map from the first seed that answers, and gives that. Rejects with a FailureError where none does. */
  async connect(): Promise<NodeAddress> {
    try {
      await this.watch.start();
    } catch (error) {
      const failure = connectFailure(error, this.options.seeds[0] ?? '');
      this.setPhase('disconnected', failure);
      throw new FailureError(failure.code, failure.message, failure.advice);
    }
    const seed = this.watch.topology!.source;
    this.server = await readServer(this.probes.get(seed));
    this.commands = await readCommands(this.probes.get(seed));
    // Nobody to tell: a program that runs one command has no panels.
    if (this.hooks.onStats) this.stats.start();
    return seed;
  }

  /** When the oldest of these nodes' last RDB save was, milliseconds since 1970; null where one of them does not say. */
  async lastSave(nodes: readonly NodeAddress[]): Promise<number | null> {
    const ask = (node: NodeAddress) =>
      this.probes.get(node).send(asWords('LASTSAVE'), { timeout: PATIENCE }).then(readReply);
    try {
      const seconds = (await Promise.all(nodes.map(ask))).map(numberOf).filter((time) => time > 0);
      return nodes.length > 0 && seconds.length === nodes.length ? Math.min(...seconds) * 1000 : null;
    } catch {
      return null;
    }
  }

  /** The server's COMMAND DOCS, read once, when first asked for. */
  docs(): Promise<CommandDocs> {
    return (this.docsRead ??= readCommandDocs(this.probes.get(this.watch.topology!.source), this.commands));
  }

  refresh(cause: 'asked' | 'moved' | 'node lost'): Promise<void> {
    return this.watch.refresh(cause);
  }

  /** Nodes that may answer, the likeliest first. */
  candidates(): NodeAddress[] {
    return this.watch.candidates();
  }

  probe(node: NodeAddress): NodeConnection {
    return this.probes.get(node);
  }

  /** Connections of the caller's own, with the login of the panels' questions; the caller closes them. */
  openPool(setup: PoolSettings['setup'] = [], limits?: PoolSettings['limits']): NodePool {
    return new NodePool({ ...this.probes.current, setup, limits });
  }

  /** Tells of every map that is read, and of the end; the answer stops that. Does not keep the cluster open. */
  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }

  /** The login that a server has accepted from a shell, for the panels' questions too. */
  login(patch: Pick<Partial<PoolSettings>, 'username' | 'password'>): void {
    this.probes.configure(patch);
  }

  shardOf(node: NodeAddress | null): number | null {
    return node === null ? null : (this.shards.get(node) ?? null);
  }

  /** A MOVED's lesson; null where the cache held it already. */
  learn(slot: number, node: NodeAddress): Hop['learned'] {
    const from = this.cache.learn(slot, node);
    // In follow mode most redirects say what is known already.
    if (from === node) return null;
    this.hooks.onLearned?.(slot, from, node);
    void this.watch.refresh('moved');
    return { slot, from, to: node, shard: this.shardOf(node) };
  }

  setPhase(phase: SessionState['phase'], failure: Failure | null): void {
    this.phase = phase;
    this.failure = failure;
    for (const member of this.members) member.onPhase();
  }

  notice(notice: Notice): void {
    if (!this.closed) this.hooks.onNotice?.(notice);
  }

  private close(): void {
    this.closed = true;
    this.watch.stop();
    this.stats.stop();
    this.probes.close();
    this.replies.clear();
    for (const follower of [...this.followers]) follower.onClosed();
    this.followers.clear();
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
    this.probes.retain(addresses);
    if (this.phase === 'lost') this.hooks.onFound?.(topology.source);
    this.hooks.onTopology?.(topology);
    for (const member of this.members) member.onTopology(topology);
    for (const follower of [...this.followers]) follower.onTopology(topology);
    if (this.phase === 'lost') {
      this.notice({ tone: 'good', text: `Connected again: ${topology.source} answers.` });
      this.setPhase('connected', null);
    }
  }

  private onLost(reason: string): void {
    if (this.closed || this.phase !== 'connected') return;
    this.hooks.onLost?.(reason);
    this.notice({
      tone: 'bad',
      text: `No node answers any more (${reason}). Trying again until one does.`,
    });
    this.setPhase('lost', {
      code: 'unreachable',
      message: `No node answers: ${reason}.`,
      advice: 'It connects again by itself.',
    });
  }
}
