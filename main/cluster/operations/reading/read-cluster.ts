/** Reads a cluster from one of its nodes: CLUSTER NODES, CLUSTER INFO and INFO of every node that any of them names. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../../shared/cluster/no-address.ts';
import { readableName } from '../../wire/address.ts';
import { fieldsOf, infoFields, itemsOf, keysByDatabase, textOf } from '../../wire/read-reply.ts';
import { ImplausibleMap, parseClusterNodes, type NodeLine } from '../../topology/reading.ts';
import {
  claimsOf,
  type ClusterReading,
  type NodeAbilities,
  type NodeReading,
  type NodeTrouble,
} from './cluster-reading.ts';
import { NodeFailure, type Answer, type OperationNodes } from './nodes.ts';

/** A node's own answers. */
interface View {
  lines: NodeLine[];
  clusterInfo: ReadonlyMap<string, string>;
  info: ReadonlyMap<string, string>;
  abilities: NodeAbilities;
  links: NodeReading['links'];
}

/** Two for each other node. */
const MAX_LINKS = 40_000;
const NOTHING: ReadonlyMap<string, string> = new Map();
const UNABLE: NodeAbilities = { atomic: null, slotStats: false };

/** Rejects with NodeFailure if the seed itself does not answer, or is not a cluster node. */
export async function readCluster(nodes: OperationNodes, seed: NodeAddress): Promise<ClusterReading> {
  const readAt = Date.now();
  const first = await readView(nodes, seed);
  if ('kind' in first) throw new NodeFailure(seed, { kind: answerKind(first), says: first.says });
  const myself = first.lines.find(({ flags }) => flags.includes('myself'));
  if (!myself)
    throw new NodeFailure(seed, { kind: 'refused', says: 'its CLUSTER NODES does not list itself' });

  const views = new Map<string, View | NodeTrouble>([[myself.id, first]]);
  const places = new Map<string, NodeAddress>();
  /** In the order in which they were first named. */
  const ids = new Set([myself.id]);
  /** Named so far: each is asked once. */
  const asked = new Set([myself.id]);
  const learn = (lines: readonly NodeLine[]) => {
    const added: { id: string; address: NodeAddress }[] = [];
    for (const { id, address } of lines) {
      const isBetter = hasAddress(address) && !hasAddress(places.get(id) ?? '');
      if (!places.has(id) || isBetter) places.set(id, address);
      ids.add(id);
      if (!views.has(id) && !asked.has(id)) added.push({ id, address });
      asked.add(id);
    }
    return added;
  };
  for (let round = learn(first.lines); round.length > 0;) {
    const read = await Promise.all(round.map(async (node) => ({ ...node, view: await viewOf(nodes, node) })));
    for (const { id, view } of read) views.set(id, view);
    round = read.flatMap(({ view }) => ('lines' in view ? learn(view.lines) : []));
  }
  const readings = [...ids].map((id) => nodeReading(id, places.get(id)!, views));
  return { readAt, seed, seedId: myself.id, nodes: readings, owners: claimsOf(readings) };
}

/**
 * The same from the first of these nodes that answers; from one that knows itself alone, as a node that was removed and reset does,
 * only if no other answers. Rejects with the last one's NodeFailure.
 */
export async function readClusterFrom(
  nodes: OperationNodes,
  seeds: Iterable<NodeAddress>,
): Promise<ClusterReading> {
  let failure: unknown = new Error('no node to ask');
  let alone: ClusterReading | null = null;
  for (const seed of new Set(seeds))
    try {
      const reading = await readCluster(nodes, seed);
      if (reading.nodes.length > 1 || reading.owners.slots.size > 0) return reading;
      alone ??= reading;
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      failure = error;
    }
  if (alone) return alone;
  throw failure;
}

/** The view of a node that others name. Another node may answer at its address. */
async function viewOf(
  nodes: OperationNodes,
  { id, address }: { id: string; address: NodeAddress },
): Promise<View | NodeTrouble> {
  if (!hasAddress(address)) return { kind: 'no-address', says: 'the others do not know its address' };
  const view = await readView(nodes, address);
  if ('kind' in view) return view;
  const self = view.lines.find(({ flags }) => flags.includes('myself'));
  if (self && self.id !== id) return { kind: 'unreachable', says: `node ${self.id} answers at its address` };
  return view;
}

