/** A cluster as all shells on it see it: its map, the slot cache, the facts about its server, the figures of its nodes. */
import type { AddressEntry } from '../../shared/connections/address-entry.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import type { Protocol, SessionState } from '../../shared/session/session.ts';
import { type Failure, FailureError } from '../../shared/failure.ts';
import type { Hop } from '../../shared/session/execution.ts';
import type { NodePing, NodeStats } from '../../shared/cluster/node-stats.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { NodeConnection } from './wire/node-connection.ts';
import { nodesOf } from './topology/shard-numbers.ts';
import { CODIS, isCodisName } from '../../shared/cluster/codis.ts';
import { groupOfSlot } from '../../shared/cluster/codis-groups.ts';
import { AddressMap } from './topology/address-map.ts';
import { Availability } from './availability.ts';
import { ClusterMembers, type ClusterHooks } from './cluster-members.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { connectFailure } from './wire/first-connect-failure.ts';
import { KnownHosts } from './topology/known-hosts.ts';
import type { ConnectionError } from './wire/errors.ts';
import { NodePool, type PoolHooks, type PoolSettings } from './wire/node-pool.ts';
import { ReachWatch } from './topology/reach-watch.ts';
import { ReplyStore } from './wire/reply-store.ts';
import { MapNews } from './topology/map-news.ts';
import { NewsWaits } from './topology/news-waits.ts';
import { masterFinder } from './topology/sentinel.ts';
import { ServerFacts } from './commands/server-facts.ts';
import { ShardIndex } from './topology/shard-index.ts';
import { SlotCache } from './topology/slot-cache.ts';
import { pingNodes } from './topology/ping-nodes.ts';
import { StatsWatch } from './topology/stats-watch.ts';
import { TopologyWatch } from './topology/topology-watch.ts';

/** Limits for answers to our own questions: ten times the answer of a cluster of 1000 nodes. */
const OWN_LIMITS = { frame: 2 ** 24, bulk: 2 ** 24, elements: 2 ** 18 };
/** Milliseconds that a panel's socket is given to prove that it lives. */
const ALIVE = 2000;

export class Cluster {
  readonly options: ClusterOptions;
  private readonly connection: ClusterOptions['connection'];
  readonly replies = new ReplyStore();
  readonly cache = new SlotCache();
  readonly server: ServerFacts;
  /** Whether a MOVED has shown that there are slots, even where the map may not be read. */
  isTaught = false;
  /** Figures of the nodes as they were read last. */
  metrics: NodeStats[] = [];
  private readonly hooks: ClusterHooks;
  private readonly map: AddressMap;
  readonly hosts: KnownHosts;
  readonly members = new ClusterMembers(() => this.close());
  readonly news = new NewsWaits(this.cache, () => this.watch);
  private readonly shards = new ShardIndex();
  private readonly availability: Availability;
  /** Not the shells' connections: what one types never waits for a panel, nor a panel for BLPOP. */
  private readonly probes: NodePool;
  private readonly watch: TopologyWatch;
  private readonly stats: StatsWatch;
  private readonly reach: ReachWatch;
  private readonly mapNews = new MapNews();
  private closed = false;

  constructor(options: ClusterOptions, hooks: ClusterHooks) {
    this.options = options;
    this.hooks = hooks;
    const { addressMap = new AddressMap(), seeds, sentinel } = options;
    this.map = addressMap;
    this.availability = new Availability({
      onPhase: () => this.members.phaseChanged(),
      onNotice: (notice) => this.notice(notice),
      onLost: (reason) => this.hooks.onLost?.(reason),
    });
    this.hosts = new KnownHosts(seeds, sentinel !== undefined, (notice) => this.hooks.onNewHost?.(notice));
    this.connection = { ...options.connection, reach: addressMap.reach, onLogin: this.hosts.meet };
    this.probes = new NodePool(
      { ...this.connection, protocol: 2, limits: OWN_LIMITS, own: 'panels' },
      this.probeHooks(),
    );
    this.reach = this.watchReach();
    this.watch = this.watchTopology();
    this.server = new ServerFacts(this.probes, this.watch);
    this.stats = new StatsWatch(
      this.probes,
      (database) => this.openPool({ database, limits: OWN_LIMITS }),
      () => this.watch.topology,
      (stats) => {
        this.metrics = stats;
        hooks.onStats?.(stats);
      },
      (node) => this.phase !== 'lost' && this.reach.mayAsk(node),
    );
  }

