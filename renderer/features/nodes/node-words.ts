/** Describes a node's problems, the matches of a filter, and the differences between nodes. Pure. */
import type {
  ClusterNode,
  NodeAddress,
  NodeView,
  Shard,
  Topology,
} from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import type { Metrics } from '../../kit/node-metrics.ts';
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import { allSlotRanges, slotRanges } from '../../kit/numbers.ts';
import { allNodes, nodesOf, shardOfNode, shardOfSlot } from '../../kit/topology-lookup.ts';
import { nodesWords, words } from './words.ts';

const w = words.trouble;
const b = words.banners;

/** Its role, or that it is a proxy. */
export const roleOf = (node: ClusterNode, topology: Topology | null, language: LanguageName): string =>
  nodesWords(language).common.roles[topology?.kind === 'proxy' ? 'proxy' : node.role];

/** Share of maxmemory above which writes may soon be refused, or keys evicted. */
const FULL = 0.9;

/** The node's problems, the most serious first; empty for a healthy node. */
export function troublesOf(node: ClusterNode, stats: NodeStats | undefined): string[] {
  const troubles: string[] = [];
  if (node.health !== 'online') troubles.push(nodesWords('en').common.health[node.health]);
  if (node.failureReports > 0) troubles.push(w.reports(node.failureReports));
  if (node.linkState === 'disconnected') troubles.push(w.busDown);
  if (stats?.trouble) {
    troubles.push(troubleWords(stats.trouble).long);
    // It does not answer itself: its primary does.
    if (stats.lag !== null && stats.link === null) troubles.push(w.behind(stats.lag));
  }
  if (stats?.link === 'down') troubles.push(w.linkDown);
  if (stats && stats.maxMemory && stats.memory !== null && stats.memory >= FULL * stats.maxMemory)
    troubles.push(w.memoryFull);
  return troubles;
}

/** Where a node stands: in a shard of a cluster, in a group behind codis, or for itself, as a proxy does. */
export type Place = 'shard' | 'group' | 'alone';

/** Words that must all match, in any order; `shard 3` selects that shard, or group of codis, `slot 12706` the slot's. */
export interface NodeFilter {
  text: string;
  troubleOnly: boolean;
}

export interface ShardRows {
  shard: Shard;
  place: Place;
  nodes: ClusterNode[];
}

/** The rows for the keyboard: each shard's heading, which has its menu, and its nodes. */
export const rowsOf = (found: readonly ShardRows[]): string[] =>
  found.flatMap(({ shard, place, nodes }) => [
    ...(place === 'shard' ? [headingOf(shard)] : []),
    ...nodes.map(({ address }) => address),
  ]);

/** Name of the row of a shard's heading; no address has a space. */
export const headingOf = ({ number }: Shard): string => `shard ${number}`;

export const firstNode = ([first]: readonly ShardRows[]): NodeAddress | undefined => first?.nodes[0]?.address;

/** The shards with their nodes that match the filter, the primary first; drops shards without any. `groups`: codis's too. */
export function findNodes(
  topology: Topology,
  filter: NodeFilter,
  metrics: Metrics,
  groups: readonly Shard[] = [],
): ShardRows[] {
  const { shards, words } = readFilter(topology, filter.text);
  const rows: ShardRows[] = [];
  const place = topology.kind === 'cluster' ? 'shard' : 'alone';
  const sections: [Shard, Place][] = topology.shards.map((shard) => [shard, place]);
  sections.push(...groups.map((group): [Shard, Place] => [group, 'group']));
  for (const [shard, place] of sections) {
    // The numbers are those of the groups.
    if (shards.length > 0 && topology.codis && place !== 'group') continue;
    if (!shards.every((one) => one === shard.number)) continue;
    const all = nodesOf(shard);
    const nodes =
      words.length === 0 && !filter.troubleOnly
        ? all
        : all.filter((node) => {
            const stats = metrics[node.address]?.latest;
            if (filter.troubleOnly && troublesOf(node, stats).length === 0) return false;
            const text = searched(node, stats);
            return words.every((word) => text.includes(word));
          });
    if (nodes.length > 0) rows.push({ shard, place, nodes });
  }
  return rows;
}

