/** What the servers say of their cluster, as one Topology. Pure: the questions are asked in topology-watch.ts. */
import type { ClusterNode, Migration, NodeAddress, NodeHealth, Shard, Topology } from '../../shared/model.ts';
import type { NodeLine, ShardReading } from './cluster-reading.ts';
import { differingViews, type ViewReading } from './node-views.ts';
import { infoFields } from './read-reply.ts';
import { nodesOf, numberShards } from './shard-numbers.ts';
import { sameMap } from './same-map.ts';
import { toRanges } from './slot-ranges.ts';

export { nodesOf } from './shard-numbers.ts';

export interface TopologyReading {
  shards: ShardReading[];
  /** CLUSTER NODES of the node asked. */
  nodes: NodeLine[];
  /** CLUSTER NODES of the others that answered: for the open slots, and for what they disagree on. */
  views: ViewReading[];
  /** Nodes that were asked and did not answer in time. */
  silent: ReadonlySet<NodeAddress>;
  /** CLUSTER COUNT-FAILURE-REPORTS of the node asked, by id, for nodes that are not in health. */
  reports: ReadonlyMap<string, number>;
  /** Text of CLUSTER INFO. */
  info: string;
  source: NodeAddress;
  readAt: number;
  cause: Topology['cause'];
}

/** The reading as a Topology. Shard numbers and, where the map is the same, the version come from `previous`. */
export function buildTopology(reading: TopologyReading, previous: Topology | null): Topology {
  const lines = new Map(reading.nodes.map((line) => [line.id, line]));
  const shards = readShards(reading, lines, previous);
  numberShards(shards, previous);
  shards.sort((a, b) => a.number - b.number);
  const info = infoFields(reading.info);
  const topology: Topology = {
    version: 1,
    kind: 'cluster',
    state: info.get('cluster_state') === 'ok' ? 'ok' : 'fail',
    covered: shards.reduce((sum, shard) => sum + shard.slotCount, 0),
    epoch: Number(info.get('cluster_current_epoch')) || 0,
    shards,
    migrations: readMigrations([reading.nodes, ...reading.views.map((view) => view.lines)], lines),
    views: differingViews(reading.nodes, reading.views, previous?.views ?? [], reading.silent),
    source: reading.source,
    readAt: reading.readAt,
    cause: reading.cause,
  };
  if (previous) topology.version = previous.version + (sameMap(previous, topology) ? 0 : 1);
  return topology;
}

/** Where nodes were in the map before, by id. */
type Before = ReadonlyMap<string, { shard: Shard; node: ClusterNode }>;

function readShards(
  reading: TopologyReading,
  lines: ReadonlyMap<string, NodeLine>,
  previous: Topology | null,
): Shard[] {
  const before: Before = new Map(
    previous?.shards.flatMap((shard) => nodesOf(shard).map((node) => [node.id, { shard, node }])),
  );
  const placed = new Set<string>();
  const shards: Shard[] = [];
  const slotless: ClusterNode[][] = [];
  for (const shard of reading.shards) {
    const nodes = shard.nodes.map((node) => {
      placed.add(node.id);
      return makeNode(node.id, node.address, node.role, node.loading, lines.get(node.id), reading.reports);
    });
    if (shard.slots.length === 0) slotless.push(nodes);
    else
      shards.push({
        ...membersOf(nodes),
        slots: [...shard.slots].sort((a, b) => a.first - b.first),
        slotCount: shard.slots.reduce((sum, { first, last }) => sum + last - first + 1, 0),
      });
  }
  for (const line of lines.values()) {
    if (placed.has(line.id) || line.flags.some((f) => f === 'handshake' || f === 'noaddr')) continue;
    const role = line.primaryId ? 'replica' : 'primary';
    slotless.push([makeNode(line.id, line.address, role, false, line, reading.reports)]);
  }
  const homes = new Map<string, Shard>();
  for (const shard of shards) for (const node of nodesOf(shard)) homes.set(node.id, shard);
  // Primaries first: a replica that no shard lists may be one of theirs.
  slotless.sort((a, b) => Number(isPrimary(b[0])) - Number(isPrimary(a[0])));
  for (const nodes of slotless) {
    const home = homeOf(nodes, lines, homes, before);
    const shard = home ?? { ...membersOf(nodes), slots: [], slotCount: 0 };
    if (home) home.replicas.push(...nodes);
    else shards.push(shard);
    for (const { id } of nodes) homes.set(id, shard);
  }
  return shards;
}

const isPrimary = (node: ClusterNode | undefined) => node?.role === 'primary';