  private probeHooks(): PoolHooks {
    return {
      onClosed: () => {
        if (!this.closed && this.phase === 'connected') void this.watch.refresh('node lost');
      },
      onOpened: (node) => {
        this.reach.opened(node);
        this.members.doubt(node);
      },
      onRefused: (node, error) => this.refused(node, error),
    };
  }

  private watchReach(): ReachWatch {
    return new ReachWatch({
      map: this.map,
      seeds: this.options.sentinel ? [] : this.options.seeds,
      topology: () => this.watch.topology,
      connection: () => this.probes.current,
      isLost: () => this.phase === 'lost',
      onMoved: (nodes) => {
        this.probes.redial(nodes);
        this.members.moved(nodes);
      },
      onNotice: (notice) => this.notice(notice),
    });
  }

  private watchTopology(): TopologyWatch {
    const { seeds, sentinel, connection } = this.options;
    return new TopologyWatch({
      pool: this.probes,
      seeds,
      tls: connection.tls !== undefined,
      replicas: this.hooks.onStats !== undefined,
      findMaster: sentinel && masterFinder(sentinel, () => this.probes.current),
      mayAsk: (node) => this.reach.mayAsk(node),
      onSilent: (nodes) => {
        for (const node of nodes) this.reach.silent(node);
      },
      onTopology: (topology) => this.onTopology(topology),
      onLost: (error) => this.closed || this.availability.lost(error),
    });
  }

  get phase(): SessionState['phase'] {
    return this.availability.phase;
  }

  get failure(): Failure | null {
    return this.availability.failure;
  }

  get topology(): Topology | null {
    return this.watch.topology;
  }

  /** Keys have slots, whether or not the map says whose they are. */
  get clustered(): boolean {
    const kind = this.watch.topology?.kind;
    return kind === 'cluster' || kind === 'unmapped';
  }

  get elsewhere(): readonly AddressEntry[] {
    return this.map.discovered;
  }

  /** Reads the map from the first seed that answers, and gives that. Rejects with a FailureError where none does. */
  async connect(): Promise<NodeAddress> {
    try {
      await this.watch.start();
    } catch (error) {
      const failure =
        error instanceof FailureError ? error.failure : connectFailure(error, this.options.seeds[0] ?? '');
      this.setPhase('disconnected', failure);
      throw new FailureError(failure.code, failure.message, failure.advice, failure.secret);
    }
    const seed = this.watch.topology!.source;
    await this.server.read(seed, (text) => this.notice({ tone: 'bad', text }));
    if (this.atProxy) this.probes.configure(this.atProxy, [seed]);
    // Nobody to tell: a program that runs one command has no panels.
    if (this.hooks.onStats) this.stats.start();
    return seed;
  }

  /** How a shell that wants this is connected: its addresses lead where the cluster's do. */
  connectionFor(wanted: ClusterOptions['connection']): ClusterOptions['connection'] {
    const { reach, onLogin } = this.connection;
    const protocol = this.server.protocolFor(wanted.protocol);
    return { ...wanted, protocol, reach, onLogin, ...this.atProxy };
  }

  /** How connections to codis differ: it refuses CLIENT, which would name them. Null for another server. */
  get atProxy(): Pick<PoolSettings, 'clientName' | 'aliveQuestion'> | null {
    const { name } = this.server;
    if (!isCodisName(name)) return null;
    return { clientName: undefined, ...(name === CODIS && { aliveQuestion: argsOf('SLOTSMAPPING', '0') }) };
  }

  /** The protocol that a shell gets which wants this one: twemproxy hangs up at HELLO. */
  speaks(protocol: Protocol): Protocol {
    const spoken = this.server.protocolFor(protocol);
    if (spoken !== protocol)
      this.notice({ tone: 'info', text: `${this.server.name} speaks RESP2 only, and so does this shell.` });
    return spoken;
  }

  refresh(cause: 'asked' | 'moved' | 'node lost'): Promise<void> {
    if (cause === 'asked') this.stats.askAgain();
    return this.watch.refresh(cause);
  }

  /** As TopologyWatch.refreshAnew. */
  refreshAnew(): Promise<void> {
    return this.watch.refreshAnew();
  }

  /** The user asks: nodes that refused before are dialled again without a wait. */
  readAgain(): Promise<void> {
    this.reach.reset();
    return this.refresh('asked');
  }

  /** A shell has connected to the node, so the panels need not wait longer before they ask it. */
  opened(node: NodeAddress): void {
    this.reach.opened(node);
  }

