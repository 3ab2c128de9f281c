/** Asks every node of the map for INFO at an interval: keys, operations, memory, replication lag, latency. */
import { keysByDatabase } from '../wire/read-reply.ts';
import type { NodeAddress, Shard, Topology } from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { nodesOf } from './shard-numbers.ts';
import { InfoWatch, type Info } from './info-watch.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { BehindCodis } from './behind-codis.ts';
import { replicaOffsets } from './replica-offsets.ts';

const INTERVAL_MS = 2000;
/** Nodes asked at once, so that a thousand nodes are not asked in one burst. */
const AT_ONCE = 32;

export class StatsWatch {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private readonly infos: InfoWatch;
  private readonly behind: BehindCodis;
  private readonly topology: () => Topology | null;
  private readonly mayAsk: (node: NodeAddress) => boolean;
  private readonly onStats: (stats: NodeStats[]) => void;

  /**
   * `openPool` opens connections in a database, for servers behind codis. `mayAsk` returns false for a node that has just
   * refused and must not be dialled yet.
   */
  constructor(
    pool: NodePool,
    openPool: (database: number) => NodePool,
    topology: () => Topology | null,
    onStats: (stats: NodeStats[]) => void,
    mayAsk: (node: NodeAddress) => boolean = () => true,
  ) {
    this.infos = new InfoWatch(pool);
    this.behind = new BehindCodis(this.infos, openPool);
    this.topology = topology;
    this.mayAsk = mayAsk;
    this.onStats = onStats;
  }

  start(): void {
    void this.round();
  }

  /** Asks again nodes that refused INFO: the user may have other rights now. */
  askAgain(): void {
    this.infos.askAgain();
    this.behind.close();
  }

  stop(): void {
    this.stopped = true;
    this.behind.stop();
    if (this.timer) clearTimeout(this.timer);
  }

  private async round(): Promise<void> {
    const topology = this.topology();
    const shards = topology?.shards ?? [];
    const nodes = shards.flatMap(nodesOf);
    const { codis, source = '' } = topology ?? {};
    const groups = codis?.groups ?? [];
    const behind = groups.flatMap(nodesOf);
    this.infos.retain(new Set([...nodes, ...behind].map(({ address }) => address)));
    // A proxy may not know INFO, and hang up on it. codis passes even PING to a server behind it.
    const question = [codis ? 'SLOTSMAPPING' : topology?.kind === 'proxy' ? 'PING' : 'INFO'];
    if (codis) question.push('0');
    const infos = new Map<NodeAddress, Info | null>();
    let next = 0;
    const lane = async () => {
      for (let node = nodes[next++]; node && !this.stopped; node = nodes[next++]) {
        if (node.health === 'failed' || !this.mayAsk(node.address)) continue;
        infos.set(node.address, await this.infos.ask(node.address, question));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    // While the proxy itself does not answer, nothing is known of what is behind it.
    const reading = codis && infos.get(source) ? await this.behind.read(source, codis) : null;
    if (this.stopped) return;
    const strays = reading?.strays;
    for (const [address, info] of reading?.infos ?? []) infos.set(address, info);
    // Keep the order of the map, not that of the replies.
    const stats = new Map<NodeAddress, NodeStats>();
    for (const { address } of [...nodes, ...behind])
      stats.set(address, {
        ...readStats(address, infos.get(address) ?? null),
        trouble: this.infos.troubleOf(address),
        ...(strays?.has(address) && { stray: strays.get(address)! }),
      });
    for (const shard of [...shards, ...groups]) setLags(shard, stats, infos);
    this.onStats([...stats.values()]);
    this.timer = setTimeout(() => void this.round(), INTERVAL_MS);
    this.timer.unref();
  }
}

/** Sets each replica's lag behind its primary, from its own offset, or the primary's view if it reports none. */
function setLags(
  { primary, replicas }: Shard,
  stats: ReadonlyMap<NodeAddress, NodeStats>,
  infos: ReadonlyMap<NodeAddress, Info | null>,
): void {
  const head = stats.get(primary?.address ?? '')?.offset ?? null;
  const fields = infos.get(primary?.address ?? '')?.fields;
  if (head === null || !fields) return;
  const addresses = replicas.map(({ address }) => address);
  const seenByPrimary = replicaOffsets(fields, addresses);
  for (const address of addresses) {
    const replica = stats.get(address);
    if (!replica) continue;
    // A primary that has lost its shard without knowing it still counts its own offset.
    const offset = replica.link
      ? replica.offset
      : replica.offset === null
        ? seenByPrimary.get(address)
        : null;
    if (typeof offset === 'number') replica.lag = Math.max(0, head - offset);
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
      trouble: null,
      refusal: null,
    };
  const databases: { [database: number]: number } = {};
  for (const [database, keys] of keysByDatabase(info.fields)) if (keys > 0) databases[database] = keys;
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
    // Valkey also reports the Redis version that it is compatible with.
    version: (info.fields.get('valkey_version') ?? info.fields.get('redis_version'))?.slice(0, 50) ?? null,
    maxMemory: number('maxmemory'),
    // A replica's master_repl_offset is that of the stream to its own replicas.
    offset: number(isReplica ? 'slave_repl_offset' : 'master_repl_offset'),
    link: isReplica ? linkOf(info.fields.get('master_link_status')) : null,
    clients: number('connected_clients'),
    uptime: number('uptime_in_seconds'),
    trouble: null,
    refusal: info.refusal,
  };
}

const linkOf = (status: string | undefined): NodeStats['link'] =>
  status === 'up' || status === 'down' ? status : null;
