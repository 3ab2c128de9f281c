/** A shell's state follows it to every node and every new connection. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { formatReply } from '../../shared/format/tty.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { decode, argsOf } from '../../shared/resp/resp.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { openSession, run, type OpenedSession, printed } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let sessions: Session[] = [];
beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 2000, conf: ['notify-keyspace-events KEA'] });
});
afterAll(() => cluster.stop());
afterEach(() => {
  for (const session of sessions) session.close();
  sessions = [];
});

const open = async (mode: RedirectMode, options = {}): Promise<OpenedSession> => {
  const opened = await openSession(cluster, mode, options);
  sessions.push(opened.session);
  return opened;
};
const line = async (session: Session, text: string) => printed(await run(session, text));
const at = (session: Session, target: string, text: string) =>
  session.execute(argsOf(...text.split(' ')), { target });
const kill = (port: number) => cluster.command(port, 'client', 'kill', 'type', 'normal', 'skipme', 'yes');
const heard = ({ pushed }: OpenedSession) => pushed.map((item) => formatReply(decode(item.frame)).trimEnd());

test('CLIENT SETNAME, HELLO 3 and READONLY hold on every node and after a lost connection', async () => {
  const { session } = await open('direct');
  expect(await line(session, 'client setname probe-1')).toBe('OK');
  await line(session, 'hello 3');
  await line(session, 'readonly');
  for (const key of ['k1', 'k2', 'a']) {
    await line(session, `get ${key}`);
    expect(await line(session, 'client getname')).toBe('"probe-1"');
    expect(await line(session, 'hgetall nothing')).toBeDefined();
  }
  await line(session, 'hset h f v');
  expect(await line(session, 'hgetall h')).toBe('1# "f" => "v"');
  for (const port of cluster.ports.slice(0, 3)) await kill(port);
  expect(await waitUntil('a new connection', () => line(session, 'hgetall h'))).toBe('1# "f" => "v"');
  expect(await line(session, 'client getname')).toBe('"probe-1"');
  const info = await line(session, 'client info');
  expect(info).toMatch(/flags=[A-Za-z]*r/);
  expect(await line(session, 'reset')).toBe('RESET');
  expect(session.state).toMatchObject({ protocol: 2, database: 0 });
  await line(session, 'get k2');
  expect(await line(session, 'client getname')).toMatch(/^(""|\(nil\))$/);
});

test('tracking continues after a lost connection: an invalidation names the key', async () => {
  const opened = await open('direct', { protocol: 3 });
  const { session } = opened;
  const other = (await open('direct')).session;
  await line(session, 'client tracking on');
  await kill(cluster.ports[2]!);
  await waitUntil('a new connection', () => line(session, 'get k1'));
  await line(other, 'set k1 changed');
  await waitUntil('the invalidation', () => heard(opened).some((text) => text.includes('invalidate')));
  expect(opened.pushed[0]).toMatchObject({ kind: 'push', node: cluster.addresses[2] });
});

test('SUBSCRIBE leaves the prompt free, shows messages, and ends with UNSUBSCRIBE', async () => {
  for (const protocol of [2, 3]) {
    const opened = await open('direct', { protocol });
    const { session } = opened;
    const subscribed = await run(session, 'subscribe news more');
    expect(subscribed).toMatchObject({ routedBy: 'stream', subscribed: true, failure: null });
    expect(await line(session, 'set k1 v')).toBe('OK');
    const other = (await open('direct')).session;
    await line(other, 'publish news hello');
    await waitUntil('the message', () => heard(opened).some((text) => text.includes('"hello"')));
    expect(heard(opened)).toEqual([
      '1) "subscribe"\n2) "news"\n3) (integer) 1',
      '1) "subscribe"\n2) "more"\n3) (integer) 2',
      '1) "message"\n2) "news"\n3) "hello"',
    ]);
    await run(session, 'unsubscribe news');
    expect(session.state.subscribed).toBe(true);
    expect((await run(session, 'unsubscribe')).subscribed).toBe(false);
    expect(await line(session, 'unsubscribe')).toMatch(/^1\) "unsubscribe"/);
  }
});

test('a subscription is made again when its connection is lost', async () => {
  const opened = await open('direct');
  await run(opened.session, 'psubscribe new*');
  await cluster.command(cluster.ports[0]!, 'client', 'kill', 'type', 'pubsub');
  await waitUntil('the notice', () => opened.notices.some((notice) => notice.text.includes('goes on')));
  const other = (await open('direct')).session;
  await line(other, 'publish news again');
  await waitUntil('the message', () => heard(opened).some((text) => text.includes('"again"')));
});

test('SSUBSCRIBE goes to the owner of its slot, and follows the slot when it moves', async () => {
  const opened = await open('follow', { seed: cluster.addresses[0] });
  const { session } = opened;
  const execution = await run(session, 'ssubscribe k1');
  expect(execution).toMatchObject({ slot: 12706, node: cluster.addresses[2], subscribed: true });
  const other = (await open('direct')).session;
  await cluster.migrateSlot(12706, cluster.ports[2]!, cluster.ports[1]!);
  try {
    await waitUntil('the notice', () => opened.notices.some((notice) => notice.text.includes('goes on')));
    await line(other, 'spublish k1 hello');
    await waitUntil('the message', () => heard(opened).some((text) => text.includes('"smessage"')));
    expect(opened.pushed.at(-1)!.node).toBe(cluster.addresses[1]);
  } finally {
    await cluster.migrateSlot(12706, cluster.ports[1]!, cluster.ports[2]!);
  }
});

test('no server redirects SSUBSCRIBE with ASK while its slot moves, so streams need no ASKING', async () => {
  await cluster.migrateSlot(12706, cluster.ports[2]!, cluster.ports[1]!, { stopAfter: 'migrating' });
  try {
    const { session } = await open('direct');
    expect(await line(session, 'get {k1}gone')).toBe('(nil)');
    const subscribed = await run(session, 'ssubscribe {k1}gone');
    expect(subscribed).toMatchObject({ failure: null, subscribed: true });
    expect(subscribed.node).toBe(cluster.addresses[2]);
  } finally {
    for (const port of cluster.ports.slice(1, 3))
      await cluster.command(port, 'cluster', 'setslot', '12706', 'stable');
  }
});

test('keyspace notifications and MONITOR come from all primaries, each with its node', async () => {
  const opened = await open('direct');
  const { session } = opened;
  expect((await run(session, 'psubscribe __keyspace@0__:*')).note).toMatch(/3 nodes/);
  const other = (await open('direct')).session;
  for (const key of ['k1', 'k2', 'c', 'a']) await line(other, `set ${key} v`);
  const nodes = () =>
    new Set(
      opened.pushed
        .filter((item) => /pmessage/.test(formatReply(decode(item.frame))))
        .map((item) => item.node),
    );
  await waitUntil('notifications of all primaries', () => nodes().size === 3);
  expect(session.stopStreams()).toBe(true);
  expect(session.state.subscribed).toBe(false);

  opened.pushed.length = 0;
  expect(await line(session, 'monitor')).toBe('OK');
  for (const key of ['k1', 'k2', 'c', 'a']) await line(other, `get ${key}`);
  const monitored = () =>
    new Set(
      opened.pushed
        .filter((item) => item.kind === 'monitor' && /"get"/i.test(formatReply(decode(item.frame))))
        .map((item) => item.node),
    );
  await waitUntil('lines of all primaries', () => monitored().size === 3);
  expect(session.stopStreams()).toBe(true);
});

test('a target asks many nodes; those that agree answer together, a dead one fails alone', async () => {
  const { session } = await open('direct');
  for (const key of ['k1', 'k2', 'a']) await line(session, `set ${key} v`);
  const before = session.state.currentNode;
  const all = await at(session, '@all', 'ping');
  expect(all.groups).toHaveLength(1);
  expect(all.groups![0]!.nodes).toHaveLength(6);
  const sizes = await at(session, '@primaries', 'dbsize');
  expect(sizes.groups!.flatMap((group) => group.nodes)).toHaveLength(3);
  const replica = cluster.nodes.find((node) => node.role === 'replica' && node.shard === 2)!;
  expect(printed(await at(session, `@node:${replica.port}`, 'get k1'))).toBe('"v"');
  expect((await at(session, '@slot:12706', 'cluster countkeysinslot 12706')).node).toBe(cluster.addresses[2]);
  expect((await at(session, '@key:k1', 'dbsize')).node).toBe(cluster.addresses[2]);
  expect((await at(session, `@node:${cluster.nodes[1]!.id}`, 'ping')).node).toBe(cluster.addresses[1]);
  expect((await at(session, '@slot:99999', 'ping')).failure?.code).toBe('bad-argument');
  expect((await at(session, '@node:1', 'ping')).failure?.code).toBe('bad-argument');
  expect(session.state.currentNode).toBe(before);
  await cluster.kill(replica.port);
  try {
    const partial = await at(session, '@replicas', 'ping');
    expect(partial.groups!.filter((group) => group.failure).map((group) => group.nodes[0]!.node)).toEqual([
      `127.0.0.1:${replica.port}`,
    ]);
    expect(partial.groups!.find((group) => group.reply)!.nodes).toHaveLength(2);
  } finally {
    await cluster.restart(replica.port);
  }
});

test('@split runs one command a slot and answers in the order of the keys', async () => {
  const { session } = await open('direct');
  const plain = await run(session, 'mset k1 1 k2 2 k3 3 k1{k2} 4');
  expect(plain).toMatchObject({ splittable: true });
  expect(printed(plain)).toMatch(/CROSSSLOT/);
  const set = await at(session, '@split', 'mset k1 1 k2 2 k3 3 k1{k2} 4');
  expect(printed(set)).toBe('OK');
  expect(set.note).toMatch(/no longer atomic/);
  expect(set.parts!.map(({ slot, keys }) => [slot, keys])).toEqual([
    [12706, 1],
    [449, 2],
    [4576, 1],
  ]);
  const got = await at(session, '@split', 'mget k3 k1{k2} k1 none k2');
  expect(printed(got)).toBe('1) "3"\n2) "4"\n3) "1"\n4) (nil)\n5) "2"');
  expect(printed(await at(session, '@split', 'exists k1 k2 k3 k1'))).toBe('(integer) 4');
  await line(session, 'lpush {k1}list x');
  expect(printed(await at(session, '@split', 'del k1 k2 k3 {k1}list'))).toBe('(integer) 4');
  expect((await at(session, '@split', 'get k1')).failure?.code).toBe('bad-argument');
  expect((await at(session, '@split', 'mset k1 1 k2')).failure?.code).toBe('bad-argument');
});

test('many commands at once answer in order, and the same keys see each other', async () => {
  const { session } = await open('direct');
  const commands = Array.from({ length: 900 }, (_, i) => {
    if (i % 300 === 299) return argsOf('DBSIZE');
    return i % 3 === 0
      ? argsOf('SET', `key:${i % 90}`, String(i))
      : argsOf('GET', `key:${(i - (i % 3)) % 90}`);
  });
  const executions: Execution[] = [];
  while (executions.length < commands.length)
    executions.push(...(await session.executeAll(commands.slice(executions.length), {}, 1000)));
  for (const [i, execution] of executions.entries())
    expect(printed(execution), String(i)).toBe(
      i % 300 === 299
        ? printed(execution)?.match(/^\(integer\) \d+$/)?.[0]
        : i % 3 === 0
          ? 'OK'
          : `"${i - (i % 3)}"`,
    );
  expect(executions.map((execution) => execution.id)).toEqual(
    executions.map((_, i) => executions[0]!.id + i),
  );
});

test('CLIENT REPLY OFF, SKIP and ON: nothing hangs, and replies are not shown', async () => {
  const { session } = await open('direct');
  expect((await run(session, 'client reply off')).quiet).toBe(true);
  expect(await run(session, 'set k1 quiet')).toMatchObject({ quiet: true, failure: null });
  expect(await run(session, 'client reply on')).toMatchObject({ quiet: false });
  expect(await line(session, 'get k1')).toBe('"quiet"');
  await run(session, 'client reply skip');
  expect(await run(session, 'get k1')).toMatchObject({ quiet: true });
  expect(await run(session, 'get k1')).toMatchObject({ quiet: false });
});

test('shells on one cluster have their own node, mode and connections', async () => {
  const { session } = await open('direct');
  const options = {
    label: 'test',
    environment: 'local' as const,
    seeds: [cluster.addresses[1]!],
    connection: { database: 0, protocol: 3 as const, connectTimeout: 10_000 },
    mode: 'off' as const,
  };
  const second = new Session(options, {}, session.cluster, 2);
  sessions.push(second);
  expect(second.state).toMatchObject({ shell: 2, phase: 'connected', mode: 'off', protocol: 3 });
  const waiting = run(session, 'blpop {k1}nothing 0');
  expect(await line(second, 'ping')).toBe('PONG');
  session.cancel();
  expect((await waiting).failure?.code).toBe('cancelled');
  session.close();
  expect(await line(second, 'ping')).toBe('PONG');
});