  /** Nodes that may answer, the likeliest first. */
  candidates(): NodeAddress[] {
    return this.watch.candidates();
  }

  probe(node: NodeAddress): NodeConnection {
    return this.probes.get(node);
  }

  /** Empty without a map. */
  ping(): Promise<NodePing[]> {
    const { topology } = this;
    if (!topology || this.phase !== 'connected') return Promise.resolve([]);
    return pingNodes(
      topology,
      (node) => this.probe(node),
      (node) => this.reach.mayAsk(node),
    );
  }

  /** How the panels' questions are connected; another object once the login has changed. */
  get questions(): PoolSettings {
    return this.probes.current;
  }

  /** Connections of the caller's own, with the login of the panels' questions; the caller closes them. */
  openPool(settings: Partial<Pick<PoolSettings, 'setup' | 'limits' | 'database'>> = {}): NodePool {
    return new NodePool({ ...this.probes.current, setup: [], limits: undefined, ...settings });
  }

  /** The login that a server has accepted from a shell, for the panels' questions too. */
  login(patch: Pick<Partial<PoolSettings>, 'username' | 'password'>): void {
    this.probes.configure(patch);
    this.availability.loggedIn();
    this.reach.reset();
    void this.refresh('asked');
  }

  /** No connection to the node could be made; for those of the shells, too. */
  refused(node: NodeAddress, error: ConnectionError): void {
    if (this.closed) return;
    this.cache.forget(node);
    this.reach.refused(node, error);
    this.availability.refused(node, error);
  }

  /** The user does something while no node answers: the next try is soon, not after the long wait that it has come to. */
  hurry(): void {
    if (this.phase === 'lost') this.watch.hurry();
  }

  /** Whether the node may be dialled now without anyone having asked for it. */
  mayDial(node: NodeAddress): boolean {
    return this.phase === 'connected' && this.reach.mayAsk(node);
  }

  /** After sleep, or in another network: tries at once, and has every socket prove that it lives. */
  wake(): Promise<void> {
    if (this.closed || this.phase === 'connecting' || this.phase === 'disconnected') return Promise.resolve();
    this.reach.reset();
    this.probes.checkAll(ALIVE, (node) => this.members.doubt(node));
    this.members.doubt();
    return this.watch.refresh('asked');
  }

  /** The number of the shard, or of codis's group, that has the slot; null if none has, or it is not known. */
  shardOfSlot(slot: number): number | null {
    const codis = this.watch.topology?.codis;
    return codis ? (groupOfSlot(codis, slot)?.number ?? null) : this.shardOf(this.cache.owner(slot));
  }

  shardOf(node: NodeAddress | null): number | null {
    return this.shards.shardOf(node);
  }

  /** As ShardIndex.atPort. */
  readonly atPort = (port: number): NodeAddress | null => this.shards.atPort(port);

  /** A MOVED's lesson; null where the cache held it already. */
  learn(slot: number, node: NodeAddress): Hop['learned'] {
    this.isTaught = true;
    const from = this.cache.learn(slot, node);
    // In follow mode most redirects say what is known already.
    if (from === node) return null;
    this.hooks.onLearned?.(slot, from, node);
    void this.watch.refresh('moved');
    return { slot, from, to: node, shard: this.shardOf(node) };
  }

  setPhase(phase: SessionState['phase'], failure: Failure | null): void {
    this.availability.set(phase, failure);
  }

  notice(notice: Notice): void {
    if (!this.closed) this.hooks.onNotice?.(notice);
  }

  private close(): void {
    this.closed = true;
    this.watch.stop();
    this.reach.close();
    this.stats.stop();
    this.probes.close();
    this.replies.clear();
    this.members.close();
  }

  private onTopology(topology: Topology): void {
    const news = this.mapNews.take(topology);
    this.hosts.learn(topology);
    // There is nothing but what MOVED taught.
    if (topology.kind !== 'unmapped') this.cache.replace(topology);
    this.shards.replace(topology);
    // The seed may be another name of a node, and it is the one that answers.
    const nodes = topology.shards.flatMap(nodesOf).map(({ address }) => address);
    this.probes.retain([topology.source, ...nodes]);
    if (this.phase === 'lost') this.hooks.onFound?.(topology.source);
    this.hooks.onTopology?.(topology);
    for (const notice of news) this.notice(notice);
    this.members.topologyRead(topology, this.news);
    this.availability.found(topology.source);
  }
}
