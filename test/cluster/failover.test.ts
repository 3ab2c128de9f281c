import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Execution } from '../../shared/session/execution.ts';
import { openSession, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let opened: OpenedSession;
beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  opened = await openSession(cluster, 'direct');
});
afterAll(async () => {
  opened?.session.close();
  await cluster?.stop();
});

const shard = (number: number) => opened.session.topology!.shards.find((s) => s.number === number)!;

test('the primary is killed: its replica takes over, the shell continues, and the old primary returns as a replica', async () => {
  const { session } = opened;
  await run(session, 'set k1 before');
  const [old, heir] = [shard(3).primary!.address, shard(3).replicas[0]!.address];
  const port = Number(old.split(':')[1]);
  await cluster.kill(port);

  const answered = await waitUntil('an answer for k1', async () => {
    const execution: Execution = await run(session, 'set k1 after');
    // Nothing was repeated: each attempt failed before it was sent, or was reported as lost once.
    for (const hop of execution.hops.slice(0, -1)) expect(hop.outcome).not.toBe('lost');
    return execution.reply && execution.hops.at(-1)!.outcome === 'reply' ? execution : null;
  });
  expect(answered.node).toBe(heir);
  expect(answered.shard).toBe(3);

  await waitUntil('the map with the new primary', () => shard(3).primary?.address === heir);
  await waitUntil('the old primary as failed', () =>
    shard(3).replicas.some((n) => n.address === old && n.health === 'failed'),
  );
  expect(session.topology!.shards).toHaveLength(3);

  await cluster.restart(port);
  await waitUntil('the old primary as a replica', () =>
    shard(3).replicas.some((n) => n.address === old && n.role === 'replica' && n.health === 'online'),
  );
  expect(session.topology!.shards.map((s) => s.number)).toEqual([1, 2, 3]);
});

test('the seed dies: the session continues, and the prompt shows the new node', async () => {
  const { session, notices } = opened;
  const seed = cluster.addresses[0]!;
  session.setCurrentNode(seed);
  await cluster.kill(cluster.ports[0]!);
  await waitUntil('the prompt to leave', () => session.state.currentNode !== seed);
  expect(notices.at(-1)!.text).toContain(seed);
  const execution = await waitUntil('an answer', async () => {
    const e = await run(session, 'cluster keyslot foo');
    return e.reply ? e : null;
  });
  expect(execution.node).not.toBe(seed);
  await cluster.restart(cluster.ports[0]!);
  await waitUntil('every node online', () =>
    session.topology!.shards.flatMap((s) => [s.primary, ...s.replicas]).every((n) => n?.health === 'online'),
  );
});

test('commands on a primary that hangs are reported as of unknown fate, not repeated', async () => {
  const { session } = opened;
  const { address } = shard(2).primary!;
  const port = Number(address.split(':')[1]);
  await run(session, 'set counter{customer} 0');
  cluster.pause(port);
  const running = run(session, 'incr counter{customer}');
  await waitUntil('the map without it', () => shard(2).primary?.address !== address);
  session.cancel();
  expect((await running).failure).toMatchObject({ code: 'cancelled' });
  cluster.resume(port);
  const value = await waitUntil('the value', async () => {
    const e = await run(session, 'get counter{customer}');
    return e.reply?.whole && e.hops.at(-1)!.outcome === 'reply'
      ? Buffer.from(e.reply.frame).toString()
      : null;
  });
  expect(['$1\r\n0\r\n', '$1\r\n1\r\n']).toContain(value);
});

test('all nodes stop and return: it is reported, and the shell works again by itself', async () => {
  const { session, notices } = opened;
  for (const port of cluster.ports) await cluster.kill(port);
  await waitUntil('the loss to be noticed', () => session.state.phase === 'lost');
  expect(notices.at(-1)).toMatchObject({ tone: 'bad' });
  const execution = await run(session, 'get k1');
  expect(execution.failure?.code).toBe('unreachable');
  for (const port of cluster.ports) await cluster.restart(port);
  await waitUntil('the connection', () => session.state.phase === 'connected');
  await waitUntil('an answer', async () => (await run(session, 'ping')).reply);
});

test('a failover inside of a transaction: EXECABORT, nothing ran, and subscriptions go on', async () => {
  const { session } = opened;
  const old = shard(2).primary!.address;
  const port = Number(old.split(':')[1]);
  session.setCurrentNode(old);
  await run(session, 'set c before');
  await run(session, 'subscribe news');
  await run(session, 'multi');
  expect((await run(session, 'set c after')).transaction).toBe('TX slot 7365');
  await cluster.replicated(port);
  await cluster.kill(port);
  const heir = await cluster.waitForFailover(port);
  await waitUntil('the map', () => shard(2).primary?.address === `127.0.0.1:${heir}`);
  expect(session.state.transaction).toBe('TX aborted');
  const refused = await run(session, 'append c more');
  expect(refused).toMatchObject({ failure: { code: 'refused' }, hops: [] });
  const ended = await run(session, 'exec');
  expect(Buffer.from(ended.reply!.whole ? ended.reply!.frame : []).toString()).toMatch(/^-EXECABORT/);
  expect(ended.transaction).toBe('');
  const read = await run(session, 'get c');
  expect(Buffer.from(read.reply!.whole ? read.reply!.frame : []).toString()).toBe('$6\r\nbefore\r\n');
  await waitUntil('the subscription', () =>
    opened.notices.some((notice) => /SUBSCRIBE news goes on/.test(notice.text)),
  );
  await run(session, 'publish news hello');
  await waitUntil('the message', () =>
    opened.pushed.some((item) => Buffer.from(item.frame).toString().includes('hello')),
  );
  await run(session, 'unsubscribe');
  await cluster.restart(port);
});
