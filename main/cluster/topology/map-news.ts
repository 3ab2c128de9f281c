/** Notices for the transcript about a new map. Pure. */
import type { LanguageName } from '../../../shared/language/language.ts';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import { slotHealth, slotsAre, type UnservedShard } from '../../../shared/cluster/slot-health.ts';
import { changesBetween } from './comparing.ts';
import type { Finding } from './finding.ts';
import { indexNodes } from './node-index.ts';
import { SettledMap } from './settled-map.ts';
import { mapNewsWords } from './words.ts';

type Words = ReturnType<typeof mapNewsWords>;

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
  const chinese = newsIn('zh-Hans', before, after);
  return newsIn('en', before, after).map((notice, i) => ({
    ...notice,
    translations: { 'zh-Hans': chinese[i]!.text },
  }));
}

function newsIn(language: LanguageName, before: Topology, after: Topology): Notice[] {
  const words = mapNewsWords(language);
  const [was, is] = [indexNodes(before), indexNodes(after)];
  if (![...was.keys()].some((id) => is.has(id)))
    return [{ tone: 'bad', text: words.stranger({ source: after.source }) }];
  const changes = changesBetween(before, after);
  const renamed = [...renamedNodes(before, after)];
  return [
    ...changes.filter(({ kind }) => kind === 'failover').map((change) => promoted(change, words)),
    ...(before.state === after.state ? [] : [stateNews(after, words)]),
    ...servedNews(language, before, after),
    ...(renamed.length === 0 ? [] : [addressNews(renamed, words)]),
  ];
}

/** Reports slots that are no longer served, or are again. A suspicion alone is not reported: it passes or comes true. */
function servedNews(language: LanguageName, before: Topology, after: Topology): Notice[] {
  const words = mapNewsWords(language);
  const lost = (map: Topology) =>
    new Map([...slotHealth(map, language).unserved].filter(([, { cause }]) => cause !== 'suspected'));
  const [was, is] = [lost(before), lost(after)];
  const gone = [...is].filter(([number, { cause }]) => was.get(number)?.cause !== cause);
  const back = [...was].filter(([number]) => !slotHealth(after).unserved.has(number));
  const again = ({ shard }: UnservedShard) => words.servedAgain({ slots: slotsAre(shard.slots, language) });
  return [
    ...firstOf('bad', gone, ({ message }) => message, words.moreUnserved),
    ...firstOf('good', back, again, words.moreServed),
  ];
}

/** A notice for each of the first shards, and one for all others. */
function firstOf(
  tone: Notice['tone'],
  shards: readonly (readonly [number, UnservedShard])[],
  message: (shard: UnservedShard) => string,
  rest: (args: { count: number }) => string,
): Notice[] {
  const count = shards.length - MAX_NAMED;
  const texts = shards.slice(0, MAX_NAMED).map(([, shard]) => message(shard));
  if (count > 0) texts.push(rest({ count }));
  return texts.map((text) => ({ tone, text }));
}

const promoted = ({ about, from, to, detail }: Finding, words: Words): Notice => ({
  tone: 'info',
  text: words.promoted({
    shard: String(about?.shard),
    node: String(to?.node),
    before: from?.node || 'none',
    detail: detail || 'none',
  }),
});

function stateNews(map: Topology, words: Words): Notice {
  const { source } = map;
  if (map.state === 'ok') return { tone: 'good', text: words.up({ source }) };
  return { tone: 'bad', text: words.down({ source, served: slotHealth(map).served }) };
}

function addressNews(renamed: readonly [NodeAddress, NodeAddress][], words: Words): Notice {
  const named = renamed.slice(0, MAX_NAMED).map(([old, now]) => words.isNow({ old, now }));
  const nodes = named.join(words.comma);
  const count = renamed.length;
  const more = count - named.length;
  if (count === 1) return { tone: 'info', text: words.oneMoved({ nodes }) };
  return {
    tone: 'info',
    text: more > 0 ? words.moreMoved({ count, nodes, more }) : words.moved({ count, nodes }),
  };
}
