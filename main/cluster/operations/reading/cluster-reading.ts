/** A cluster as all its nodes see it, read at one time. Plain values, so that planning is pure. */
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import type { SlotMark } from '../../../../shared/operations/finding.ts';
import type { SlotOwner } from '../../../../shared/operations/moves.ts';
import type { NodeLine } from '../../topology/reading.ts';
import { ownersOf, type Owners } from '../../topology/slot-claims.ts';

/**
 * Why a node's own view is missing. unreachable: no connection. silent: a connection, and no answer. refused: an error reply.
 * not-cluster: a server without cluster support. no-address: the others do not know where it is.
 */
export interface NodeTrouble {
  kind: 'unreachable' | 'silent' | 'refused' | 'not-cluster' | 'no-address';
  says: string;
}

/** What the node can do, asked by COMMAND INFO and never told from its version. */
export interface NodeAbilities {
  /** Valkey 9's CLUSTER MIGRATESLOTS, Redis 8.4's CLUSTER MIGRATION; null for neither. */
  atomic: 'valkey' | 'redis' | null;
  slotStats: boolean;
}

export interface NodeReading {
  id: string;
  address: NodeAddress;
  /** Null if it answered. */
  trouble: NodeTrouble | null;
  /** Its own line if it answered; otherwise the line of the node that answered with the highest config epoch for it. */
  line: NodeLine;
  role: 'primary' | 'replica';
  primaryId: string | null;
  configEpoch: number;
  /** Its CLUSTER NODES; null if it did not answer. */
  view: NodeLine[] | null;
  /** Fields of CLUSTER INFO and of INFO; empty if it did not answer. */
  clusterInfo: ReadonlyMap<string, string>;
  info: ReadonlyMap<string, string>;
  /** `Redis 7.0.15`, `Valkey 9.1.2`; empty if unknown. */
  server: string;
  /** Keys in all databases (INFO keyspace); null if it did not say. */
  keys: number | null;
  abilities: NodeAbilities;
  /** Ids of the nodes that it has a link to, and from which it has accepted one (CLUSTER LINKS, 7.0); null if it did not say. */
  links: { to: string[]; from: string[] } | null;
}

export interface ClusterReading {
  /** Milliseconds since 1970. */
  readAt: number;
  /** The address that the user gave, and the node that answers there. */
  seed: NodeAddress;
  seedId: string;
  /** In the order of the seed's CLUSTER NODES with the seed first, then those that only others know. */
  nodes: NodeReading[];
  /**
   * Owners of the slots: each node that answered speaks for itself, and for a node that did not, the highest config epoch
   * among the others. If several claim a slot, slot-claims.ts decides.
   */
  owners: Owners;
}

/** The marks that a node has on slots. On Valkey 8 and later a replica repeats those of its primary. */
export const marksOf = ({ address: node, line }: Pick<NodeReading, 'address' | 'line'>): SlotMark[] => [
  ...line.migrating.map(({ slot, to }): SlotMark => ({ node, slot, state: 'migrating', other: to })),
  ...line.importing.map(({ slot, from }): SlotMark => ({ node, slot, state: 'importing', other: from })),
];

export const claimsOf = (nodes: readonly NodeReading[]): Owners =>
  ownersOf(
    nodes.map(({ line }) => line),
    [],
  );

/** What is looked up for each node of a cluster, and would be sought among all nodes or all their lines each time. */
interface Index {
  byId: ReadonlyMap<string, NodeReading>;
  byAddress: ReadonlyMap<NodeAddress, NodeReading>;
  replicas: ReadonlyMap<string, readonly NodeReading[]>;
}

/** What one node says of another. */
export interface LineOf {
  by: NodeReading;
  line: NodeLine;
}

/** Made of a reading when it is first asked for. */
function once<T>(make: (reading: ClusterReading) => T): (reading: ClusterReading) => T {
  const made = new WeakMap<ClusterReading, { value: T }>();
  return (reading) => {
    let known = made.get(reading);
    if (!known) made.set(reading, (known = { value: make(reading) }));
    return known.value;
  };
}

function add<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

const indexOf = once(({ nodes }): Index => {
  const replicas = new Map<string, NodeReading[]>();
  for (const node of nodes)
    if (node.role === 'replica' && node.primaryId !== null) add(replicas, node.primaryId, node);
  // If two nodes have the same key, the first one counts.
  const first = <K>(keyOf: (node: NodeReading) => K) =>
    new Map([...nodes].reverse().map((node) => [keyOf(node), node]));
  return { byId: first(({ id }) => id), byAddress: first(({ address }) => address), replicas };
});

/** A million lines of 1,000 nodes: apart from the index, as a plan needs none of them. */
const linesOf = once(({ nodes }): ReadonlyMap<string, readonly LineOf[]> => {
  const lines = new Map<string, LineOf[]>();
  for (const node of nodes) for (const line of node.view ?? []) add(lines, line.id, { by: node, line });
  return lines;
});

/** What nodes that answer say of a node in their CLUSTER NODES, itself included. */
export const linesAbout = (reading: ClusterReading, id: string): readonly LineOf[] =>
  linesOf(reading).get(id) ?? [];

export const nodeById = (reading: ClusterReading, id: string): NodeReading | undefined =>
  indexOf(reading).byId.get(id);

export const nodeAt = (reading: ClusterReading, address: NodeAddress): NodeReading | undefined =>
  indexOf(reading).byAddress.get(address) ??
  (address === reading.seed ? nodeById(reading, reading.seedId) : undefined);

export const primariesOf = (reading: ClusterReading): NodeReading[] =>
  reading.nodes.filter(({ role }) => role === 'primary');

export const replicasOf = (reading: ClusterReading, id: string): NodeReading[] => [
  ...(indexOf(reading).replicas.get(id) ?? []),
];

export const slotsOf = (reading: ClusterReading, id: string): readonly SlotRange[] =>
  reading.owners.slots.get(id) ?? [];

/** Primaries with slots. They vote. */
export const ownersIn = (reading: ClusterReading): NodeReading[] =>
  primariesOf(reading).filter(({ id }) => slotsOf(reading, id).length > 0);

/** Slots are never moved while a primary with slots is away (safety invariant of every move). */
export const awayWithSlots = (reading: ClusterReading): NodeReading | undefined =>
  ownersIn(reading).find(({ trouble }) => trouble !== null);

/** Two maps with the same text name the same owner for every slot. */
export const ownersText = (slots: Owners['slots']): string =>
  [...slots]
    .map(([id, ranges]) => `${id} ${ranges.map(({ first, last }) => `${first}-${last}`)}`)
    .sort()
    .join('\n');

/** The same of one node's CLUSTER NODES. */
export const ownersTextOf = (view: readonly NodeLine[]): string => ownersText(ownersOf(view, []).slots);

/** The form that planners take. */
export const slotOwnersOf = (reading: ClusterReading): SlotOwner[] =>
  primariesOf(reading).map(({ id }) => ({ id, slots: [...slotsOf(reading, id)] }));

/** By slot: the owner's id; undefined for none. */
export function ownerTable(reading: ClusterReading): (string | undefined)[] {
  const table = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
  for (const [id, slots] of reading.owners.slots)
    for (const { first, last } of slots) table.fill(id, first, last + 1);
  return table;
}
