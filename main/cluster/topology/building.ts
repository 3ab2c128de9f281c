/** Builds one Topology from the servers' replies. Pure: map-reader.ts asks the questions. */
import type { ClusterNode, Migration, NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { noAddress } from '../../../shared/cluster/no-address.ts';
import type { NodeLine, ShardReading } from './reading.ts';
import { differingViews, type ViewReading } from './node-views.ts';
import { infoFields } from '../wire/read-reply.ts';
import { nodesOf, numberShards } from './shard-numbers.ts';
import { sameMap } from './same-map.ts';
import { groupShards, makeNode } from './shard-groups.ts';
import { ownersOf } from './slot-claims.ts';
import { toRanges } from './slot-ranges.ts';

export interface TopologyReading {
  shards: ShardReading[];
  /** CLUSTER NODES of the node asked. */
  nodes: NodeLine[];
  /** CLUSTER NODES of the other nodes that answered, for open slots and disagreements. */
  views: ViewReading[];
  /** Nodes that were asked and did not answer in time. */
  silent: ReadonlySet<NodeAddress>;
  /** CLUSTER COUNT-FAILURE-REPORTS of the node asked, by id, for unhealthy nodes. */
  reports: ReadonlyMap<string, number>;
  /** Text of CLUSTER INFO; null if the user may not run it. */
  info: string | null;
  source: NodeAddress;
  readAt: number;
  cause: Topology['cause'];
}

/** Returns the reading as a Topology. Shard numbers come from `previous`, and so does the version if the map is the same. */
export function buildTopology(reading: TopologyReading, previous: Topology | null): Topology {
  const lines = new Map(reading.nodes.map((line) => [line.id, line]));
  const owners = ownersOf(reading.nodes, reading.shards);
  const empty = emptyPrimaries([reading.nodes, ...reading.views.map((view) => view.lines)]);
  const shards = groupShards({ ...reading, lines, owners: owners.slots, empty }, previous);
  numberShards(shards, previous);
  shards.sort((a, b) => a.number - b.number);
  const info = infoFields(reading.info ?? '');
  const addresses = new Map(
    shards.flatMap((shard) => nodesOf(shard).map(({ id, address }) => [id, address])),
  );
  const topology: Topology = {
    version: 1,
    kind: 'cluster',
    state: reading.info === null ? 'none' : info.get('cluster_state') === 'ok' ? 'ok' : 'fail',
    covered: shards.reduce((sum, shard) => sum + shard.slotCount, 0),
    epoch: Number(info.get('cluster_current_epoch')) || 0,
    shards,
    migrations: readMigrations([reading.nodes, ...reading.views.map((view) => view.lines)], lines),
    contests: owners.contests.map(({ slots, ids }) => ({
      slots,
      nodes: ids.map((id) => addresses.get(id) ?? noAddress(id)),
    })),
    views: differingViews(reading.nodes, reading.views, previous?.views ?? [], reading.silent),
    source: reading.source,
    readAt: reading.readAt,
    cause: reading.cause,
  };
  if (previous) topology.version = previous.version + (sameMap(previous, topology) ? 0 : 1);
  return topology;
}

/** A primary that has not learned yet that others own its slots claims them on its own line, and one that has become a replica says so. */
const emptyPrimaries = (views: readonly NodeLine[][]): Set<string> =>
  new Set(
    views
      .flatMap((lines) => lines.find(({ flags }) => flags.includes('myself')) ?? [])
      .filter(({ primaryId, slots }) => primaryId === null && slots.length === 0)
      .map(({ id }) => id),
  );

function readMigrations(views: NodeLine[][], lines: ReadonlyMap<string, NodeLine>): Migration[] {
  const bySides = new Map<string, { from: string | null; to: string | null; slots: Set<number> }>();
  const add = (from: string | null, to: string | null, slot: number) => {
    const side = bySides.get(`${from}>${to}`) ?? { from, to, slots: new Set() };
    side.slots.add(slot);
    bySides.set(`${from}>${to}`, side);
  };
  for (const view of views) {
    const self = view.find((line) => line.flags.includes('myself'));
    // In Valkey 8, replicas also report the open slots.
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

/** Returns the Topology of a server outside a cluster, with its replicas if given. */
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
    contests: [],
    views: [],
    source: address,
    readAt,
    cause: 'connect',
  };
  if (previous) topology.version = previous.version + (sameMap(previous, topology) ? 0 : 1);
  return topology;
}

/** The primary of each shard that has one. A failed node may still call itself a primary. */
export const primariesOf = (topology: Topology | null): NodeAddress[] =>
  (topology?.shards ?? []).flatMap((shard) => shard.primary?.address ?? []);

/** Returns the node to use instead of one marked as failed: its shard's new primary, or another primary. Null if it has not failed. */
export function refugeFrom(node: NodeAddress, topology: Topology): NodeAddress | null {
  const isFailed = (n: ClusterNode) => n.address === node && n.health === 'failed';
  const home = topology.shards.find((shard) => nodesOf(shard).some(isFailed));
  if (!home) return null;
  const next = [home, ...topology.shards].map((shard) => shard.primary).find((n) => n?.health === 'online');
  return next && next.address !== node ? next.address : null;
}
