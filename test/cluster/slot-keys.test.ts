/** Keys of a slot and their facts: owners, open slots, failures, many keys, hostile keys. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKeyFacts } from '../../main/cluster/slots/key-facts.ts';
import { FailureError } from '../../shared/failure.ts';
import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import type { Cluster } from '../../main/cluster/cluster.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import type { SlotPart } from '../../shared/slots/slot-model.ts';
import { openSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let servers: RedisCluster;
let cluster: Cluster;
const closing: (() => void)[] = [];
beforeAll(async () => {
  servers = await RedisCluster.start({
    nodeTimeout: 2000,
    conf: ['user narrow on >narrow ~* +@all -memory|usage -type'],
  });
  cluster = await open();
});
afterAll(async () => {
  for (const close of closing) close();
  await servers.stop();
});

async function open(login: { username?: string; password?: string } = {}): Promise<Cluster> {
  const { session } = await openSession(servers, 'direct', { protocol: 3, ...login });
  closing.push(() => session.close());
  return session.cluster;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const slotOf = (text: string) => keySlot(bytes(text));
const names = (part: SlotPart) => part.keys.map((key) => Buffer.from(key).toString('latin1')).sort();
const address = (port: number) => `127.0.0.1:${port}`;
const ownerPort = async (slot: number) => (await servers.ownerOf(slot))!;
const otherThan = (port: number) =>
  servers.nodes.find((node) => node.role === 'primary' && node.port !== port)!.port;

const factsOf = (part: SlotPart, slot: number, keys = part.keys) =>
  readKeyFacts(cluster, { slot, database: 0, node: part.node, role: part.role, keys });

test('the owner returns the count and lists as many keys as requested', async () => {
  const slot = slotOf('{owner}');
  const port = await ownerPort(slot);
  for (let i = 0; i < 5; i++) await servers.command(port, 'SET', `{owner}${i}`, 'v');
  const all = await readSlotKeys(cluster, { slot, limit: 100, database: 0 });
  expect(all.parts).toMatchObject([{ node: address(port), role: 'owner', count: 5, problem: '' }]);
  expect(all.parts[0]!.shard).toBe(cluster.shardOf(address(port)));
  expect(names(all.parts[0]!)).toEqual([0, 1, 2, 3, 4].map((i) => `{owner}${i}`));
  const some = await readSlotKeys(cluster, { slot, limit: 2, database: 0 });
  expect(some.parts[0]).toMatchObject({ count: 5 });
  expect(some.parts[0]!.keys).toHaveLength(2);
  expect((await readSlotKeys(cluster, { slot, limit: 0, database: 0 })).parts[0]).toMatchObject({
    count: 5,
    keys: [],
  });
});

test('a slot without keys is an empty one, not a failure', async () => {
  const { parts } = await readSlotKeys(cluster, {
    slot: slotOf('{nobody-has-this}'),
    limit: 100,
    database: 0,
  });
  expect(parts).toMatchObject([{ role: 'owner', count: 0, keys: [], problem: '' }]);
});

test('each type is reported with its TTL, memory and encoding', async () => {
  const slot = slotOf('{facts}');
  const port = await ownerPort(slot);
  const make = (...words: string[]) => servers.command(port, ...words);
  await make('SET', '{facts}int', '12');
  await make('SET', '{facts}raw', 'x'.repeat(100), 'PX', '3600000');
  await make('RPUSH', '{facts}list', 'a');
  await make('HSET', '{facts}hash', 'f', 'v');
  await make('SADD', '{facts}set', '1', '2');
  await make('ZADD', '{facts}zset', '1', 'a');
  await make('XADD', '{facts}stream', '*', 'f', 'v');
  const keys = ['int', 'raw', 'list', 'hash', 'set', 'zset', 'stream', 'gone'].map((name) =>
    bytes(`{facts}${name}`),
  );
  const facts = await readKeyFacts(cluster, { slot, database: 0, node: address(port), role: 'owner', keys });
  expect(facts.map(({ type }) => type)).toEqual([
    'string',
    'string',
    'list',
    'hash',
    'set',
    'zset',
    'stream',
    '',
  ]);
  expect(facts[0]).toMatchObject({ ttl: -1, encoding: 'int', problem: '' });
  expect(facts[1]).toMatchObject({ encoding: 'raw', problem: '' });
  expect(facts[1]!.ttl).toBeGreaterThan(3_000_000);
  expect(facts[1]!.ttl).toBeLessThanOrEqual(3_600_000);
  expect(facts[1]!.memory).toBeGreaterThan(100);
  expect(facts[4]!.encoding).toBe('intset');
  expect(facts[6]!.encoding).toBe('stream');
  expect(facts[7]).toEqual({ type: '', ttl: null, memory: null, encoding: '', problem: '' });
  for (const { memory } of facts.slice(0, 7)) expect(memory).toBeGreaterThan(0);
});

test('asking for facts does not count as an access of the key', async () => {
  const slot = slotOf('{idle}');
  const port = await ownerPort(slot);
  await servers.command(port, 'SET', '{idle}', 'v');
  const idle = async () => Number(await servers.command(port, 'OBJECT', 'IDLETIME', '{idle}'));
  await waitUntil('the key to be idle for two seconds', async () => (await idle()) >= 2);
  const [fact] = await readKeyFacts(cluster, {
    slot,
    database: 0,
    node: address(port),
    role: 'owner',
    keys: [bytes('{idle}')],
  });
  expect(fact!.type).toBe('string');
  expect(await idle()).toBeGreaterThanOrEqual(2);
});

test('an ACL refusal is reported, and the rest is present', async () => {
  const narrow = await open({ username: 'narrow', password: 'narrow' });
  const slot = slotOf('{acl}');
  const port = await ownerPort(slot);
  await servers.command(port, 'SET', '{acl}', '12');
  const question = { slot, database: 0, node: address(port), role: 'owner' as const, keys: [bytes('{acl}')] };
  const [fact] = await readKeyFacts(narrow, question);
  expect(fact).toMatchObject({ type: '?', ttl: -1, memory: null, encoding: 'int' });
  expect(fact!.problem).toMatch(/^TYPE: NOPERM .*\nMEMORY USAGE: NOPERM /);
});

test('keys are the bytes they are', async () => {
  const slot = slotOf('{raw}');
  const port = await ownerPort(slot);
  const hostile = [
    Buffer.from('{raw}\0\r\n\x1b[2J\xff', 'latin1'),
    Buffer.from('{raw}‮evil'),
    Buffer.alloc(200_000, '{raw}<script>'),
  ];
  for (const key of hostile) await servers.command(port, 'SET', key, 'v');
  const part = (await readSlotKeys(cluster, { slot, limit: 100, database: 0 })).parts[0]!;
  expect(names(part)).toEqual(hostile.map((key) => key.toString('latin1')).sort());
  expect((await factsOf(part, slot)).map(({ type }) => type)).toEqual(['string', 'string', 'string']);
});

test('while a slot migrates, source and target each list what they have', async () => {
  const slot = slotOf('{open}');
  const port = await ownerPort(slot);
  const target = otherThan(port);
  for (let i = 0; i < 10; i++) await servers.command(port, 'SET', `{open}${i}`, 'v');
  expect(await servers.migrateSlot(slot, port, target, { stopAfter: 'keys', keys: 4 })).toBe(4);
  await cluster.refresh('asked');
  const { parts } = await readSlotKeys(cluster, { slot, limit: 100, database: 0 });
  expect(parts).toMatchObject([
    { node: address(port), role: 'source', count: 6, problem: '' },
    { node: address(target), role: 'target', count: 4, problem: '' },
  ]);
  expect([...names(parts[0]!), ...names(parts[1]!)].sort()).toEqual(
    Array.from({ length: 10 }, (_, i) => `{open}${i}`),
  );
  for (const part of parts)
    for (const fact of await factsOf(part, slot)) expect(fact).toMatchObject({ type: 'string', ttl: -1 });
  // Asked at the source, a key that has moved is answered by ASK: it is not there.
  for (const fact of await factsOf(parts[0]!, slot, parts[1]!.keys)) expect(fact.type).toBe('');

  await servers.migrateSlot(slot, port, target);
  // The map that is held still has the slot at its source, open: what is answered is from the map read after it.
  const after = await waitUntil('the slot to be closed', async () => {
    const detail = await readSlotKeys(cluster, { slot, limit: 100, database: 0 });
    return detail.parts[0]!.role === 'owner' && detail;
  });
  expect(after.parts).toMatchObject([{ node: address(target), role: 'owner', count: 10 }]);
});

test('a slot that moved unnoticed is read from its new owner, not shown empty', async () => {
  const slot = slotOf('{moved}');
  const port = await ownerPort(slot);
  const target = otherThan(port);
  await servers.command(port, 'SET', '{moved}', 'v');
  await cluster.refresh('asked');
  await servers.migrateSlot(slot, port, target);
  const { parts } = await readSlotKeys(cluster, { slot, limit: 100, database: 0 });
  expect(parts).toMatchObject([{ node: address(target), role: 'owner', count: 1 }]);
});

test('a node outside the cluster is not asked', async () => {
  const question = { slot: 1, database: 0, node: '127.0.0.1:1', role: 'owner' as const, keys: [bytes('a')] };
  await expect(readKeyFacts(cluster, question)).rejects.toMatchObject({ failure: { code: 'gone' } });
});

test('keys larger than a list may be are refused in a sentence, and the panels still work', async () => {
  const slot = slotOf('{wide}');
  const port = await ownerPort(slot);
  for (let i = 0; i < 3; i++) await servers.command(port, 'SET', Buffer.alloc(30 << 20, `{wide}${i}`), 'v');
  await expect(readSlotKeys(cluster, { slot, limit: 100, database: 0 })).rejects.toMatchObject({
    failure: { code: 'too-large', message: expect.stringContaining('64 MB') as string },
  });
  expect((await readSlotKeys(cluster, { slot, limit: 2, database: 0 })).parts[0]).toMatchObject({ count: 3 });
  for (let i = 0; i < 3; i++) await servers.command(port, 'DEL', Buffer.alloc(30 << 20, `{wide}${i}`));
});

test('a slot of a million keys answers in steps, and blocks its node for no longer than the step', async () => {
  const slot = slotOf('{million}');
  const port = await ownerPort(slot);
  const script = `for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do redis.call('SET', '{million}:' .. i, '1') end`;
  // A script of more keys could block the node of a busy machine until its replica takes over.
  for (let i = 0; i < 1_000_000; i += 10_000)
    await servers.command(port, 'EVAL', script, '1', '{million}', String(i + 1), String(i + 10_000));
  await servers.command(port, 'CONFIG', 'RESETSTAT');
  const metrics: string[] = [];
  for (const limit of [100, 1000, 10_000, 100_000]) {
    const { parts, milliseconds } = await readSlotKeys(cluster, { slot, limit, database: 0 });
    expect(parts[0]!.count).toBe(1_000_000);
    expect(new Set(names(parts[0]!)).size).toBe(limit);
    const stats = String(await servers.command(port, 'INFO', 'commandstats'));
    const server = /cmdstat_cluster\|getkeysinslot:calls=\d+,usec=(\d+)/.exec(stats)?.[1];
    metrics.push(`${limit}: ${milliseconds.toFixed(1)} ms here, ${server} µs in the server so far`);
  }
  console.log(metrics.join('\n'));
  await servers.command(port, 'FLUSHALL', 'ASYNC');
});

test('one of two nodes that fails is named, and the other is still shown', async () => {
  const slot = slotOf('{half}');
  const port = await ownerPort(slot);
  const target = otherThan(port);
  for (let i = 0; i < 4; i++) await servers.command(port, 'SET', `{half}${i}`, 'v');
  await servers.migrateSlot(slot, port, target, { stopAfter: 'keys', keys: 1 });
  await cluster.refresh('asked');
  await servers.kill(target);
  const { parts } = await readSlotKeys(cluster, { slot, limit: 100, database: 0 });
  expect(parts[0]).toMatchObject({ role: 'source', count: 3, problem: '' });
  expect(parts[1]).toMatchObject({ role: 'target', node: address(target), count: 0, keys: [] });
  expect(parts[1]!.problem).toMatch(/ECONNREFUSED|refused/i);

  const killed = cluster.topology!.shards.find(({ primary }) => primary?.address === address(target))!;
  const error = await readSlotKeys(cluster, { slot: killed.slots[0]!.first, limit: 100, database: 0 }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FailureError);
  expect((error as FailureError).failure).toMatchObject({ code: 'unreachable' });
  expect((error as FailureError).failure.message).toContain(address(target));
  const heir = await servers.waitForFailover(target);
  const detail = await waitUntil('the heir to be asked', () =>
    readSlotKeys(cluster, { slot: killed.slots[0]!.first, limit: 100, database: 0 }).catch(() => null),
  );
  expect(detail.parts[0]!.node).toBe(address(heir));
});
