/** Notices for the transcript about a new map. Pure. */
import { counted } from '../../../shared/format/count.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { slotHealth, slotsAre, type UnservedShard } from '../../../shared/cluster/slot-health.ts';
import { changesBetween } from './comparing.ts';
import type { Finding } from './finding.ts';
import { indexNodes } from './node-index.ts';
import { SettledMap } from './settled-map.ts';

/** Compares each map with the one before. */
export class MapNews {
  private readonly settled = new SettledMap();
  private last: Topology | null = null;

  take(topology: Topology): Notice[] {
    const { last } = this;
    this.last = this.settled.take(topology);
    return mapNews(last, this.last);
  }
}

/** Nodes named in one notice, and shards with a notice of their own. */
const MAX_NAMED = 3;

/** Old and new address of each node that changed it. Empty for a server outside a cluster. */
export function renamedNodes(before: Topology | null, after: Topology): Map<NodeAddress, NodeAddress> {
  const renamed = new Map<NodeAddress, NodeAddress>();
  if (before?.kind !== 'cluster' || after.kind !== 'cluster' || before.version === after.version)
    return renamed;
  const is = indexNodes(after);
  for (const [id, { node }] of indexNodes(before)) {
    const now = is.get(id)?.node.address ?? node.address;
    if (now !== node.address && hasAddress(now)) renamed.set(node.address, now);
  }
  return renamed;
}

/** Reports failovers, a cluster that goes down or recovers, and changed addresses, in this order; or a different cluster. */
export function mapNews(before: Topology | null, after: Topology): Notice[] {
  if (before?.kind !== 'cluster' || after.kind !== 'cluster' || before.version === after.version) return [];
  const [was, is] = [indexNodes(before), indexNodes(after)];
  if (![...was.keys()].some((id) => is.has(id)))
    return [
      {
        tone: 'bad',
        text: `The cluster at ${after.source} has none of the earlier nodes. It may be a different cluster with different keys.`,
      },
    ];
  const changes = changesBetween(before, after);
  const renamed = [...renamedNodes(before, after)];
  return [
    ...changes.filter(({ kind }) => kind === 'failover').map(promoted),
    ...(before.state === after.state ? [] : [stateNews(after)]),
    ...servedNews(before, after),
    ...(renamed.length === 0 ? [] : [addressNews(renamed)]),
  ];
}

/** Reports slots that are no longer served, or are again. A suspicion alone is not reported: it passes or comes true. */
function servedNews(before: Topology, after: Topology): Notice[] {
  const lost = (map: Topology) =>
    new Map([...slotHealth(map).unserved].filter(([, { cause }]) => cause !== 'suspected'));
  const [was, is] = [lost(before), lost(after)];
  const gone = [...is].filter(([number, { cause }]) => was.get(number)?.cause !== cause);
  const back = [...was].filter(([number]) => !slotHealth(after).unserved.has(number));
  return [
    ...firstOf('bad', gone, ({ message }) => message, 'are not served either'),
    ...firstOf('good', back, ({ shard }) => `${slotsAre(shard.slots)} served again.`, 'are served again too'),
  ];
}

/** A notice for each of the first shards, and one for all others. */
function firstOf(
  tone: Notice['tone'],
  shards: readonly (readonly [number, UnservedShard])[],
  message: (shard: UnservedShard) => string,
  rest: string,
): Notice[] {
  const more = shards.length - MAX_NAMED;
  const texts = shards.slice(0, MAX_NAMED).map(([, shard]) => message(shard));
  if (more > 0) texts.push(`The slots of ${counted(more, 'more shard')} ${rest}.`);
  return texts.map((text) => ({ tone, text }));
}

const promoted = ({ about, from, to, detail }: Finding): Notice => ({
  tone: 'info',
  text: `Failover in shard ${about?.shard}: ${to?.node} was promoted${from?.node ? `, replacing ${from.node}` : ''}${detail ? ` (${detail})` : ''}.`,
});

const stateNews = (map: Topology): Notice =>
  map.state === 'ok'
    ? { tone: 'good', text: `The cluster is up again (cluster_state:ok on ${map.source}).` }
    : {
        tone: 'bad',
        text: `The cluster is down (cluster_state:fail on ${map.source}). The owners of ${slotHealth(map).served} slots are up. Commands wait a moment, then are refused.`,
      };

function addressNews(renamed: readonly [NodeAddress, NodeAddress][]): Notice {
  const named = renamed.slice(0, MAX_NAMED).map(([old, now]) => `${old} is now ${now}`);
  const more = renamed.length > MAX_NAMED ? ` and ${renamed.length - MAX_NAMED} more` : '';
  const what =
    renamed.length === 1 ? 'A node changed its address' : `${renamed.length} nodes changed their addresses`;
  return { tone: 'info', text: `${what}: ${named.join(', ')}${more}.` };
}
