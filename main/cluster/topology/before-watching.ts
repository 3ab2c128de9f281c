/** Timeline entries about the time before watching began, from the servers' own records. */
import { counted } from '../../../shared/format/count.ts';
import { clockTime, dayOf, durationWords } from '../../../shared/format/clock.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { finding, sideOf, type Finding } from './finding.ts';
import { indexNodes, type PlacedNode } from './node-index.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, readReply, textOf } from '../wire/read-reply.ts';

/** Nodes asked at most, and milliseconds for each reply. */
const MAX_NODES = 64;
const TIMEOUT_MS = 2000;
/** A node whose uptime is below this fraction of the oldest one's was started later than the others. */
const LATER_FRACTION = 0.5;
/** Seconds between nodes that count as started together. */
const SAME_START_SECONDS = 60;

export type Fields = ReadonlyMap<string, string>;
/** INFO and CLUSTER INFO of one node. */
export interface NodePast {
  info: Fields;
  cluster: Fields;
}

/** Asks the nodes of the map. Never rejects: a node that does not answer is left out. */
export async function readPast(
  topology: Topology,
  probe: (node: NodeAddress) => NodeConnection,
): Promise<Map<NodeAddress, NodePast>> {
  const nodes = [...indexNodes(topology).values()]
    .filter(({ node }) => node.health === 'online')
    .slice(0, MAX_NODES);
  const past = new Map<NodeAddress, NodePast>();
  const ask = async (node: NodeAddress, ...text: string[]) =>
    infoFields(textOf(readReply(await probe(node).send(argsOf(...text), { timeout: TIMEOUT_MS }))));
  await Promise.allSettled(
    nodes.map(async ({ node: { address } }) => {
      const info = await ask(address, 'INFO');
      past.set(address, { info, cluster: new Map() });
      if (topology.kind !== 'cluster') return;
      past.set(address, { info, cluster: await ask(address, 'CLUSTER', 'INFO') });
    }),
  );
  return past;
}

/** Pure. Entries in the order of the map, only for what was recorded. `now`: when it was read, in milliseconds. */
export function beforeWatching(
  topology: Topology,
  past: ReadonlyMap<NodeAddress, NodePast>,
  now: number,
): Finding[] {
  const placed = [...indexNodes(topology).values()].filter(({ node }) => past.has(node.address));
  const infoOf = ({ node }: PlacedNode) => past.get(node.address)!.info;
  return [
    ...starts(placed, infoOf, now),
    ...placed.flatMap((one) => [...linkDown(one, infoOf(one), now), ...lastSave(one, infoOf(one), now)]),
    ...failuresReceived(placed, past),
    ...latestEpoch(topology),
  ];
}

const before = (detail: string, placed?: PlacedNode) =>
  finding('before', { about: placed ? sideOf(placed) : null, detail });

/** A non-negative integer; null for anything else. */
function numberIn(fields: Fields, name: string): number | null {
  const text = fields.get(name) ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** `18:02:11`, with the date if it is not today. */
function timeWords(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? clockTime(at) : `${dayOf(at)} ${clockTime(at)}`;
}

/** When the servers were started (uptime_in_seconds, exact to a second): one entry for all, one for each that started later. */
function starts(placed: readonly PlacedNode[], infoOf: (one: PlacedNode) => Fields, now: number): Finding[] {
  const known = placed.flatMap((one) => {
    const uptime = numberIn(infoOf(one), 'uptime_in_seconds');
    return uptime === null ? [] : [{ one, uptime }];
  });
  if (known.length === 0) return [];
  const oldest = Math.max(...known.map(({ uptime }) => uptime));
  const isLater = (uptime: number) =>
    uptime < oldest * LATER_FRACTION && oldest - uptime > SAME_START_SECONDS;
  const first = known.filter(({ uptime }) => !isLater(uptime));
  const youngest = Math.min(...first.map(({ uptime }) => uptime));
  const at = (uptime: number) => timeWords(now - uptime * 1000, now);
  const all =
    first.length === known.length
      ? known.length === 1
        ? 'its process'
        : 'all nodes’ processes'
      : `${first.length} of ${known.length} nodes’ processes`;
  const when = oldest - youngest <= 1 ? `about ${at(oldest)}` : `between ${at(oldest)} and ${at(youngest)}`;
  return [
    before(`${all} started ${when}`),
    ...known
      .filter(({ uptime }) => isLater(uptime))
      .map(({ one, uptime }) => before(`started about ${at(uptime)}, long after the others`, one)),
  ];
}

/** Reads master_link_down_since_seconds; Redis reports -1 if the link was never up. */
function linkDown(one: PlacedNode, info: Fields, now: number): Finding[] {
  if (info.get('master_link_status') !== 'down') return [];
  const seconds = numberIn(info, 'master_link_down_since_seconds');
  return [
    before(
      seconds === null
        ? 'replication link down; never up since the process started'
        : `replication link down since about ${timeWords(now - seconds * 1000, now)} (${durationWords(seconds * 1000)})`,
      one,
    ),
  ];
}

/** Reads LASTSAVE from INFO. A server that never saved reports its start time. */
function lastSave(one: PlacedNode, info: Fields, now: number): Finding[] {
  const saved = numberIn(info, 'rdb_last_save_time');
  const uptime = numberIn(info, 'uptime_in_seconds');
  if (!saved || uptime === null || saved * 1000 - (now - uptime * 1000) < 5000) return [];
  return [before(`last RDB save at ${timeWords(saved * 1000, now)} by its own clock`, one)];
}

/** Reads FAIL messages and vote requests (cluster_stats_messages_*): counts without times. */
function failuresReceived(
  placed: readonly PlacedNode[],
  past: ReadonlyMap<NodeAddress, NodePast>,
): Finding[] {
  const most = (name: string) =>
    Math.max(0, ...placed.map(({ node }) => numberIn(past.get(node.address)!.cluster, name) ?? 0));
  const failures = most('cluster_stats_messages_fail_received');
  const votes = most('cluster_stats_messages_auth-req_received');
  if (failures === 0 && votes === 0) return [];
  const upTo = (count: number, what: string) => (count === 0 ? [] : [`up to ${counted(count, what)}`]);
  const received = [...upTo(failures, 'failure report'), ...upTo(votes, 'vote request')];
  return [before(`nodes received ${received.join(' and ')} since they started; when is not recorded`)];
}

/** Each failover and each moved slot raises an epoch, so the greatest belongs to the latest one. */
function latestEpoch({ kind, shards }: Topology): Finding[] {
  if (kind !== 'cluster') return [];
  const leaders = shards.flatMap(({ number, primary }) => (primary ? [{ number, primary }] : []));
  const latest = leaders.reduce<(typeof leaders)[0] | null>(
    (most, one) => (most && most.primary.configEpoch >= one.primary.configEpoch ? most : one),
    null,
  );
  // A new cluster has one epoch for each primary, or for each node.
  const nodes = shards.reduce((sum, { replicas }) => sum + replicas.length + 1, 0);
  if (!latest || latest.primary.configEpoch <= nodes) return [];
  return [
    finding('before', {
      about: { node: latest.primary.address, shard: latest.number },
      detail: `has the greatest config epoch, ${latest.primary.configEpoch}: the latest failover or moved slot was here; when is not recorded`,
    }),
  ];
}
