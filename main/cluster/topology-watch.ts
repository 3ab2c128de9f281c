/** Keeps the map of the cluster: reads it from any node that answers, on a timer, on MOVED, on a lost node. */
import type { NodeAddress, Topology } from '../../shared/model.ts';
import { words } from '../../shared/resp.ts';
import type { NodePool } from './node-pool.ts';
import {
  parseClusterNodes,
  parseClusterShards,
  parseClusterSlots,
  type NodeLine,
  type ShardReading,
} from './cluster-reading.ts';
import { infoFields, numberOf, readReply, ServerError, textOf } from './read-reply.ts';
import { buildTopology, nodesOf, standaloneTopology } from './topology.ts';
import { ViewsWatch } from './views-watch.ts';

/** Milliseconds a node may take to answer a question about the map. */
const PATIENCE = 2000;
/** Every node is asked for its own map and open slots up to this many, or every primary; beyond, only the one that gave the map. */
const ASKED = 64;

export interface TopologyWatchOptions {
  pool: NodePool;
  seeds: readonly NodeAddress[];
  tls: boolean;
  /** Whether replicas are asked for their views too. A program that runs one command shows none, and is quicker without. */
  replicas: boolean;
  onTopology(topology: Topology): void;
  /** No node answered. Called again at every further try that fails. */
  onLost(reason: string): void;
}

export class TopologyWatch {
  topology: Topology | null = null;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  /** CLUSTER SHARDS came with 7.0; asked once, then remembered. */
  private hasShards = true;
  private readonly options: TopologyWatchOptions;
  private readonly views = new ViewsWatch(async (node) =>
    parseClusterNodes(await this.ask(node, 'CLUSTER', 'NODES'), node),
  );

  constructor(options: TopologyWatchOptions) {
    this.options = options;
  }

  /** Reads the map now; a call during a read waits for that one. Never rejects. */
  refresh(cause: Topology['cause']): Promise<void> {
    this.running ??= this.read(cause)
      .catch((error: unknown) => this.options.onLost(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.running = null;
        this.schedule();
      });
    return this.running;
  }

