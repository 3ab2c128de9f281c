import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import type { RedirectMode } from '../../shared/session/session.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import { openSession, run, printed } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let sessions: Session[] = [];
beforeAll(async () => {
  cluster = await RedisCluster.start();
});
afterAll(() => cluster.stop());
afterEach(() => {
  for (const session of sessions) session.close();
  sessions = [];
});

const open = async (mode: RedirectMode, options = {}) => {
  const opened = await openSession(cluster, mode, options);
  sessions.push(opened.session);
  return opened;
};
const line = async (session: Session, text: string) => printed(await run(session, text));

test('direct mode goes straight to the owner; follow mode shows the redirect; off mode the error', async () => {
  const { session } = await open('direct', { seed: cluster.addresses[0] });
  const direct = await run(session, 'set k1 v1');
  expect(direct).toMatchObject({ slot: 12706, shard: 3, routedBy: 'owner', node: cluster.addresses[2] });
  expect(direct.hops).toHaveLength(1);

  session.setMode('follow');
  session.setCurrentNode(cluster.addresses[0]!);
  const followed = await run(session, 'get k1');
  expect(followed.hops.map((hop) => [hop.node, hop.outcome])).toEqual([
    [cluster.addresses[0], 'moved'],
    [cluster.addresses[2], 'reply'],
  ]);
  expect(printed(followed)).toBe('"v1"');
  expect(followed.currentNode).toBe(cluster.addresses[2]);

  session.setMode('off');
  session.setCurrentNode(cluster.addresses[0]!);
  expect(await line(session, 'set k1 v2')).toBe(`(error) MOVED 12706 ${cluster.addresses[2]}`);
});

test('keys of several slots are refused by the server, and every key is named with its slot', async () => {
  const { session } = await open('direct');
  const execution = await run(session, 'mset k1 v1 k2 v2 k3 v3');
  expect(printed(execution)).toMatch(/^\(error\) CROSSSLOT/);
  expect(execution.keys).toEqual([
    { text: 'k1', index: 1, slot: 12706, shard: 3 },
    { text: 'k2', index: 3, slot: 449, shard: 1 },
    { text: 'k3', index: 5, slot: 4576, shard: 1 },
  ]);
});

test('questions about a slot are answered by its owner, wherever they are typed, and do not move the prompt', async () => {
  const { session } = await open('direct');
  expect(await line(session, 'mset k1{customer} v1 k2{customer} v2 k3{customer} v3')).toBe('OK');
  for (const address of cluster.addresses.slice(0, 3)) {
    session.setCurrentNode(address);
    const count = await run(session, 'cluster countkeysinslot 6651');
    expect(printed(count)).toBe('(integer) 3');
    expect(count).toMatchObject({
      routedBy: 'slot-question',
      currentNode: address,
      node: cluster.addresses[1],
    });
    const keys = await line(session, 'CLUSTER GetKeysInSlot 6651 100');
    // The order is the server's.
    expect(keys!.match(/"k\d\{customer\}"/g)!.sort()).toEqual([
      '"k1{customer}"',
      '"k2{customer}"',
      '"k3{customer}"',
    ]);
  }
  const detail = (await readSlotKeys(session.cluster, { slot: 6651, limit: 2, database: 0 })).parts[0]!;
  expect(detail).toMatchObject({ count: 3, node: cluster.addresses[1] });
  expect(detail.keys.map((key) => Buffer.from(key).toString())).toEqual([
    expect.stringMatching(/^k\d\{customer\}$/),
    expect.stringMatching(/^k\d\{customer\}$/),
  ]);
});

test('our slot of any key equals CLUSTER KEYSLOT', async () => {
  const { session } = await open('direct');
  const key = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc
      .array(fc.constantFrom('{', '}', 'a', '{}'), { maxLength: 8 })
      .map((s) => new Uint8Array(Buffer.from(s.join('')))),
  );
  await fc.assert(
    fc.asyncProperty(key, async (bytes) => {
      const execution = await session.execute([Buffer.from('cluster'), Buffer.from('keyslot'), bytes]);
      expect(printed(execution)).toBe(`(integer) ${keySlot(bytes)}`);
    }),
    { numRuns: 300 },
  );
});

test('any one node finds the rest, a replica too', async () => {
  for (const seed of cluster.addresses) {
    const { session } = await open('direct', { seed });
    expect(session.topology).toMatchObject({ kind: 'cluster', state: 'ok', covered: 16384 });
    expect(session.topology!.shards.map((s) => [s.number, s.primary!.address, s.replicas.length])).toEqual([
      [1, cluster.addresses[0], 1],
      [2, cluster.addresses[1], 1],
      [3, cluster.addresses[2], 1],
    ]);
    expect(await line(session, 'get k1')).toBe('"v1"');
  }
});

