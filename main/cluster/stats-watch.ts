/** Asks every node of the map for INFO at an interval: keys, operations, memory, replication lag, latency. */
import type { NodeAddress, NodeStats, Topology } from '../../shared/model.ts';
import { words } from '../../shared/resp.ts';
import type { NodePool } from './node-pool.ts';
import { infoFields, readReply, textOf } from './read-reply.ts';
import { nodesOf } from './topology.ts';

const INTERVAL = 2000;
const PATIENCE = 1500;
/** Nodes asked at once, so that a thousand of them do not come as one storm. */
const AT_ONCE = 32;

export class StatsWatch {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private readonly pool: NodePool;
  private readonly topology: () => Topology | null;
  private readonly onStats: (stats: NodeStats[]) => void;

  constructor(pool: NodePool, topology: () => Topology | null, onStats: (stats: NodeStats[]) => void) {
    this.pool = pool;
    this.topology = topology;
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
    const stats: NodeStats[] = [];
    const waiting = shards.flatMap((shard) => nodesOf(shard).map((node) => ({ shard, node })));
    const offsets = new Map<NodeAddress, number>();
    const lane = async () => {
      for (let next = waiting.shift(); next && !this.stopped; next = waiting.shift()) {
        const { address, role, health } = next.node;
        const info = health === 'failed' ? null : await this.info(address);
        if (info)
          offsets.set(
            address,
            Number(info.fields.get(role === 'replica' ? 'slave_repl_offset' : 'master_repl_offset')),
          );
        stats.push(readStats(address, info));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (this.stopped) return;
    for (const shard of shards) {
      const head = shard.primary ? offsets.get(shard.primary.address) : undefined;
      for (const replica of shard.replicas) {
        const own = stats.find((s) => s.address === replica.address);
        const offset = offsets.get(replica.address);
        if (own && head !== undefined && offset !== undefined) own.lag = Math.max(0, head - offset);
      }
    }
    this.onStats(stats);
    this.timer = setTimeout(() => void this.round(), INTERVAL);
    this.timer.unref();
  }

  private async info(address: NodeAddress): Promise<{ fields: Map<string, string>; latency: number } | null> {
    const start = performance.now();
    try {
      const reply = await this.pool.get(address).send(words('INFO'), { timeout: PATIENCE });
      return { fields: infoFields(textOf(readReply(reply))), latency: performance.now() - start };
    } catch {
      return null;
    }
  }
}

function readStats(
  address: NodeAddress,
  info: { fields: Map<string, string>; latency: number } | null,
): NodeStats {
  if (!info)
    return {
      address,
      keys: null,
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
    };
  let keys = 0;
  for (const [name, value] of info.fields)
    if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  const number = (name: string) => (info.fields.has(name) ? Number(info.fields.get(name)) : null);
  return {
    address,
    keys,
    ops: number('instantaneous_ops_per_sec'),
    memory: number('used_memory'),
    lag: null,
    latency: info.latency,
    version: info.fields.get('redis_version') ?? null,
    maxMemory: number('maxmemory'),
    offset: number('slave_repl_offset') ?? number('master_repl_offset'),
    link: linkOf(info.fields.get('master_link_status')),
    clients: number('connected_clients'),
    uptime: number('uptime_in_seconds'),
  };
}

const linkOf = (status: string | undefined): NodeStats['link'] =>
  status === 'up' || status === 'down' ? status : null;