/** Numbers of the named shards, null for a slot without an owner; and the other words. */
function readFilter(topology: Topology, text: string): { shards: (number | null)[]; words: string[] } {
  const shards: (number | null)[] = [];
  const rest = text
    .toLowerCase()
    .replace(/\b(shard|group|slot)\s*(\d+)\b/g, (_, what: string, digits: string) => {
      const number = Number(digits);
      shards.push(what === 'slot' ? (shardOfSlot(topology, number)?.number ?? null) : number);
      return '';
    });
  return { shards, words: rest.split(/\s+/).filter(Boolean) };
}

const searched = (node: ClusterNode, stats: NodeStats | undefined): string =>
  [
    node.address,
    node.id,
    node.role,
    node.health,
    node.flags.join(' '),
    stats?.version ?? '',
    troublesOf(node, stats).join(' '),
  ]
    .join('\n')
    .toLowerCase();

export interface ViewWords {
  node: string;
  /** How its map differs, one sentence for each owner. */
  differences: string[];
  meaning: string;
}

/** A node that disagrees with the shown map, in sentences. */
export function describeView(view: NodeView, topology: Topology): ViewWords {
  const differences = view.differs.map(({ slots, owner }) => {
    const here = shardOfNode(topology, owner);
    const to = owner === null ? b.nobody : here ? b.ownerOnShard(owner, here.number) : owner;
    const isOne = slots.length === 1 && slots[0]!.first === slots[0]!.last;
    return b.gives(isOne, slots.length > 6 ? slotRanges(slots, 6) : allSlotRanges(slots), to);
  });
  // A config epoch, as in the view: cluster_current_epoch may be ahead of them all.
  const epoch = topology.shards.reduce((most, { primary }) => Math.max(most, primary?.configEpoch ?? 0), 0);
  const meaning = view.epoch < epoch ? b.oldEpoch(view.epoch, epoch) : b.sameEpoch(view.epoch);
  return { node: view.node, differences, meaning };
}

/** Versions of the nodes with how many run each, the most common first; empty if all run the same, or none is known. */
export function differingVersions(
  topology: Topology,
  metrics: Metrics,
): { version: string; nodes: number }[] {
  const counts = new Map<string, number>();
  for (const { address } of nodesBehind(topology)) {
    const version = metrics[address]?.latest.version;
    if (version) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  if (counts.size < 2) return [];
  return [...counts].map(([version, nodes]) => ({ version, nodes })).sort((a, b) => b.nodes - a.nodes);
}

/** The nodes of the map, and the servers behind codis. */
export const nodesBehind = (topology: Topology): readonly ClusterNode[] =>
  topology.codis ? [...allNodes(topology), ...topology.codis.groups.flatMap(nodesOf)] : allNodes(topology);

const SKEWED = 1.5;
/** Fewer keys than this are spread unevenly by chance. */
const TELLING = 1000;

export interface ShardShare {
  keys: number | null;
  /** Its share of all keys, 0 to 1; null while a primary's count is unknown. */
  share: number | null;
  /** Its share of the keys divided by its share of the slots: 1 if keys are spread evenly; null if that is meaningless. */
  skew: number | null;
  /** Far more than its part, and not by chance. */
  uneven: boolean;
}

/** Each shard's share of the keys, by its number. */
export function shardShares(
  { shards, covered }: Pick<Topology, 'shards' | 'covered'>,
  metrics: Metrics,
): ReadonlyMap<number, ShardShare> {
  const keysOf = (shard: Shard) => (shard.primary && metrics[shard.primary.address]?.keys) ?? null;
  let total = 0;
  for (const shard of shards) total += keysOf(shard) ?? 0;
  return new Map(
    shards.map((shard) => {
      const keys = keysOf(shard);
      const share = keys === null || total === 0 ? null : keys / total;
      const part = covered > 0 ? shard.slotCount / covered : 0;
      const skew = share === null || part === 0 ? null : share / part;
      const uneven = skew !== null && skew > SKEWED && total >= TELLING;
      return [shard.number, { keys, share, skew, uneven }];
    }),
  );
}
