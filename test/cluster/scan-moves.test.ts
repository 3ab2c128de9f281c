/** Scans while the cluster changes: no key is lost or counted twice without a note. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScanState } from '../../shared/slots/scan-model.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { openScan, query, setKeys, type OpenedScan } from '../support/scan-fixtures.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const slotOf = (key: string) => keySlot(new TextEncoder().encode(key));
const TAGS = 300;
const KEYS_OF_TAG = 10;
const KEYS = TAGS * KEYS_OF_TAG;

function* keys(): Generator<string> {
  for (let i = 0; i < KEYS; i++) yield `k{tag-${i % TAGS}}:${i}`;
}
const contains = (ranges: ScanState['unsettled'], slot: number) =>
  ranges.some(({ first, last }) => first <= slot && slot <= last);

let cluster: RedisCluster;
let opened: OpenedScan | null = null;
beforeEach(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  await setKeys(cluster, keys());
  const primaries = cluster.nodes.filter(({ role }) => role === 'primary');
  await waitUntil('the replicas to have all', async () => {
    const sizes = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'DBSIZE')));
    return sizes.map(Number).reduce((a, b) => a + b) === 2 * KEYS && primaries.length === 3;
  });
});
afterEach(async () => {
  opened?.close();
  opened = null;
  await cluster.stop();
});

/** Slow enough that the cluster can change while it is in the middle. */
const slowly = async (timeoutMs = 30_000) => {
  opened = await openScan(cluster, { count: 10, pause: 30, samples: 0 }, { timeoutMs });
  await waitUntil('some keys of every shard', () => {
    const { shards } = opened!.scan.state;
    return shards.length === 3 && shards.every(({ scanned }) => scanned > 50);
  });
  return opened;
};

/** Every tag with as many keys as there are. */
function expectWhole({ scan }: OpenedScan, state: ScanState): void {
  expect(state).toMatchObject({ phase: 'done', keys: KEYS, tags: TAGS, tagged: KEYS, failure: null });
  const { rows } = scan.tags(query());
  expect(rows.map(({ keys }) => keys)).toEqual(Array.from({ length: TAGS }, () => KEYS_OF_TAG));
  expect(state.slots.reduce((sum, count) => sum + count)).toBe(KEYS);
}

test('slots that move during the scan are counted again, without lost or doubled keys', async () => {
  const { scan, ended } = await slowly();
  const slots = [...new Set(['tag-1', 'tag-2', 'tag-3', 'tag-4'].map(slotOf))];
  for (const slot of slots) {
    const from = (await cluster.ownerOf(slot))!;
    const to = cluster.nodes.find(({ role, port }) => role === 'primary' && port !== from)!.port;
    await cluster.migrateSlot(slot, from, to);
  }
  expect(scan.state.phase).toBe('running');
  const state = await ended();
  expectWhole(opened!, state);
  for (const slot of slots) expect(contains(state.recounted, slot)).toBe(true);
  expect(state.unsettled).toEqual([]);
  const moved = scan
    .tags(query({ filter: 'tag-1', count: 500 }))
    .rows.find(({ tag }) => text(tag) === 'tag-1')!;
  expect(moved.keys).toBe(KEYS_OF_TAG);
});

test('a slot that stays open is counted at both of its nodes, and named', async () => {
  const slot = slotOf('tag-1');
  const from = (await cluster.ownerOf(slot))!;
  const to = cluster.nodes.find(({ role, port }) => role === 'primary' && port !== from)!.port;
  await cluster.migrateSlot(slot, from, to, { stopAfter: 'keys', keys: 4 });
  opened = await openScan(cluster, { samples: 0 });
  const state = await opened.ended();
  expectWhole(opened, state);
  expect(state.unsettled).toEqual([{ first: slot, last: slot }]);
  expect(state.notes.join()).toContain('Both were scanned');
});

test('if a primary dies during the scan, its shard is scanned again on its successor', async () => {
  const { ended } = await slowly();
  const victim = cluster.nodes.find(({ role }) => role === 'primary')!.port;
  await cluster.kill(victim);
  const state = await ended();
  expectWhole(opened!, state);
  expect(state.unsettled).toEqual([]);
  const shard = state.shards.find(({ note }) => note !== '')!;
  expect(shard.note).toMatch(/^restarted on 127\.0\.0\.1:\d+ after a failover$/);
  expect(shard.node).not.toBe(`127.0.0.1:${victim}`);
  expect(shard.done).toBe(true);
});

test('if a connection is cut, the node is scanned again, and nothing is counted twice', async () => {
  const { ended } = await slowly();
  const { port } = cluster.nodes[0]!;
  const list = String(await cluster.command(port, 'CLIENT', 'LIST'));
  const ids = list.split('\n').flatMap((line) => (/cmd=scan/.test(line) ? [/id=(\d+)/.exec(line)![1]!] : []));
  expect(ids, list).toHaveLength(1);
  await cluster.command(port, 'CLIENT', 'KILL', 'ID', ids[0]!);
  const state = await ended();
  expectWhole(opened!, state);
  expect(state.shards.map(({ note }) => note).join('')).toMatch(/after its connection was lost$/);
});

test('a shard that stays down is reported as missing, and the others are complete', async () => {
  const [victim] = cluster.nodes;
  const replica = cluster.nodes.find(({ shard, role }) => shard === victim!.shard && role === 'replica')!;
  const { ended, scan } = await slowly(3000);
  await Promise.all([cluster.kill(victim!.port), cluster.kill(replica.port)]);
  const state = await ended();
  expect(state.phase).toBe('done');
  expect(state.keys).toBeLessThan(KEYS);
  const lost = state.shards.filter(({ done }) => !done);
  expect(lost).toHaveLength(1);
  expect(lost[0]!.note).toContain('was lost');
  const slots = state.unsettled.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect(slots).toBeGreaterThan(5000);
  const whole = scan.tags(query()).rows.filter(({ slot }) => !contains(state.unsettled, slot));
  expect(whole.length).toBeGreaterThan(TAGS / 3);
  expect(new Set(whole.map(({ keys }) => keys))).toEqual(new Set([KEYS_OF_TAG]));
});
