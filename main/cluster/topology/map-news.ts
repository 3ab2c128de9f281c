/** What a new map has to tell in the transcript. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { slotHealth, slotsAre, type UnservedShard } from '../../../shared/cluster/slot-health.ts';
import { changesBetween } from './comparing.ts';
import type { Finding } from './finding.ts';
import { indexNodes } from './node-index.ts';
import { SettledMap } from './settled-map.ts';

/** The news of one map after another. */
export class MapNews {
  private readonly settled = new SettledMap();
  private last: Topology | null = null;

  take(topology: Topology): Notice[] {
    const { last } = this;
    this.last = this.settled.take(topology);
    return mapNews(last, this.last);
  }
}

/** Nodes named in one notice, and shards that have a notice each. */
const NAMED = 3;

/** Addresses that the same nodes had before, and have now. Empty for a server that is not in a cluster. */
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

/** Failovers, a cluster that serves no more or again, other addresses, other nodes; in this order. */
export function mapNews(before: Topology | null, after: Topology): Notice[] {
  if (before?.kind !== 'cluster' || after.kind !== 'cluster' || before.version === after.version) return [];
  const [was, is] = [indexNodes(before), indexNodes(after)];
  if (![...was.keys()].some((id) => is.has(id)))
    return [
      {
        tone: 'bad',
        text: `The cluster that answers at ${after.source} has none of the nodes of before: it may be another one, with other keys.`,
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

/** Slots that are served no more, or again. A suspicion alone is no news: it passes, or comes true. */
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
  const more = shards.length - NAMED;
  const texts = shards.slice(0, NAMED).map(([, shard]) => message(shard));
  if (more > 0) texts.push(`The slots of ${more} more ${more === 1 ? 'shard' : 'shards'} ${rest}.`);
  return texts.map((text) => ({ tone, text }));
}

const promoted = ({ about, from, to, detail }: Finding): Notice => ({
  tone: 'info',
  text: `Failover in shard ${about?.shard}: ${to?.node} was promoted${from?.node ? ` in place of ${from.node}` : ''}${detail ? ` (${detail})` : ''}.`,
});

const stateNews = (map: Topology): Notice =>
  map.state === 'ok'
    ? { tone: 'good', text: `The cluster serves again (cluster_state:ok at ${map.source}).` }
    : {
        tone: 'bad',
        text: `The cluster is down, says ${map.source} (cluster_state:fail); the owners of ${slotHealth(map).served} slots are up. Commands wait a little and are then refused.`,
      };

function addressNews(renamed: readonly [NodeAddress, NodeAddress][]): Notice {
  const named = renamed.slice(0, NAMED).map(([old, now]) => `${old} is ${now}`);
  const more = renamed.length > NAMED ? ` and ${renamed.length - NAMED} more` : '';
  const what =
    renamed.length === 1 ? 'A node has another address' : `${renamed.length} nodes have other addresses`;
  return { tone: 'info', text: `${what} now: ${named.join(', ')}${more}.` };
}
