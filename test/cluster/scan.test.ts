/** The scan of the keyspace against real servers: known data in, exact groups out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanState } from '../../shared/slots/scan-model.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { openScan, query, setKeys } from '../support/scan-fixtures.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** 600 keys of {order}, 300 of {cart}, 10 each of fifty tags, 400 of user:*, 100 of session:*. */
function* knownKeys(): Generator<string> {
  for (let i = 0; i < 600; i++) yield `o{order}:${i}`;
  for (let i = 0; i < 300; i++) yield `c{cart}:${i}`;
  for (let i = 0; i < 500; i++) yield `t{tag-${i % 50}}:${i}`;
  for (let i = 0; i < 400; i++) yield `user:${i}`;
  for (let i = 0; i < 100; i++) yield `session:${i}`;
}
const KEYS = 1900;

describe('a cluster of six nodes', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
    await setKeys(cluster, knownKeys());
  });
  afterAll(() => cluster.stop());

  const scanned = async (options: Parameters<typeof openScan>[1] = {}) => {
    const opened = await openScan(cluster, options);
    try {
      const state = await opened.ended();
      return { state, tags: opened.scan.tags(query()), prefixes: opened.scan.prefixes(query()), opened };
    } finally {
      opened.close();
    }
  };

  test('known keys come out as exact groups', async () => {
    const { state, tags, prefixes } = await scanned();
    expect(state).toMatchObject({
      phase: 'done',
      keys: KEYS,
      expected: KEYS,
      tagged: 1400,
      tags: 52,
      prefixes: 2,
      estimates: null,
      recounted: [],
      unsettled: [],
      notes: [],
      failure: null,
    });
    expect(state.slots.reduce((sum, keys) => sum + keys)).toBe(KEYS);
    expect(tags.rows.slice(0, 3).map(({ tag, keys }) => [text(tag), keys])).toEqual([
      ['order', 600],
      ['cart', 300],
      expect.arrayContaining([10]),
    ]);
    expect(prefixes.rows.map(({ prefix, keys }) => [text(prefix), keys])).toEqual([
      ['user', 400],
      ['session', 100],
    ]);
    expect(state.shards.map(({ done, note }) => [done, note])).toEqual([
      [true, ''],
      [true, ''],
      [true, ''],
    ]);
    expect(state.bigTags.tags).toBe(2);
    expect(text(state.fullestSlot!.tag!)).toBe('order');
    expect(state.fullestSlot!.tagKeys).toBe(600);
  });

  test('if every key is sampled, types and memory are exact', async () => {
    const { state, tags } = await scanned();
    expect(state.sampled).toBe(KEYS);
    expect(state.types).toEqual([{ type: 'string', share: 1 }]);
    expect(state.memory!.error).toBe(0);
    expect(state.memory!.value).toBeGreaterThan(KEYS * 40);
    expect(tags.rows[0]).toMatchObject({ samples: 600, lowBy: 0, memory: { error: 0 } });
    expect(tags.rows[0]!.largest).toHaveLength(5);
  });

  test('samples 0 asks nothing', async () => {
    const { state, tags } = await scanned({ samples: 0 });
    expect(state).toMatchObject({ sampled: 0, memory: null, types: [] });
    expect(tags.rows[0]).toMatchObject({ samples: 0, memory: null, largest: [] });
  });

  test('MATCH and TYPE leave the others out', async () => {
    const matched = await scanned({ match: 'c{cart}:*' });
    expect(matched.state).toMatchObject({ keys: 300, tags: 1, notes: [] });
    const none = await scanned({ type: 'hash' });
    expect(none.state).toMatchObject({ phase: 'done', keys: 0, tags: 0 });
  });

  test('the limit ends the scan at that key and is noted', async () => {
    const { state } = await scanned({ limit: 123, count: 10 });
    expect(state).toMatchObject({ phase: 'done', keys: 123, sampled: 123, unsettled: [] });
    expect(state.notes.join()).toContain('after 123 keys');
  });

  test('replicas are scanned instead of the primaries', async () => {
    await Promise.all(
      cluster.nodes.map(({ port, role }) => role === 'primary' && cluster.command(port, 'WAIT', '1', '5000')),
    );
    const { state } = await scanned({ replicas: true });
    const replicas = cluster.nodes
      .filter(({ role }) => role === 'replica')
      .map(({ port }) => `127.0.0.1:${port}`);
    expect(state).toMatchObject({ phase: 'done', keys: KEYS, sampled: KEYS });
    expect(state.shards.map(({ node }) => node).sort()).toEqual([...replicas].sort());
  });

  test('it pauses, resumes, and stops with its results so far', async () => {
    const opened = await openScan(cluster, { count: 10, pause: 20 });
    try {
      await waitUntil('some keys', () => opened.scan.state.keys > 0);
      opened.scan.pause();
      expect(opened.scan.state.phase).toBe('paused');
      const clock = opened.scan.state.milliseconds;
      expect(opened.scan.state.milliseconds).toBe(clock);
      opened.scan.resume();
      const { keys } = opened.scan.state;
      await waitUntil('more keys', () => opened.scan.state.keys > keys);
      opened.scan.stop();
      expect(opened.scan.state).toMatchObject({ phase: 'stopped', unsettled: [] });
      expect(opened.scan.state.keys).toBeGreaterThan(0);
      expect(opened.scan.state.keys).toBeLessThan(KEYS);
    } finally {
      opened.close();
    }
  });

  test('states are reported in the order of their phases, with slots copied each time', async () => {
    const { opened } = await scanned();
    expect(opened.states[0]!.phase).toBe('running');
    expect(opened.states.at(-1)!.phase).toBe('done');
    expect(new Set(opened.states.map(({ slots }) => slots)).size).toBe(opened.states.length);
  });

  test('a page is filtered, ordered and cut', async () => {
    const { opened } = await scanned();
    const names = (more: Parameters<typeof query>[0]) =>
      opened.scan.tags(query({ order: 'tag', descending: false, ...more })).rows.map(({ tag }) => text(tag));
    expect(names({ filter: 'tag-1?' })).toEqual(Array.from({ length: 10 }, (_, i) => `tag-1${i}`));
    expect(names({ filter: 'art' })).toEqual(['cart']);
    expect(names({ from: 0, count: 3 })).toEqual(['cart', 'order', 'tag-0']);
    const page = opened.scan.tags(query({ filter: 'tag-*', from: 48 }));
    expect([page.matching, page.kept, page.rows.length]).toEqual([50, 52, 2]);
  });

  test('a user without MEMORY USAGE gets the rest and a note; one without SCAN gets the reason', async () => {
    const primaries = cluster.nodes.filter(({ role }) => role === 'primary');
    const rule = (...words: string[]) =>
      Promise.all(primaries.map(({ port }) => cluster.command(port, 'ACL', 'SETUSER', 'default', ...words)));
    try {
      await rule('-memory');
      const { state, tags } = await scanned();
      expect(state).toMatchObject({ phase: 'done', keys: KEYS, sampled: KEYS, memory: null });
      expect(tags.rows[0]).toMatchObject({ memory: null, types: [{ type: 'string', share: 1 }] });
      expect(state.notes.filter((note) => note.includes('MEMORY USAGE'))).toHaveLength(1);
      await rule('-scan');
      const refused = (await scanned()).state;
      expect(refused).toMatchObject({ phase: 'failed', failure: { code: 'refused' } });
      expect(refused.shards.map(({ note }) => note)).toEqual(['', '', '']);
    } finally {
      await rule('+@all');
    }
  });

  test('the files hold every row', async () => {
    const { opened } = await scanned();
    const csv = [...opened.scan.export('csv')].join('').trim().split('\n');
    expect(csv).toHaveLength(53);
    expect(csv[1]).toMatch(/^order,false,600,0,/);
    const json = JSON.parse([...opened.scan.export('json')].join('')) as {
      summary: ScanState;
      tags: unknown[];
      prefixes: unknown[];
    };
    expect([json.tags.length, json.prefixes.length, json.summary.keys]).toEqual([52, 2, KEYS]);
  });
});

test('a server outside a cluster is scanned, with a note that it has no slots', async () => {
  const server = await RedisCluster.start({ cluster: false, primaries: 1 });
  const opened = await (async () => {
    await setKeys(server, knownKeys());
    return openScan(server);
  })();
  try {
    const state = await opened.ended();
    expect(state).toMatchObject({ phase: 'done', keys: KEYS, tags: 52 });
    expect(state.shards.map(({ shard }) => shard)).toEqual([1]);
    expect(state.notes.join()).toContain('not in a cluster');
  } finally {
    opened.close();
    await server.stop();
  }
});
