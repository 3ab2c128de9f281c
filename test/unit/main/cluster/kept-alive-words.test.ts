/** Texts about broken streams and a changed map; how long a command may block. Pure. */
import { expect, test } from 'vitest';
import { blockedFor } from '../../../../main/cluster/routing/blocked-for.ts';
import { mapNews, renamedNodes } from '../../../../main/cluster/topology/map-news.ts';
import { brokenText, goesOnText, refusedText } from '../../../../main/cluster/streams/stream-words.ts';
import { nodesOf } from '../../../../main/cluster/topology/shard-numbers.ts';
import type { Topology } from '../../../../shared/cluster/topology.ts';
import { argsOf } from '../../../../shared/resp/resp.ts';
import { threeShards } from '../../../support/cluster-fixtures.ts';

test.each([
  ['BLPOP a b 5', 5000],
  ['brpop a 0.5', 500],
  ['blmove a b left right 2', 2000],
  ['BLMPOP 3 1 a LEFT', 3000],
  ['xread count 1 block 250 streams s $', 250],
  ['xreadgroup group g c block 0 streams s >', 0],
  ['xread streams s 0', 0],
  ['blpop a 0', 0],
  ['blpop a soon', 0],
  ['blpop a 1e30', 0],
  ['blpop', 0],
  ['wait 1 100', 0],
  ['constructor 5', 0],
])('%s may wait %i ms', (line, milliseconds) => {
  expect(blockedFor(argsOf(...line.split(' ')))).toBe(milliseconds);
});

const stream = (kind: string, channel: string) => ({ kind, channel: Buffer.from(channel) });
const noon = new Date(2026, 0, 1, 12, 0, 0).getTime();

test('broken streams are named, at most a few, with the time; hostile names are escaped', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => stream('subscribe', name));
  expect(brokenText('h:1', [...many, stream('monitor', '')], 'reset', noon)).toBe(
    'SUBSCRIBE a, b, c and 2 others; MONITOR: the connection to h:1 broke (reset); nothing has come since 12:00:00. Trying again.',
  );
  expect(goesOnText('h:1', many.slice(0, 1), [{ since: noon }], noon + 65_000)).toBe(
    'SUBSCRIBE a goes on at h:1 after 1 min 5 s: what was sent between 12:00:00 and 12:01:05 may be missing.',
  );
  expect(goesOnText('h:1', [stream('monitor', '')], [], noon)).toBe('MONITOR hears h:1 too from now on.');
  expect(refusedText('h:1', [stream('subscribe', '\u001b[2J\u202e')], 'NOPERM')).not.toMatch(
    /[\u001b\u202e]/,
  );
});

/** The map after a change. */
function changed(change: (topology: Topology) => void): Topology {
  const after = structuredClone(threeShards);
  after.version++;
  change(after);
  return after;
}
const texts = (after: Topology) => mapNews(threeShards, after).map(({ text }) => text);

test('the same map, the first one, and one of a single server make no notice', () => {
  expect(mapNews(null, threeShards)).toEqual([]);
  expect(mapNews(threeShards, threeShards)).toEqual([]);
  expect(mapNews(threeShards, { ...threeShards, kind: 'standalone', version: 9 })).toEqual([]);
});

test('a cluster that is down, changed addresses and a different cluster are reported', () => {
  expect(texts(changed((topology) => (topology.state = 'fail')))[0]).toContain('cluster_state:fail');
  const moved = changed((topology) => {
    topology.shards[1]!.primary!.address = 'new:1';
  });
  const old = threeShards.shards[1]!.primary!.address;
  expect(texts(moved)).toEqual([`A node changed its address: ${old} is now new:1.`]);
  expect(mapNews(threeShards, moved)[0]!.translations).toEqual({
    'zh-Hans': `一个节点更换了地址：${old} 现为 new:1。`,
  });
  expect([...renamedNodes(threeShards, moved)]).toEqual([[old, 'new:1']]);
  const other = changed((topology) => {
    for (const [i, node] of topology.shards.flatMap(nodesOf).entries()) node.id = `other-${i}`;
  });
  expect(texts(other)).toEqual([expect.stringContaining('none of the earlier nodes')]);
});
