/** Redis proxies: the real twemproxy, and scripted ones. The app sends them nothing that they do not know. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KeyspaceScan } from '../../main/cluster/scan/keyspace-scan.ts';
import { Session } from '../../main/cluster/session/session.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { refusedByTwemproxy } from '../../shared/cluster/twemproxy.ts';
import { NodeConnection } from '../../main/cluster/wire/node-connection.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { openHeard, type OpenArguments } from '../support/heard-session.ts';
import { printed, run } from '../support/open-session.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const connect = (...args: OpenArguments) => openHeard(closing, ...args);

/** Several rounds of the map's timer and of the metrics, two seconds each. */
const someRounds = async ({ topologies, stats }: { topologies: Topology[]; stats: NodeStats[][] }) => {
  const [maps, rounds] = [topologies.length + 3, stats.length + 3];
  await waitUntil(
    'the map and the figures are read again',
    () => topologies.length >= maps && stats.length >= rounds,
  );
};

describe('twemproxy before two servers', () => {
  let servers: RedisServer[];
  let proxy: Nutcracker;
  beforeAll(async () => {
    servers = await Promise.all([RedisServer.start(), RedisServer.start()]);
    proxy = await Nutcracker.start({ servers: servers.map(({ port }) => port) });
  });
  afterAll(async () => {
    await proxy.stop();
    for (const server of servers) await server.stop();
  });

  test('is recognized and reported as a proxy', async () => {
    const { session } = await connect(proxy.address);
    expect(session.topology).toMatchObject({
      kind: 'proxy',
      state: 'none',
      covered: 0,
      source: proxy.address,
    });
    expect(session.state).toMatchObject({
      phase: 'connected',
      server: 'twemproxy',
      currentNode: proxy.address,
    });
  });

  test('known commands work, also with keys of several servers', async () => {
    const { session } = await connect(proxy.address);
    const say = async (line: string) => printed(await run(session, line));
    expect(await say('mset a 1 b 2 c 3 d 4')).toBe('OK');
    expect(await say('mget a b c d e')).toBe('1) "1"\n2) "2"\n3) "3"\n4) "4"\n5) (nil)');
    expect(await run(session, 'get a')).toMatchObject({
      slot: null,
      shard: null,
      keys: [],
      node: proxy.address,
    });
    expect(await say('eval return{KEYS[1]} 1 a')).toBe('1) "a"');
    expect(await say('exists a b c d')).toBe('(integer) 4');
    expect(await say('unlink a b c d')).toBe('(integer) 4');
    expect(await say('hset h f v')).toBe('(integer) 1');
    expect(await say('hgetall h')).toBe('1) "f"\n2) "v"');
    expect(await say('type h')).toBe('hash');
    expect(await say('ping')).toBe('PONG');
    const both = await Promise.all(
      servers.map(async ({ port }) => {
        const direct = await connect(`127.0.0.1:${port}`);
        return Number(printed(await run(direct.session, 'dbsize'))!.replace(/\D/g, ''));
      }),
    );
    expect(both[0]! + both[1]!).toBe(1);
  });

  test('unknown commands are not sent, and the message says why and what to do', async () => {
    const { session } = await connect(proxy.address);
    await run(session, 'set kept 1');
    const before = await steady(proxy);
    for (const line of [
      'keys *',
      'scan 0',
      'select 1',
      'multi',
      'watch a',
      'subscribe news',
      'monitor',
      'info',
      'cluster info',
      'config get *',
      'rename a b',
      'object encoding a',
      'client setname x',
      'hello 3',
      'echo x',
      'flushall',
      'gett a',
      'get',
      'eval return(1) 0',
      'ping text',
      '@all dbsize',
    ]) {
      const [target, ...rest] = line.startsWith('@') ? line.split(' ') : [null, ...line.split(' ')];
      const execution = await session.execute(argsOf(...(rest as string[])), { target: target ?? null });
      expect(execution, line).toMatchObject({ hops: [], reply: null, failure: { code: 'refused' } });
      expect(execution.failure!.message, line).toMatch(
        /^\S+ was not sent: twemproxy .+, and would close the connection\.$/,
      );
      expect(execution.failure!.advice, line).not.toBe('');
    }
    expect((await run(session, 'keys *')).failure).toEqual({
      code: 'refused',
      message: 'KEYS was not sent: twemproxy does not know it, and would close the connection.',
      advice:
        'Each server behind it has its own part of the keys: ask them one by one. With redirects off it is sent all the same.',
      translations: {
        'zh-Hans': {
          message: 'KEYS 没有发送：twemproxy 不认识这个命令，发送后会断开连接。',
          advice: '关闭重定向后仍会发送。代理后的每台服务器只有一部分键：请逐台查询。',
        },
      },
    });
    expect(printed(await run(session, 'get kept'))).toBe('"1"');
    expect(await steady(proxy)).toMatchObject({ clientErrors: before.clientErrors });
  });

  test('with redirects off they are sent and the result is reported, except subscriptions', async () => {
    const { session } = await connect(proxy.address);
    session.setMode('off');
    expect((await run(session, 'keys *')).failure).toMatchObject({
      code: 'unknown-fate',
      message: expect.stringContaining('closed the connection'),
    });
    expect((await run(session, 'subscribe news')).failure).toMatchObject({ code: 'refused' });
    expect(printed(await run(session, 'ping'))).toBe('PONG');
  });

  test('after the questions at connect, it is not asked anything it does not know', async () => {
    const opened = await connect(proxy.address);
    await opened.session.docs();
    const known = await steady(proxy);
    await run(opened.session, 'set a 1');
    expect(await opened.session.cluster.server.lastSave([proxy.address])).toBeNull();
    await someRounds(opened);
    await opened.session.refresh();
    const after = await steady(proxy);
    expect(after.clientErrors).toBe(known.clientErrors);
    expect(after.forwardErrors).toBe(known.forwardErrors);
    // The shell's own connection: the panels' stays open.
    expect(after.connections).toBeLessThanOrEqual(known.connections + 1);
    expect(opened.notices).toEqual([]);
    expect(opened.stats.at(-1)).toEqual([
      expect.objectContaining({ address: proxy.address, keys: null, ops: null, latency: expect.any(Number) }),
    ]);
  });

  test('each shell falls back from RESP3 and reports it', async () => {
    const { session, notices } = await connect(proxy.address, { protocol: 3 });
    expect(session.state.protocol).toBe(2);
    expect(notices).toEqual([{ tone: 'info', text: expect.stringContaining('RESP2 only') }]);
    const known = await steady(proxy);
    expect(printed(await run(session, 'set a 1'))).toBe('OK');
    const options = { label: 'test', environment: 'local', seeds: [proxy.address], mode: 'direct' } as const;
    const connection = { database: 0, protocol: 3, connectTimeout: 10_000 } as const;
    const second = new Session({ ...options, connection }, {}, session.cluster, 2);
    closing.push(() => second.close());
    expect(second.state.protocol).toBe(2);
    expect(printed(await run(second, 'get a'))).toBe('"1"');
    expect((await steady(proxy)).clientErrors).toBe(known.clientErrors);
  });

  test('a client name, on which it hangs up, is sent once and not again', async () => {
    const { session } = await connect(proxy.address, { clientName: 'slotshell' });
    expect(printed(await run(session, 'set a 1'))).toBe('OK');
    const known = await steady(proxy);
    session.setMode('off');
    expect((await run(session, 'keys *')).failure).not.toBeNull();
    expect(printed(await run(session, 'get a'))).toBe('"1"');
    // The one that KEYS was.
    expect((await steady(proxy)).clientErrors).toBe(known.clientErrors + 1);
  });

  test('a scan is refused, because keys cannot be listed through it', async () => {
    const { session } = await connect(proxy.address);
    const options = {
      database: 0,
      match: '',
      type: '',
      count: 100,
      limit: 0,
      pause: 0,
      samples: 0,
      separator: ':',
      replicas: false,
    };
    expect(() => new KeyspaceScan(session.cluster, 1, options, () => {})).toThrow(/does not know SCAN/);
  });

  test('the table of known commands is correct: each command of the table is sent to it', async () => {
    const parted: string[] = [];
    for (const [name, entry] of Object.entries(BUNDLED_COMMANDS)) {
      if (name === 'quit') continue;
      const least = Math.abs(entry[0]) - 1;
      const args = Array.from({ length: least }, (_, i) => (/^eval/.test(name) && i === 1 ? '1' : `k${i}`));
      if (/^eval/.test(name)) args.push('k');
      if (name === 'mset') args.splice(2);
      const line = argsOf(name, ...args);
      const connection = new NodeConnection({
        host: '127.0.0.1',
        port: proxy.port,
        database: 0,
        protocol: 2,
        connectTimeout: 10_000,
      });
      const answered = await connection.send(line).then(
        () => true,
        () => false,
      );
      connection.close();
      const known = refusedByTwemproxy(line, BUNDLED_COMMANDS) === null;
      if (answered !== known) parted.push(`${name}: answered ${answered}, known ${known}`);
    }
    expect(parted).toEqual([]);
  });
});