test('every value type comes back as redis-cli prints it, on RESP2 and on RESP3', async () => {
  const { session } = await open('direct');
  await run(session, 'hset {t}h a 1');
  await run(session, 'zadd {t}z 1.5 m');
  expect(await line(session, 'hgetall {t}h')).toBe('1) "a"\n2) "1"');
  expect(await line(session, 'hello 3')).toContain('1# "server" => "redis"');
  expect(session.state.protocol).toBe(3);
  expect(await line(session, 'hgetall {t}h')).toBe('1# "a" => "1"');
  expect(await line(session, 'zrange {t}z 0 -1 withscores')).toBe('1) 1) "m"\n   2) (double) 1.5');
  await session.setProtocol(2);
  expect(await line(session, 'zrange {t}z 0 -1 withscores')).toBe('1) "m"\n2) "1.5"');
});

test('the protocol changes after the command that is running, not under it', async () => {
  const { session } = await open('direct');
  const running = run(session, 'blpop {p}nothing 0.2');
  await session.setProtocol(3);
  expect(printed(await running)).toBe('(nil)');
  expect((await run(session, 'get {p}x')).reply).toMatchObject({
    frame: new Uint8Array(Buffer.from('_\r\n')),
  });
});

test('commands given at once run one after another, in order', async () => {
  const { session } = await open('direct');
  await run(session, 'del list');
  const all = Array.from({ length: 50 }, (_, i) => run(session, `rpush list ${i}`));
  expect((await Promise.all(all)).map(printed)).toEqual(all.map((_, i) => `(integer) ${i + 1}`));
});

test('a real migration: ASK for keys that have left, TRYAGAIN for keys on both sides, MOVED at the end', async () => {
  const { session, topologies } = await open('direct');
  const [from, to] = [cluster.ports[1]!, cluster.ports[2]!];
  await run(session, 'mset {customer}a 1 {customer}b 2');
  await cluster.migrateSlot(6651, from, to, { stopAfter: 'keys', keys: 1 });
  await session.refresh();
  expect(topologies.at(-1)!.migrations).toEqual([
    { slots: [{ first: 6651, last: 6651 }], from: cluster.addresses[1], to: cluster.addresses[2] },
  ]);

  // A key that is not at the source any more, or not yet anywhere, is asked for at the target.
  const asked = await run(session, 'get nosuch{customer}');
  expect(asked.hops.map((hop) => hop.outcome)).toEqual(['ask', 'reply']);
  expect(asked.hops[0]!.learned).toBeNull();
  const keys = await Promise.all(
    [from, to].map(
      (port) => cluster.command(port, 'CLUSTER', 'GETKEYSINSLOT', '6651', '100') as Promise<string[]>,
    ),
  );
  const split = await run(session, `mget ${keys[0]![0]} ${keys[1]![0]}`);
  expect(split.hops.at(-1)!.outcome).toBe('tryagain');
  expect(split.hops.some((hop) => hop.waited > 0)).toBe(true);
  expect(printed(split)).toMatch(/^\(error\) TRYAGAIN/);

  await cluster.migrateSlot(6651, from, to);
  const moved = await run(session, 'get {customer}a');
  expect(moved.hops.map((hop) => hop.outcome)).toEqual(['moved', 'reply']);
  expect(moved.hops[0]!.learned).toEqual({
    slot: 6651,
    from: cluster.addresses[1],
    to: cluster.addresses[2],
    shard: 3,
  });
  expect(printed(moved)).toBe('"1"');
  expect((await run(session, 'get {customer}a')).hops).toHaveLength(1);
  await cluster.migrateSlot(6651, to, from);
});

test('metrics of every node arrive at an interval', async () => {
  const { stats } = await open('direct');
  const last = await waitUntil('figures', () => stats.at(-1));
  expect(last.map((s) => s.address).sort()).toEqual([...cluster.addresses].sort());
  for (const s of last)
    expect(s).toMatchObject({
      keys: expect.any(Number),
      memory: expect.any(Number),
      ops: expect.any(Number),
    });
});

test('a command table comes from the server', async () => {
  const { session } = await open('direct');
  expect(session.commands['get']![3]).toHaveLength(1);
  expect(session.state.server).toMatch(/^(Redis|Valkey) \d/);
});
