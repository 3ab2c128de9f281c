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
import { infoFields, readReply, ServerError, textOf } from './read-reply.ts';
import { buildTopology, nodesOf, standaloneTopology } from './topology.ts';

/** Milliseconds a node may take to answer a question about the map. */
const PATIENCE = 2000;
/** Every primary is asked for its open slots up to this many; beyond, only the node that gave the map. */
const ASKED_PRIMARIES = 64;

export interface TopologyWatchOptions {
  pool: NodePool;
  seeds: readonly NodeAddress[];
  tls: boolean;
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
    const nodes = parseClusterNodes(text, address);
    const views = await this.readViews(address, nodes, shards);
    return buildTopology({ shards, nodes, views, info, source: address, readAt, cause }, this.topology);
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

  private async readViews(
    address: NodeAddress,
    nodes: NodeLine[],
    shards: ShardReading[],
  ): Promise<NodeLine[][]> {
    const primaries = shards.flatMap((shard) =>
      shard.slots.length ? shard.nodes.filter((n) => n.role === 'primary') : [],
    );
    const failed = new Set(
      nodes.filter((n) => n.flags.includes('fail') || n.flags.includes('fail?')).map((n) => n.id),
    );
    if (primaries.length > ASKED_PRIMARIES) return [nodes];
    const others = primaries.filter((n) => n.address !== address && !failed.has(n.id));
    const texts = await Promise.all(
      others.map((n) =>
        this.ask(n.address, 'CLUSTER', 'NODES').then(
          (text) => parseClusterNodes(text, n.address),
          () => [],
        ),
      ),
    );
    return [nodes, ...texts];
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