describe('with a password', () => {
  test('the proxy’s own password is required, refused and accepted', async () => {
    const server = await RedisServer.start({ args: ['--requirepass', 'secret'] });
    closing.push(() => server.stop());
    const proxy = await Nutcracker.start({ servers: [server.port], password: 'secret' });
    closing.push(() => proxy.stop());
    await expect(connect(proxy.address)).rejects.toMatchObject({ failure: { code: 'auth' } });
    await expect(connect(proxy.address, { password: 'guess' })).rejects.toMatchObject({
      failure: { code: 'auth' },
    });
    const { session } = await connect(proxy.address, { password: 'secret', clientName: 'slotshell' });
    expect(session.state.server).toBe('twemproxy');
    expect(printed(await run(session, 'set a 1'))).toBe('OK');
    expect(printed(await run(session, 'get a'))).toBe('"1"');
  });
});

test('if a server behind it is gone, the proxy’s error is the reply, and the proxy is not lost', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await Nutcracker.start({ servers: [server.port] });
  closing.push(() => proxy.stop());
  const opened = await connect(proxy.address);
  await server.crash();
  expect(printed(await run(opened.session, 'get a'))).toMatch(/^\(error\) ERR/);
  await someRounds(opened);
  expect(opened.session.state.phase).toBe('connected');
  expect(opened.notices).toEqual([]);
});