  /** Reads the map for the first time; rejects with what the last seed said where none answers. */
  async start(): Promise<void> {
    await this.read('connect');
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  /** Nodes of the map, those in health first, then the seeds. */
  candidates(): NodeAddress[] {
    const nodes = this.topology?.shards.flatMap(nodesOf) ?? [];
    const good = nodes.filter((n) => n.health === 'online').map((n) => n.address);
    const source = this.topology ? [this.topology.source] : [];
    const order = [
      ...source.filter((a) => good.includes(a)),
      ...good,
      ...this.options.seeds,
      ...nodes.map((n) => n.address),
    ];
    return [...new Set(order)];
  }

  private schedule(): void {
    if (this.stopped) return;
    if (this.timer) clearTimeout(this.timer);
    const count = this.topology?.shards.reduce((sum, shard) => sum + nodesOf(shard).length, 0) ?? 0;
    this.timer = setTimeout(() => void this.refresh('timer'), Math.max(2000, count * 20));
    this.timer.unref();
  }

  private async read(cause: Topology['cause']): Promise<void> {
    let trouble: unknown = new Error('no node is known');
    for (const address of this.candidates()) {
      try {
        const topology = await this.readFrom(address, cause);
        if (this.stopped) return;
        this.topology = topology;
        this.options.onTopology(topology);
        return;
      } catch (error) {
        if (this.stopped) return;
        trouble = error;
      }
    }
    throw trouble;
  }

  private async readFrom(address: NodeAddress, cause: Topology['cause']): Promise<Topology> {
    const readAt = Date.now();
    if (this.topology?.kind === 'standalone')
      return { ...(await this.readStandalone(address, readAt)), cause };
    let info: string;
    try {
      info = await this.ask(address, 'CLUSTER', 'INFO');
    } catch (error) {
      // "This instance has cluster support disabled", or a server or proxy that does not know CLUSTER.
      if (
        error instanceof ServerError &&
        /cluster support disabled|unknown command|unknown subcommand/i.test(error.message)
      )
        return this.readStandalone(address, readAt);
      throw error;
    }
    const [shards, text] = await Promise.all([
      this.readShards(address),
      this.ask(address, 'CLUSTER', 'NODES'),
    ]);
    const nodes = withAddresses(parseClusterNodes(text, address), shards);
    const [views, reports] = await Promise.all([
      this.views.read(askedFor(nodes, address, this.options.replicas)),
      this.readReports(address, nodes),
    ]);
    return buildTopology(
      {
        shards,
        nodes,
        views: views.readings,
        silent: views.silent,
        reports,
        info,
        source: address,
        readAt,
        cause,
      },
      this.topology,
    );
  }

  private async readShards(address: NodeAddress): Promise<ShardReading[]> {
    if (this.hasShards) {
      try {
        return parseClusterShards(
          await this.question(address, 'CLUSTER', 'SHARDS'),
          address,
          this.options.tls,
        );
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        this.hasShards = false;
      }
    }
    return parseClusterSlots(await this.question(address, 'CLUSTER', 'SLOTS'), address);
  }

  /** Who else holds the nodes in trouble for unreachable, by id (CLUSTER COUNT-FAILURE-REPORTS, 3.0). */
  private async readReports(address: NodeAddress, nodes: readonly NodeLine[]): Promise<Map<string, number>> {
    const reports = new Map<string, number>();
    const ask = async (id: string) => {
      const count = numberOf(await this.question(address, 'CLUSTER', 'COUNT-FAILURE-REPORTS', id));
      if (Number.isSafeInteger(count) && count > 0) reports.set(id, count);
    };
    // A figure more or less; the map does not wait for a refusal to be explained.
    await Promise.allSettled(
      nodes
        .filter(isInTrouble)
        .slice(0, ASKED)
        .map((line) => ask(line.id)),
    );
    return reports;
  }

  private async readStandalone(address: NodeAddress, readAt: number): Promise<Topology> {
    let role = '';
    try {
      role = infoFields(await this.ask(address, 'INFO', 'replication')).get('role') ?? '';
    } catch (error) {
      // A proxy without INFO is still a server one can talk to.
      if (!(error instanceof ServerError)) throw error;
    }
    return standaloneTopology(address, role === 'slave' ? 'replica' : 'primary', readAt);
  }

  private async question(address: NodeAddress, ...text: string[]) {
    return readReply(await this.options.pool.get(address).send(words(...text), { timeout: PATIENCE }));
  }

  private async ask(address: NodeAddress, ...text: string[]): Promise<string> {
    return textOf(await this.question(address, ...text));
  }
}

/** Where the cluster announces names, CLUSTER SHARDS and SLOTS say them, and CLUSTER NODES the addresses behind them. */
function withAddresses(nodes: NodeLine[], shards: readonly ShardReading[]): NodeLine[] {
  const named = new Map(shards.flatMap((shard) => shard.nodes.map((node) => [node.id, node.address])));
  return nodes.map((line) => ({ ...line, address: named.get(line.id) ?? line.address }));
}

const isInTrouble = (line: NodeLine) => line.flags.includes('fail') || line.flags.includes('fail?');

/** Whose views are asked besides the source's own: those in health, of all nodes, or of the primaries with slots. */
function askedFor(nodes: readonly NodeLine[], source: NodeAddress, replicas: boolean): NodeAddress[] {
  const known = nodes.filter((line) => !line.flags.some((flag) => flag === 'handshake' || flag === 'noaddr'));
  const primaries = known.filter((line) => line.slots.length > 0);
  const chosen = replicas && known.length <= ASKED ? known : primaries.length <= ASKED ? primaries : [];
  return chosen
    .filter((line) => !isInTrouble(line) && !line.flags.includes('myself') && line.address !== source)
    .map((line) => line.address);
}