function membersOf(nodes: ClusterNode[]): Pick<Shard, 'number' | 'primary' | 'replicas'> {
  const primary = nodes.find((n) => isPrimary(n) && n.health !== 'failed') ?? nodes.find(isPrimary) ?? null;
  return { number: 0, primary, replicas: nodes.filter((n) => n !== primary) };
}

/** The shard that nodes without slots of their own belong to all the same; null where they are one. */
function homeOf(
  nodes: readonly ClusterNode[],
  lines: ReadonlyMap<string, NodeLine>,
  homes: ReadonlyMap<string, Shard>,
  before: Before,
): Shard | null {
  for (const { id } of nodes) {
    const home = homes.get(lines.get(id)?.primaryId ?? '');
    if (home) return home;
  }
  const gone = nodes.every((node) => node.health === 'failed');
  for (const node of nodes) {
    const was = before.get(node.id);
    // 7.0 lists a primary that lost its slots to its replica as a shard of its own, for as long as it has failed or
    // has not yet said that it is a replica now.
    if (!was || !(gone || (isPrimary(node) && isPrimary(was.node)))) continue;
    for (const mate of nodesOf(was.shard)) {
      const home = homes.get(mate.id);
      if (mate.id !== node.id && home && (gone || home.primary?.id === mate.id)) return home;
    }
  }
  return null;
}

function makeNode(
  id: string,
  address: NodeAddress,
  role: ClusterNode['role'],
  loading: boolean,
  line: NodeLine | undefined,
  reports: ReadonlyMap<string, number>,
): ClusterNode {
  const flags = line?.flags ?? [];
  const health: NodeHealth = flags.includes('fail')
    ? 'failed'
    : flags.includes('fail?')
      ? 'suspected'
      : loading
        ? 'loading'
        : 'online';
  return {
    id,
    address,
    role,
    health,
    flags,
    configEpoch: line?.configEpoch ?? 0,
    linkState: line?.linkState ?? 'connected',
    failureReports: reports.get(id) ?? 0,
  };
}

function readMigrations(views: NodeLine[][], lines: ReadonlyMap<string, NodeLine>): Migration[] {
  const bySides = new Map<string, { from: string | null; to: string | null; slots: Set<number> }>();
  const add = (from: string | null, to: string | null, slot: number) => {
    const side = bySides.get(`${from}>${to}`) ?? { from, to, slots: new Set() };
    side.slots.add(slot);
    bySides.set(`${from}>${to}`, side);
  };
  for (const view of views) {
    const self = view.find((line) => line.flags.includes('myself'));
    // Valkey 8 tells replicas too which slots are open.
    if (!self || self.primaryId) continue;
    for (const { slot, to } of self.migrating) add(self.id, to, slot);
    for (const { slot, from } of self.importing) add(from, self.id, slot);
  }
  const address = (id: string | null) => (id === null ? null : (lines.get(id)?.address ?? null));
  return [...bySides.values()].map(({ from, to, slots }) => ({
    from: address(from),
    to: address(to),
    slots: toRanges(slots),
  }));
}

/** The Topology of a server that is not in a cluster, and of its replicas where they are of interest. */
export function standaloneTopology(
  address: NodeAddress,
  role: 'primary' | 'replica',
  readAt: number,
  replicas: readonly { address: NodeAddress; online: boolean }[] = [],
  previous: Topology | null = null,
): Topology {
  const node = makeNode(address, address, role, false, undefined, new Map());
  const others = replicas.map((one) =>
    makeNode(one.address, one.address, 'replica', !one.online, undefined, new Map()),
  );
  const topology: Topology = {
    version: 1,
    kind: 'standalone',
    state: 'none',
    covered: 0,
    epoch: 0,
    shards: [{ number: 1, slots: [], slotCount: 0, primary: node, replicas: others }],
    migrations: [],
    views: [],
    source: address,
    readAt,
    cause: 'connect',
  };
  if (previous) topology.version = previous.version + (sameMap(previous, topology) ? 0 : 1);
  return topology;
}

/** Of each shard that has one. A failed node may still call itself one. */
export const primariesOf = (topology: Topology | null): NodeAddress[] =>
  (topology?.shards ?? []).flatMap((shard) => shard.primary?.address ?? []);

/** Where to go from a node that the cluster holds for failed: its shard's new primary, or another one; null where it has not failed. */
export function refugeFrom(node: NodeAddress, topology: Topology): NodeAddress | null {
  const isFailed = (n: ClusterNode) => n.address === node && n.health === 'failed';
  const home = topology.shards.find((shard) => nodesOf(shard).some(isFailed));
  if (!home) return null;
  const next = [home, ...topology.shards].map((shard) => shard.primary).find((n) => n?.health === 'online');
  return next && next.address !== node ? next.address : null;
}
