/** Asks every node of the map for INFO at an interval: keys, operations, memory, replication lag, latency. */
import type { NodeAddress, NodeStats, Topology } from '../../shared/model.ts';
import { words } from '../../shared/resp.ts';
import type { NodePool } from './node-pool.ts';
import { infoFields, readReply, ServerError, textOf } from './read-reply.ts';
import { nodesOf } from './topology.ts';

const INTERVAL = 2000;
const PATIENCE = 1500;
/** Nodes asked at once, so that a thousand of them do not come as one storm. */
const AT_ONCE = 32;

interface Info {
  fields: Map<string, string>;
  /** Milliseconds. */
  latency: number;
  refusal: string | null;
}

export class StatsWatch {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private readonly pool: NodePool;
  private readonly topology: () => Topology | null;
  private readonly mayAsk: (node: NodeAddress) => boolean;
  private readonly onStats: (stats: NodeStats[]) => void;

  /** `mayAsk`: false for a node that has just refused and is not to be dialled yet. */
  constructor(
    pool: NodePool,
    topology: () => Topology | null,
    onStats: (stats: NodeStats[]) => void,
    mayAsk: (node: NodeAddress) => boolean = () => true,
  ) {
    this.pool = pool;
    this.topology = topology;
    this.mayAsk = mayAsk;
    this.onStats = onStats;
  }

  start(): void {
    void this.round();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async round(): Promise<void> {
    const shards = this.topology()?.shards ?? [];
    const nodes = shards.flatMap(nodesOf);
    // In the order of the map, whoever answers first.
    const stats = new Map<NodeAddress, NodeStats>(nodes.map((n) => [n.address, readStats(n.address, null)]));
    let next = 0;
    const lane = async () => {
      for (let node = nodes[next++]; node && !this.stopped; node = nodes[next++]) {
        if (node.health === 'failed' || !this.mayAsk(node.address)) continue;
        stats.set(node.address, readStats(node.address, await this.info(node.address)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (this.stopped) return;
    for (const shard of shards) {
      const head = stats.get(shard.primary?.address ?? '')?.offset ?? null;
      for (const { address } of shard.replicas) {
        const replica = stats.get(address);
        // A primary that has lost its shard and not yet heard of it counts on its own.
        if (replica?.link && replica.offset !== null && head !== null)
          replica.lag = Math.max(0, head - replica.offset);
      }
    }
    this.onStats([...stats.values()]);
    this.timer = setTimeout(() => void this.round(), INTERVAL);
    this.timer.unref();
  }

  private async info(address: NodeAddress): Promise<Info | null> {
    const start = performance.now();
    try {
      // A proxy does not know INFO, and may hang up at it.
      const question = words(this.topology()?.kind === 'proxy' ? 'PING' : 'INFO');
      const reply = await this.pool.get(address).send(question, { timeout: PATIENCE });
      const latency = performance.now() - start;
      return { fields: infoFields(textOf(readReply(reply))), latency, refusal: null };
    } catch (error) {
      // A user may be forbidden INFO; the node is there all the same.
      return error instanceof ServerError && error.message.startsWith('NOPERM')
        ? { fields: new Map(), latency: performance.now() - start, refusal: error.message.slice(0, 200) }
        : null;
    }
  }
}

function readStats(address: NodeAddress, info: Info | null): NodeStats {
  if (!info)
    return {
      address,
      keys: null,
      databases: {},
      ops: null,
      memory: null,
      lag: null,
      latency: null,
      version: null,
      maxMemory: null,
      offset: null,
      link: null,
      clients: null,
      uptime: null,
      refusal: null,
    };
  const databases: { [database: number]: number } = {};
  for (const [name, value] of info.fields) {
    const keys = /^db\d{1,9}$/.test(name) ? Number(/keys=(\d+)/.exec(value)?.[1] ?? 0) : 0;
    if (keys > 0) databases[Number(name.slice(2))] = keys;
  }
  const number = (name: string) => {
    const value = Number(info.fields.get(name) || NaN);
    return Number.isFinite(value) ? value : null;
  };
  const isReplica = info.fields.get('role') === 'slave';
  return {
    address,
    keys: info.fields.size > 0 ? Object.values(databases).reduce((sum, keys) => sum + keys, 0) : null,
    databases,
    ops: number('instantaneous_ops_per_sec'),
    memory: number('used_memory'),
    lag: null,
    latency: info.latency,
    // Valkey says the version of Redis that it is compatible with, too.
    version: (info.fields.get('valkey_version') ?? info.fields.get('redis_version'))?.slice(0, 50) ?? null,
    maxMemory: number('maxmemory'),
    // A replica has a master_repl_offset as well: of what it passes on to replicas of its own.
    offset: number(isReplica ? 'slave_repl_offset' : 'master_repl_offset'),
    link: isReplica ? linkOf(info.fields.get('master_link_status')) : null,
    clients: number('connected_clients'),
    uptime: number('uptime_in_seconds'),
    refusal: info.refusal,
  };
}

const linkOf = (status: string | undefined): NodeStats['link'] =>
  status === 'up' || status === 'down' ? status : null;