test('a restarted proxy is found again without asking for its kind', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await Nutcracker.start({ servers: [server.port] });
  closing.push(() => proxy.stop());
  const { session, notices } = await connect(proxy.address);
  expect(printed(await run(session, 'set a 1'))).toBe('OK');
  await proxy.crash();
  await waitUntil('it is lost', () => session.state.phase === 'lost');
  await proxy.start();
  await waitUntil('it is found', () => session.state.phase === 'connected');
  expect(printed(await run(session, 'get a'))).toBe('"1"');
  expect(session.state.server).toBe('twemproxy');
  expect(notices.map(({ tone }) => tone)).toEqual(['bad', 'good']);
  expect((await steady(proxy)).clientErrors).toBe(0);
});

test('an unknown database or user is named when connecting fails', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await Nutcracker.start({ servers: [server.port] });
  closing.push(() => proxy.stop());
  const message = (text: RegExp) => ({ failure: { message: expect.stringMatching(text) } });
  await expect(connect(proxy.address, { database: 1 })).rejects.toMatchObject(
    message(/a proxy may not know SELECT/),
  );
  const login = { username: 'default', password: 'secret' };
  await expect(connect(proxy.address, login)).rejects.toMatchObject(message(/a proxy may not know users/));
});

const KNOWN = ['PING', 'GET', 'SET'];
const answer = (name: string) => (name === 'GET' ? '$1\r\n1\r\n' : undefined);

async function scripted(script: ConstructorParameters<typeof ScriptedNode>[0]) {
  const node = new ScriptedNode(script);
  closing.push(() => node.close());
  return { node, address: `127.0.0.1:${await node.listen()}` };
}

test('a proxy that hangs up gets unknown commands only while its kind is determined', async () => {
  const { node, address } = await scripted((line, socket) => {
    const name = line[0]!.toUpperCase();
    if (KNOWN.includes(name)) return answer(name);
    socket.destroy();
    return null;
  });
  const opened = await connect(address);
  await opened.session.docs();
  await run(opened.session, 'get a');
  await someRounds(opened);
  const unknown = node.received.filter(([name]) => !KNOWN.includes(name!.toUpperCase()));
  expect(unknown).toEqual([['CLUSTER', 'INFO'], ['INFO']]);
});

test('a proxy that returns errors is recognized too, and typed commands are sent to it', async () => {
  const { node, address } = await scripted(([name]) =>
    KNOWN.includes(name!.toUpperCase())
      ? answer(name!.toUpperCase())
      : `-ERR unsupported command '${name}'\r\n`,
  );
  const opened = await connect(address);
  expect(opened.session.state.server).toBe('proxy');
  expect(opened.session.topology?.kind).toBe('proxy');
  await opened.session.docs();
  await someRounds(opened);
  expect(node.received.filter(([name]) => name !== 'PING')).toEqual([['CLUSTER', 'INFO'], ['INFO']]);
  expect(printed(await run(opened.session, 'keys *'))).toBe("(error) ERR unsupported command 'keys'");
});

test('a node that hangs up once is not a proxy', async () => {
  let questions = 0;
  const { address } = await scripted((line, socket) => {
    const text = line.join(' ').toUpperCase();
    if (text === 'CLUSTER INFO' && ++questions === 1) {
      socket.destroy();
      return null;
    }
    return text.startsWith('INFO') ? '$13\r\nrole:master\r\n\r\n' : undefined;
  });
  await expect(connect(address)).rejects.toMatchObject({ failure: { code: 'unreachable' } });
});

test('a server that knows INFO but not CLUSTER is a server: an old one, or with the command renamed', async () => {
  const server = await RedisServer.start({ args: ['--rename-command', 'CLUSTER', ''] });
  closing.push(() => server.stop());
  const { session } = await connect(`127.0.0.1:${server.port}`);
  expect(session.topology?.kind).toBe('standalone');
  expect(session.state.server).toMatch(/^(Redis|Valkey) /);
});

/** The metrics, reported every half second, once they no longer change. */
async function steady(proxy: Nutcracker) {
  let last = await proxy.metrics();
  await waitUntil('the figures stand still', async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    const now = await proxy.metrics();
    const same = now.clientErrors === last.clientErrors && now.connections === last.connections;
    last = now;
    return same;
  });
  return last;
}
