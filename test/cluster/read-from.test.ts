/** Reads at replicas, of a real cluster. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { annotate } from '../../renderer/repl/transcript/annotate.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import type { ReadFrom } from '../../shared/session/session.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
const sessions: Session[] = [];
beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000 });
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});
afterAll(() => cluster?.stop());

async function open(readFrom: ReadFrom, mode: 'direct' | 'follow' = 'direct'): Promise<Session> {
  const { session } = await openSession(cluster, mode, { readFrom });
  sessions.push(session);
  return session;
}

/** k1 is in slot 12706, of the third shard. */
const shard = () => cluster.nodes.filter((node) => node.shard === 2);
const primary = () => `127.0.0.1:${shard().find(({ role }) => role === 'primary')!.port}`;
const replica = () => `127.0.0.1:${shard().find(({ role }) => role === 'replica')!.port}`;
const caughtUp = () => cluster.replicated(shard()[0]!.port);

test('a read goes to the replica and says so; a write and what follows it in a transaction go to the owner', async () => {
  const session = await open('prefer-replica');
  const write = await run(session, 'set k1 v1');
  expect(write).toMatchObject({ node: primary(), routedBy: 'owner' });
  await caughtUp();
  const read = await run(session, 'get k1');
  expect(printed(read)).toBe('"v1"');
  expect(read).toMatchObject({ node: replica(), routedBy: 'replica', currentNode: primary() });
  expect(read.hops).toHaveLength(1);
  expect(
    annotate(read, 'en')
      .map(({ text }) => text)
      .join(''),
  ).toMatch(/^read from a replica \(READONLY\) · slot 12706 · shard 3/);
  await run(session, 'multi');
  expect((await run(session, 'get k1')).node).toBe(primary());
  expect(printed(await run(session, 'exec'))).toBe('1) "v1"');
});

test('many at once: each read at its replica, in order', async () => {
  const session = await open('prefer-replica');
  const lines = Array.from({ length: 200 }, (_, i) => ['get', `key:${i}`].map((word) => Buffer.from(word)));
  const executions = await session.executeAll(lines, {}, 10_000);
  expect(executions.map(({ routedBy }) => routedBy)).toEqual(Array(200).fill('replica'));
  const replicas = cluster.nodes
    .filter(({ role }) => role === 'replica')
    .map(({ port }) => `127.0.0.1:${port}`);
  expect([...new Set(executions.map(({ node }) => node))].sort()).toEqual(replicas.sort());
});

test('never, and in follow mode, reads go where they always went', async () => {
  expect(await run(await open('primary'), 'get k1')).toMatchObject({ node: primary(), routedBy: 'owner' });
  expect((await run(await open('prefer-replica', 'follow'), 'get k1')).node).toBe(primary());
});

test('after a slot has moved, the replica redirects and the new owner answers the read', async () => {
  const session = await open('prefer-replica');
  await run(session, 'set k2{moving} v');
  const execution = await run(session, 'cluster keyslot k2{moving}');
  const slot = Number(/\d+/.exec(printed(execution)!)![0]);
  const from = (await cluster.ownerOf(slot))!;
  const target = cluster.nodes.find(({ role, port }) => role === 'primary' && port !== from)!.port;
  await cluster.migrateSlot(slot, from, target);
  const read = await run(session, 'get k2{moving}');
  expect(printed(read)).toBe('"v"');
  // One hop or two, depending on whether the map was read again meanwhile.
  expect(read.failure).toBeNull();
});

test('a replica that is gone: prefer-replica falls back to the owner', async () => {
  const session = await open('prefer-replica');
  await run(session, 'set k1 v2');
  await caughtUp();
  expect((await run(session, 'get k1')).node).toBe(replica());
  const port = Number(replica().split(':')[1]);
  await cluster.kill(port);
  const read = await run(session, 'get k1');
  expect(printed(read)).toBe('"v2"');
  expect(read.node).toBe(primary());
  await cluster.restart(port);
  await waitUntil('it is read from again', async () => (await run(session, 'get k1')).node === replica());
});
