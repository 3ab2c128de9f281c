/** Groups nodes into shards: the owners of slots, and the nodes that belong to each. Pure. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type {
  ClusterNode,
  NodeAddress,
  NodeHealth,
  Shard,
  SlotRange,
  Topology,
} from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { NodeLine, ShardReading } from './reading.ts';
import { nodesOf } from './shard-numbers.ts';

export interface Members {
  shards: readonly ShardReading[];
  /** CLUSTER NODES by id. */
  lines: ReadonlyMap<string, NodeLine>;
  /** Slots by their owner's id. */
  owners: ReadonlyMap<string, SlotRange[]>;
  /** Ids of nodes that say of themselves that they are primaries without slots. */
  empty: ReadonlySet<string>;
  /** The same as in TopologyReading. */
  reports: ReadonlyMap<string, number>;
}

/** Shards without numbers: one for each owner of slots, and one for each primary without slots that belongs to none of them. */
export function groupShards(members: Members, previous: Topology | null): Shard[] {
  const { owners, empty } = members;
  const nodes = allNodes(members);
  const homes = new Map<string, Shard>();
  const shards: Shard[] = [];
  for (const node of nodes.values()) {
    const slots = owners.get(node.id);
    if (!slots) continue;
    const shard = { number: 0, primary: node, replicas: [], slots, slotCount: countSlots(slots) };
    shards.push(shard);
    homes.set(node.id, shard);
  }
  const listed = listedOwners(members, homes);
  const rest: ClusterNode[][] = [];
  // One that has lost its slots to a successor and stays a primary is in no shard of others, wherever it was before.
  const isAlone = (group: readonly ClusterNode[]) => group.some(({ id }) => empty.has(id));
  const settle = (group: readonly ClusterNode[], home: Shard) => {
    for (const node of group) {
      home.replicas.push(node);
      homes.set(node.id, home);
    }
  };
  for (const [leader, group] of followers(members, nodes, homes)) {
    const home = homes.get(leader) ?? (isAlone(group) ? undefined : listed(group));
    if (home) settle(group, home);
    else rest.push(group);
  }
  const before: Before = new Map(
    previous?.shards.flatMap((shard) => nodesOf(shard).map((node) => [node.id, { shard, node }])),
  );
  const place = (group: readonly ClusterNode[]) => {
    const home = isAlone(group) ? undefined : homeBefore(group, homes, before);
    if (home) settle(group, home);
    else shards.push({ ...slotless(group), slots: [], slotCount: 0 });
  };
  for (const group of rest.filter((one) => !isGone(one))) place(group);
  // If a primary failed over after its slots had moved away, its successor owns none either.
  for (const shard of shards) for (const { id } of nodesOf(shard)) homes.set(id, shard);
  for (const group of rest.filter(isGone)) place(group);
  // Nodes list the others in an arbitrary order.
  for (const { replicas } of shards) replicas.sort((a, b) => (a.address < b.address ? -1 : 1));
  return shards;
}

/** Indexes all nodes by id: those of SHARDS in their order, then those that only NODES lists. */
function allNodes({ shards, lines, reports }: Members): Map<string, ClusterNode> {
  const nodes = new Map<string, ClusterNode>();
  for (const { id, address, role, loading } of shards.flatMap((shard) => shard.nodes)) {
    const line = lines.get(id);
    nodes.set(id, makeNode(id, line?.address ?? address, line ? roleOf(line) : role, loading, line, reports));
  }
  for (const line of lines.values())
    if (!nodes.has(line.id) && !line.flags.includes('handshake'))
      nodes.set(line.id, makeNode(line.id, line.address, roleOf(line), false, line, reports));
  return nodes;
}

const roleOf = (line: NodeLine) => (line.primaryId ? ('replica' as const) : ('primary' as const));

/** Groups the nodes without slots by the primary they follow, by NODES, or by SHARDS if NODES does not list them. A primary follows itself. */
function followers(
  { shards, lines }: Members,
  nodes: ReadonlyMap<string, ClusterNode>,
  owners: ReadonlyMap<string, Shard>,
): Map<string, ClusterNode[]> {
  const listed = new Map<string, string>();
  for (const { nodes } of shards) {
    const primary = nodes.find(({ role }) => role === 'primary');
    for (const { id, role } of nodes) if (primary && role === 'replica') listed.set(id, primary.id);
  }
  const groups = new Map<string, ClusterNode[]>();
  for (const node of nodes.values()) {
    if (owners.has(node.id)) continue;
    const line = lines.get(node.id);
    const leader = (line ? line.primaryId : listed.get(node.id)) ?? node.id;
    const group = groups.get(leader);
    if (group) group.push(node);
    else groups.set(leader, [node]);
  }
  return groups;
}

/** Returns the owner that SHARDS lists a group with: 7.2 and later list an old primary with its successor. */
function listedOwners({ shards }: Members, homes: ReadonlyMap<string, Shard>) {
  const byNode = new Map<string, Shard>();
  for (const { nodes } of shards) {
    const owner = nodes.map(({ id }) => homes.get(id)).find((home) => home !== undefined);
    if (owner) for (const { id } of nodes) byNode.set(id, owner);
  }
  return (group: readonly ClusterNode[]): Shard | undefined =>
    group.map(({ id }) => byNode.get(id)).find((home) => home !== undefined);
}

const isGone = (nodes: readonly ClusterNode[]) => nodes.every(({ health }) => health === 'failed');

/** The nodes of the previous map by id, with their shards. */
type Before = ReadonlyMap<string, { shard: Shard; node: ClusterNode }>;

/**
 * Returns the shard that nodes without slots were in before and still belong to; undefined if they form their own. Redis 7.0
 * lists a primary that lost its slots to its replica as a separate shard while it is failed, or until it reports that it is
 * a replica.
 */
function homeBefore(
  nodes: readonly ClusterNode[],
  homes: ReadonlyMap<string, Shard>,
  before: Before,
): Shard | undefined {
  const gone = isGone(nodes);
  for (const node of nodes) {
    const was = before.get(node.id);
    if (!was || !(gone || (node.role === 'primary' && was.node.role === 'primary'))) continue;
    for (const mate of nodesOf(was.shard)) {
      const home = homes.get(mate.id);
      if (mate.id !== node.id && home && (gone || home.primary?.id === mate.id)) return home;
    }
  }
  return undefined;
}

function slotless(nodes: readonly ClusterNode[]): Pick<Shard, 'number' | 'primary' | 'replicas'> {
  const isPrimary = (node: ClusterNode) => node.role === 'primary';
  const primary = nodes.find((n) => isPrimary(n) && n.health !== 'failed') ?? nodes.find(isPrimary) ?? null;
  return { number: 0, primary, replicas: nodes.filter((n) => n !== primary) };
}

export function makeNode(
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
      : !hasAddress(address)
        ? 'no-address'
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