async function readView(nodes: OperationNodes, address: NodeAddress): Promise<View | NodeTrouble> {
  const [map, clusterInfo, info, links, abilities] = await Promise.all([
    nodes.ask(address, ['CLUSTER', 'NODES']),
    nodes.ask(address, ['CLUSTER', 'INFO']),
    nodes.ask(address, ['INFO']),
    nodes.ask(address, ['CLUSTER', 'LINKS']),
    nodes.ask(address, [
      'COMMAND',
      'INFO',
      'cluster|migrateslots',
      'cluster|migration',
      'cluster|slot-stats',
    ]),
  ]);
  if (map.kind !== 'reply') return troubleOf(map);
  const lines = linesIn(textOf(map.reply), address);
  if (!Array.isArray(lines)) return lines;
  return {
    lines,
    clusterInfo: fieldsIn(clusterInfo),
    info: fieldsIn(info),
    abilities: abilitiesOf(abilities),
    links: linksOf(links),
  };
}

/** One node that answers nonsense does not spoil the reading of the others. */
function linesIn(text: string, address: NodeAddress): NodeLine[] | NodeTrouble {
  try {
    return parseClusterNodes(text, address);
  } catch (error) {
    if (error instanceof ImplausibleMap) return { kind: 'refused', says: error.message };
    throw error;
  }
}

function troubleOf(answer: Exclude<Answer, { kind: 'reply' }>): NodeTrouble {
  const { kind, says } = answer;
  if (kind === 'refused' && /cluster support disabled/i.test(says)) return { kind: 'not-cluster', says };
  return { kind: kind === 'unknown' ? 'silent' : kind, says };
}

const answerKind = ({ kind }: NodeTrouble) =>
  kind === 'unreachable' ? 'unreachable' : kind === 'silent' ? 'unknown' : 'refused';

const fieldsIn = (answer: Answer) => (answer.kind === 'reply' ? infoFields(textOf(answer.reply)) : NOTHING);

/** COMMAND INFO of a subcommand (7.0) is null if the server does not have it; older servers know no subcommands. */
function abilitiesOf(answer: Answer): NodeAbilities {
  if (answer.kind !== 'reply') return UNABLE;
  const [valkey, redis, stats] = itemsOf(answer.reply).map(
    (item) => itemsOf(item).length > 0 || fieldsOf(item).size > 0,
  );
  return { atomic: valkey ? 'valkey' : redis ? 'redis' : null, slotStats: stats ?? false };
}

function linksOf(answer: Answer): NodeReading['links'] {
  if (answer.kind !== 'reply') return null;
  const links = { to: [] as string[], from: [] as string[] };
  for (const item of itemsOf(answer.reply).slice(0, MAX_LINKS)) {
    const fields = fieldsOf(item);
    const direction = textOf(fields.get('direction'));
    if (direction === 'to' || direction === 'from')
      links[direction].push(readableName(textOf(fields.get('node'))));
  }
  return links;
}

function nodeReading(
  id: string,
  address: NodeAddress,
  views: ReadonlyMap<string, View | NodeTrouble>,
): NodeReading {
  const own = views.get(id)!;
  const view = 'lines' in own ? own : null;
  const line = view?.lines.find((one) => one.id === id) ?? lineOf(id, views);
  const info = view?.info ?? NOTHING;
  return {
    id,
    address,
    trouble: 'lines' in own ? null : own,
    line: { ...line, address },
    role: line.flags.includes('slave') ? 'replica' : 'primary',
    primaryId: line.primaryId,
    configEpoch: line.configEpoch,
    view: view?.lines ?? null,
    clusterInfo: view?.clusterInfo ?? NOTHING,
    info,
    server: serverOf(info),
    keys:
      view && info.size > 0 ? [...keysByDatabase(info).values()].reduce((sum, some) => sum + some, 0) : null,
    abilities: view?.abilities ?? UNABLE,
    links: view?.links ?? null,
  };
}

/** What the others say of a node that did not answer. */
function lineOf(id: string, views: ReadonlyMap<string, View | NodeTrouble>): NodeLine {
  let best: NodeLine | undefined;
  for (const view of views.values()) {
    const line = 'lines' in view ? view.lines.find((one) => one.id === id) : undefined;
    if (line && (!best || line.configEpoch > best.configEpoch)) best = line;
  }
  return best!;
}

/** `Redis 7.0.15`, from the fields of INFO; empty if they do not name it. */
export function serverOf(info: ReadonlyMap<string, string>): string {
  const valkey = info.get('valkey_version');
  if (valkey !== undefined) return `Valkey ${valkey}`;
  const redis = info.get('redis_version');
  return redis === undefined ? '' : `Redis ${redis}`;
}
