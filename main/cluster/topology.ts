/** What the servers say of their cluster, as one Topology. Pure: the questions are asked in topology-watch.ts. */
import type {
  ClusterNode,
  Migration,
  NodeAddress,
  NodeHealth,
  Shard,
  SlotRange,
  Topology,
} from '../../shared/model.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';
import type { NodeLine, ShardReading } from './cluster-reading.ts';
import { infoFields } from './read-reply.ts';

export interface TopologyReading {
  shards: ShardReading[];
  /** CLUSTER NODES of the node asked. */
  nodes: NodeLine[];
  /** CLUSTER NODES of every primary that answered, for the open slots; the asked node's own may be among them. */
  views: NodeLine[][];
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
    migrations: readMigrations(reading.views, lines),
    views: [],
    source: reading.source,
    readAt: reading.readAt,
    cause: reading.cause,
  };
  if (previous) topology.version = previous.version + (sameMap(previous, topology) ? 0 : 1);
  return topology;
}

function readShards(
  reading: TopologyReading,
  lines: Map<string, NodeLine>,
  previous: Topology | null,
): Shard[] {
  const placed = new Set<string>();
  const shards: Shard[] = [];
  const homeless: ClusterNode[] = [];
  for (const shard of reading.shards) {
    const nodes = shard.nodes.map((node) => {
      placed.add(node.id);
      return makeNode(node.id, node.address, node.role, node.loading, lines.get(node.id));
    });
    const primary =
      nodes.find((n) => n.role === 'primary' && n.health !== 'failed') ??
      nodes.find((n) => n.role === 'primary');
    // 7.0 lists a failed primary that lost its slots as a shard of its own: it belongs to the one that took over.
    if (shard.slots.length === 0 && nodes.every((n) => n.health === 'failed')) homeless.push(...nodes);
    else
      shards.push({
        number: 0,
        slots: [...shard.slots].sort((a, b) => a.first - b.first),
        slotCount: shard.slots.reduce((sum, { first, last }) => sum + last - first + 1, 0),
        primary: primary ?? null,
        replicas: nodes.filter((n) => n !== primary),
      });
  }
  for (const line of lines.values()) {
    if (placed.has(line.id) || line.flags.some((f) => f === 'handshake' || f === 'noaddr')) continue;
    homeless.push(makeNode(line.id, line.address, line.primaryId ? 'replica' : 'primary', false, line));
  }
  for (const node of homeless) placeNode(node, lines.get(node.id)?.primaryId ?? null, shards, previous);
  return shards;
}

/** A node that no shard lists: with its primary, with its shard of before, or on its own. */
function placeNode(
  node: ClusterNode,
  primaryId: string | null,
  shards: Shard[],
  previous: Topology | null,
): void {
  const before = previous?.shards.find((shard) => nodesOf(shard).some((n) => n.id === node.id));
  const mates = new Set(before && node.health === 'failed' ? nodesOf(before).map((n) => n.id) : []);
  const home =
    shards.find((shard) => primaryId !== null && shard.primary?.id === primaryId) ??
    shards.find((shard) => nodesOf(shard).some((n) => mates.has(n.id)));
  if (home) home.replicas.push(node);
  else
    shards.push({
      number: 0,
      slots: [],
      slotCount: 0,
      primary: node.role === 'primary' ? node : null,
      replicas: node.role === 'primary' ? [] : [node],
    });
}

function makeNode(
  id: string,
  address: NodeAddress,
  role: ClusterNode['role'],
  loading: boolean,
  line: NodeLine | undefined,
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
    failureReports: 0,
  };
}

/** Every node of a shard, the primary first. */
export const nodesOf = (shard: Shard): ClusterNode[] =>
  shard.primary ? [shard.primary, ...shard.replicas] : shard.replicas;

function numberShards(shards: Shard[], previous: Topology | null): void {
  const taken = new Set<number>();
  const byFirstSlot = [...shards].sort(
    (a, b) => (a.slots[0]?.first ?? SLOT_COUNT) - (b.slots[0]?.first ?? SLOT_COUNT),
  );
  for (const shard of byFirstSlot) {
    const ids = new Set(nodesOf(shard).map((n) => n.id));
    const before = previous?.shards.find(
      (old) => !taken.has(old.number) && nodesOf(old).some((n) => ids.has(n.id)),
    );
    if (before) taken.add((shard.number = before.number));
  }
  let next = 1;
  for (const shard of byFirstSlot) {
    if (shard.number) continue;
    while (taken.has(next) || previous?.shards.some((old) => old.number === next)) next++;
    taken.add((shard.number = next));
  }
}

function readMigrations(views: NodeLine[][], lines: Map<string, NodeLine>): Migration[] {
  const bySides = new Map<string, { from: string | null; to: string | null; slots: Set<number> }>();
  const add = (from: string | null, to: string | null, slot: number) => {
    const side = bySides.get(`${from}>${to}`) ?? { from, to, slots: new Set() };
    side.slots.add(slot);
    bySides.set(`${from}>${to}`, side);
  };
  for (const view of views) {
    const self = view.find((line) => line.flags.includes('myself'));
    for (const { slot, to } of self?.migrating ?? []) add(self!.id, to, slot);
    for (const { slot, from } of self?.importing ?? []) add(from, self!.id, slot);
  }
  const address = (id: string | null) => (id === null ? null : (lines.get(id)?.address ?? null));
  return [...bySides.values()].map(({ from, to, slots }) => ({
    from: address(from),
    to: address(to),
    slots: toRanges([...slots]),
  }));
}

/** Slots in any order as ranges, ascending. */
function toRanges(slots: number[]): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (const slot of [...slots].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last.last === slot - 1) last.last = slot;
    else ranges.push({ first: slot, last: slot });
  }
  return ranges;
}

// `myself` moves with the node asked, and says nothing about the map.
const withoutMyself = (key: string, value: unknown) =>
  key === 'flags' ? (value as string[]).filter((flag) => flag !== 'myself') : value;

/** Whether two topologies are the same but for who was asked, when and why. */
function sameMap(a: Topology, b: Topology): boolean {
  const bare = (t: Topology) =>
    JSON.stringify({ ...t, version: 0, readAt: 0, source: '', cause: '' }, withoutMyself);
  return bare(a) === bare(b);
}

/** The Topology of a server that is not in a cluster. */
export function standaloneTopology(
  address: NodeAddress,
  role: 'primary' | 'replica',
  readAt: number,
): Topology {
  const node = makeNode(address, address, role, false, undefined);
  return {
    version: 1,
    kind: 'standalone',
    state: 'none',
    covered: 0,
    epoch: 0,
    shards: [{ number: 1, slots: [], slotCount: 0, primary: node, replicas: [] }],
    migrations: [],
    views: [],
    source: address,
    readAt,
    cause: 'connect',
  };
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
