/** Streams of several nodes: each kind on sockets of its own, at all of the nodes or at none. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatReply } from '../../shared/format/tty.ts';
import { decode, argsOf } from '../../shared/resp/resp.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0, nodeTimeout: 2000 });
  for (const port of cluster.ports)
    await cluster.command(port, 'ACL', 'SETUSER', 'ear', 'on', '>pass', '~*', '&*', '+@all');
});
afterAll(() => cluster.stop());

const opened: OpenedSession[] = [];
afterEach(() => opened.splice(0).forEach(({ session }) => session.close()));

async function open(protocol: 2 | 3, login = {}): Promise<OpenedSession> {
  const one = await openSession(cluster, 'direct', { protocol, ...login });
  opened.push(one);
  return one;
}
const heard = ({ pushed }: OpenedSession) => pushed.map(({ frame }) => formatReply(decode(frame))).join('');
/** Clients of a node that MONITOR (flag O), or that are subscribed (flag P). */
const clients = async (port: number, flag: 'O' | 'P') =>
  String(await cluster.command(port, 'CLIENT', 'LIST')).match(new RegExp(`flags=[A-Za-z]*${flag}`, 'g'))
    ?.length ?? 0;

describe.each([2, 3] as const)('with RESP%i', (protocol) => {
  test('MONITOR beside a subscription is heard from every primary, and the subscription goes on', async () => {
    const one = await open(protocol);
    const { session } = one;
    await session.execute(argsOf('subscribe', 'news'), { target: `@node:${cluster.ports[2]}` });
    expect(printed(await run(session, 'monitor'))).toBe('OK');
    for (const port of cluster.ports) await cluster.command(port, 'ECHO', `at ${port}`);
    await waitUntil('all are heard', () => cluster.ports.every((port) => heard(one).includes(`at ${port}`)));
    await cluster.command(cluster.ports[2]!, 'PUBLISH', 'news', 'a message');
    await waitUntil('the message', () => /3\) "a message"/.test(heard(one)));
    expect(printed(await run(session, 'unsubscribe news'))).toBeUndefined();
    one.pushed.length = 0;
    await cluster.command(cluster.ports[2]!, 'ECHO', 'still there');
    await waitUntil('MONITOR goes on', () => heard(one).includes('still there'));
    session.stopStreams();
    for (const port of cluster.ports)
      await waitUntil('it ends', async () => (await clients(port, 'O')) + (await clients(port, 'P')) === 0);
  });

  test('MONITOR that one node refuses is heard from none, and a subscription stays as it was', async () => {
    const one = await open(protocol, { username: 'ear', password: 'pass' });
    const { session } = one;
    await run(session, 'subscribe news');
    await cluster.command(cluster.ports[2]!, 'ACL', 'SETUSER', 'ear', '-monitor');
    try {
      expect(printed(await run(session, 'monitor'))).toMatch(/^\(error\) NOPERM/);
    } finally {
      await cluster.command(cluster.ports[2]!, 'ACL', 'SETUSER', 'ear', '+monitor');
    }
    for (const port of cluster.ports)
      await waitUntil('no MONITOR', async () => (await clients(port, 'O')) === 0);
    await cluster.command(cluster.ports[1]!, 'PUBLISH', 'news', 'a message');
    await waitUntil('the message', () => heard(one).includes('a message'));
    expect(session.state.subscribed).toBe(true);
  });

  test('keyspace notifications that one node refuses are subscribed at none; those of before stay', async () => {
    const one = await open(protocol, { username: 'ear', password: 'pass' });
    const { session } = one;
    await run(session, 'psubscribe __keyspace@0__:a');
    // Its own connections stay: those that hear what is taken away would be closed.
    await cluster.command(cluster.ports[2]!, 'ACL', 'SETUSER', 'ear', 'resetchannels', '&__keyspace@0__:a');
    try {
      expect(printed(await run(session, 'psubscribe __keyspace@0__:b __keyspace@0__:a'))).toMatch(
        /^\(error\) NOPERM/,
      );
    } finally {
      await cluster.command(cluster.ports[2]!, 'ACL', 'SETUSER', 'ear', '&*');
    }
    for (const port of cluster.ports) expect(await cluster.command(port, 'PUBSUB', 'NUMPAT')).toBe(1);
    session.stopStreams();
  });
});

test('MONITOR leaves out what the app asks itself, says how much, and shows it on request', async () => {
  let showsOwn = false;
  const one = await openSession(cluster, 'direct', { showsOwn: () => showsOwn });
  opened.push(one);
  // Panels of another window of the program.
  const other = await open(2);
  const { session } = one;
  const monitored = await run(session, 'monitor');
  expect(monitored.note).toMatch(/without Slotshell's own commands/);
  await session.refresh();
  await other.session.refresh();
  expect(printed(await run(other.session, 'set k1 mine'))).toBe('OK');
  for (const port of cluster.ports) await cluster.command(port, 'ECHO', `after ${port}`);
  await waitUntil('all are heard', () => cluster.ports.every((port) => heard(one).includes(`after ${port}`)));
  expect(heard(one)).toContain('"set" "k1" "mine"');
  expect(heard(one)).not.toMatch(/"cluster"|"info"/i);
  session.stopStreams();
  const left = one.notices.map(({ text }) => text).find((text) => text.startsWith('MONITOR left out'));
  expect(left).toMatch(/^MONITOR left out \d+ commands? of Slotshell's own/);

  showsOwn = true;
  one.pushed.length = 0;
  expect((await run(session, 'monitor')).note).not.toMatch(/without/);
  await session.refresh();
  await waitUntil('its own', () => /"cluster" "nodes"/i.test(heard(one)));
});

test('an unreachable node that prevents a stream from all nodes is named, and no stream is opened', async () => {
  const { session } = await open(2);
  const [first, , last] = cluster.ports;
  await cluster.kill(last!);
  const { failure } = await session.execute(argsOf('monitor'), { target: '@all' });
  expect(failure).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`127.0.0.1:${last}: `),
  });
  await waitUntil('no MONITOR', async () => (await clients(first!, 'O')) === 0);
});
