/** What is wrong with a node, what a filter finds, and how nodes differ: in words, from plain data. */
import type { ClusterNode, NodeHealth, NodeView, Shard, Topology } from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import type { Metrics } from '../../kit/node-metrics.ts';
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import { allSlotRanges, byteSize, counted, slotRanges } from '../../kit/numbers.ts';
import { allNodes, nodesOf, shardOfNode, shardOfSlot } from '../../kit/topology-lookup.ts';

export const HEALTH_WORDS: { readonly [H in NodeHealth]: string } = {
  online: 'online',
  loading: 'loading',
  suspected: 'suspected',
  failed: 'failed',
  unreachable: 'unreachable',
  'no-address': 'cannot be reached',
};

/** What it is: its role, or that it is a proxy. */
export const roleOf = (node: ClusterNode, topology: Topology | null): string =>
  topology?.kind === 'proxy' ? 'proxy' : node.role;

/** Of its maxmemory: from here on writes may soon be refused, or keys evicted. */
const FULL = 0.9;

/** What is wrong with the node, the gravest first; empty for a node that all is well with. */
export function troublesOf(node: ClusterNode, stats: NodeStats | undefined): string[] {
  const troubles: string[] = [];
  if (node.health !== 'online') troubles.push(HEALTH_WORDS[node.health]);
  if (node.failureReports > 0)
    troubles.push(
      node.failureReports === 1
        ? '1 node reports it failed'
        : `${counted(node.failureReports, 'node')} report it failed`,
    );
  if (node.linkState === 'disconnected') troubles.push('cluster bus disconnected');
  if (stats?.trouble) {
    troubles.push(troubleWords(stats.trouble).long);
    // The answer of a node that does answer.
    if (stats.lag !== null && stats.link === null)
      troubles.push(`${stats.lag === 0 ? 'nothing' : byteSize(stats.lag)} behind by its primary’s account`);
  }
  if (stats?.link === 'down') troubles.push('replication link down');
  if (stats && stats.maxMemory && stats.memory !== null && stats.memory >= FULL * stats.maxMemory)
    troubles.push('memory nearly full');
  return troubles;
}

/** Words, all of which must be found, in any order; `shard 3` is that shard alone, `slot 12706` the slot's. */
export interface NodeFilter {
  text: string;
  troubleOnly: boolean;
}

export interface ShardRows {
  shard: Shard;
  nodes: ClusterNode[];
}

/** The shards with those of their nodes that the filter finds, the primary first; shards without any are left out. */
export function findNodes(topology: Topology, filter: NodeFilter, metrics: Metrics): ShardRows[] {
  const { shards, words } = readFilter(topology, filter.text);
  const rows: ShardRows[] = [];
  for (const shard of topology.shards) {
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
    if (nodes.length > 0) rows.push({ shard, nodes });
  }
  return rows;
}

/** Numbers of the shards that are named, null for a slot without an owner; and the other words. */
function readFilter(topology: Topology, text: string): { shards: (number | null)[]; words: string[] } {
  const shards: (number | null)[] = [];
  const rest = text.toLowerCase().replace(/\b(shard|slot)\s*(\d+)\b/g, (_, what: string, digits: string) => {
    const number = Number(digits);
    shards.push(what === 'shard' ? number : (shardOfSlot(topology, number)?.number ?? null));
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
  /** Where its map differs, a sentence an owner. */
  differences: string[];
  meaning: string;
}

/** A node that disagrees with the map that is shown, in sentences. */
export function describeView(view: NodeView, topology: Topology): ViewWords {
  const differences = view.differs.map(({ slots, owner }) => {
    const here = shardOfNode(topology, owner);
    const to = owner === null ? 'nobody' : here ? `${owner} (shard ${here.number})` : owner;
    return `It gives ${slots.length === 1 && slots[0]!.first === slots[0]!.last ? 'slot' : 'slots'} ${
      slots.length > 6 ? slotRanges(slots, 6) : allSlotRanges(slots)
    } to ${to}.`;
  });
  // Of config epochs, as the view's: cluster_current_epoch may be ahead of them all.
  const epoch = topology.shards.reduce((most, { primary }) => Math.max(most, primary?.configEpoch ?? 0), 0);
  const meaning =
    view.epoch < epoch
      ? `It knows epochs up to ${view.epoch}, the map up to ${epoch}: it has not heard of the change yet. Until it has, it redirects clients to where the slots were.`
      : `It knows epochs up to ${view.epoch}, as the map does: one of the two was told otherwise by hand, or awaits the owner's next heartbeat. While this lasts, commands for these slots that reach it go astray; if it stays, CLUSTER SETSLOT <slot> NODE <id> at the node that is wrong, or redis-cli --cluster fix, makes them agree.`;
  return { node: view.node, differences, meaning };
}

/** Versions of the nodes with how many run each, the most common first; empty where all run the same, or none is known. */
export function differingVersions(
  topology: Topology,
  metrics: Metrics,
): { version: string; nodes: number }[] {
  const counts = new Map<string, number>();
  for (const { address } of allNodes(topology)) {
    const version = metrics[address]?.latest.version;
    if (version) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  if (counts.size < 2) return [];
  return [...counts].map(([version, nodes]) => ({ version, nodes })).sort((a, b) => b.nodes - a.nodes);
}

const SKEWED = 1.5;
/** Fewer keys than this are spread unevenly by chance. */
const TELLING = 1000;

export interface ShardShare {
  keys: number | null;
  /** Of all keys, 0 to 1; null while a primary's count is not known. */
  share: number | null;
  /** Its share of the keys by its share of the slots: 1 where keys are spread evenly; null where that says nothing. */
  skew: number | null;
  /** Far more than its part, of more than a handful of keys. */
  uneven: boolean;
}

/** Each shard's part of the keys, by its number. */
export function shardShares(topology: Topology, metrics: Metrics): ReadonlyMap<number, ShardShare> {
  const keysOf = (shard: Shard) => (shard.primary && metrics[shard.primary.address]?.keys) ?? null;
  let total = 0;
  for (const shard of topology.shards) total += keysOf(shard) ?? 0;
  return new Map(
    topology.shards.map((shard) => {
      const keys = keysOf(shard);
      const share = keys === null || total === 0 ? null : keys / total;
      const part = topology.covered > 0 ? shard.slotCount / topology.covered : 0;
      const skew = share === null || part === 0 ? null : share / part;
      const uneven = skew !== null && skew > SKEWED && total >= TELLING;
      return [shard.number, { keys, share, skew, uneven }];
    }),
  );
}
