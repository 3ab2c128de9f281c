/** A connection's name, keepalive, timeout and address family apply to every socket: panels, shells, streams, blocking commands. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SilentProxy } from '../support/silent-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const open: typeof openSession = async (...words) => {
  const opened = await openSession(...words);
  closing.push(() => opened.session.close());
  return opened;
};

interface Client {
  name: string;
  cmd: string;
  /** Its port at our end. */
  port: number;
  host: string;
  id: string;
}

/** The clients of a node, without the one that asks. */
async function clientsOf(cluster: RedisCluster, port: number): Promise<Client[]> {
  const lines = String(await cluster.command(port, 'CLIENT', 'LIST', 'TYPE', 'normal')).split('\n');
  const listeners = String(await cluster.command(port, 'CLIENT', 'LIST', 'TYPE', 'pubsub')).split('\n');
  return [...lines, ...listeners]
    .map((line) => new Map(line.split(' ').map((pair) => pair.split('=', 2) as [string, string])))
    .filter((fields) => fields.has('addr') && fields.get('cmd') !== 'client|list')
    .map((fields) => {
      const [, host, local] = /^(.*):(\d+)$/.exec(fields.get('addr')!)!;
      return {
        name: fields.get('name')!,
        cmd: fields.get('cmd')!,
        port: Number(local),
        host: host!,
        id: fields.get('id')!,
      };
    });
}

/** Hundredths of a second until the socket's keep-alive timer is due, by its local port; only where that timer runs. */
function keepAliveTimers(): Map<number, number> {
  const timers = new Map<number, number>();
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1)) {
    const [, local, , , , timer] = line.trim().split(/\s+/);
    const [kind, when] = timer?.split(':') ?? [];
    if (kind === '02') timers.set(parseInt(local!.split(':')[1]!, 16), parseInt(when!, 16));
  }
  return timers;
}

const isLinux = process.platform === 'linux';

test.each([2, 3] as const)(
  'the name, the keep-alive and the family are on every socket, after a lost connection too (RESP%i)',
  async (protocol) => {
    const cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
    closing.push(() => cluster.stop());
    const port = cluster.ports[2]!;
    const before = new Set((await clientsOf(cluster, port)).map(({ id }) => id));
    const { session } = await open(cluster, 'direct', {
      protocol,
      clientName: 'till-7',
      keepAlive: 7000,
      family: 4,
      seed: `localhost:${cluster.ports[0]}`,
    });
    await run(session, 'ssubscribe foo');
    await run(session, 'monitor');
    const ours = async () => (await clientsOf(cluster, port)).filter(({ id }) => !before.has(id));
    const check = async () => {
      const blocked = run(session, 'blpop foo 0');
      await waitUntil('every kind of socket', async () => {
        const kinds = new Set((await ours()).map(({ cmd }) => cmd));
        return kinds.has('blpop') && (kinds.has('monitor') || kinds.has('ssubscribe')) && kinds.size >= 3;
      });
      const clients = await ours();
      expect(new Set(clients.map(({ name }) => name))).toEqual(new Set(['till-7']));
      expect(new Set(clients.map(({ host }) => host))).toEqual(new Set(['127.0.0.1']));
      if (isLinux)
        await waitUntil('keep-alive on all of them', () => {
          const timers = keepAliveTimers();
          return clients.every((client) => (timers.get(client.port) ?? 1e9) <= 710);
        });
      await cluster.command(port, 'RPUSH', 'foo', 'v');
      expect((await blocked).failure).toBeNull();
    };
    await run(session, 'get foo');
    await check();
    for (const { id } of await ours()) await cluster.command(port, 'CLIENT', 'KILL', 'ID', id);
    await waitUntil('new sockets', async () => (await run(session, 'get foo')).failure === null);
    await check();
  },
);

test.runIf(isLinux)('without keep-alive no socket has its timer', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  closing.push(() => cluster.stop());
  const { session } = await open(cluster, 'direct', { clientName: 'quiet', keepAlive: 0 });
  await run(session, 'subscribe news');
  await run(session, 'get k2');
  const clients = (await clientsOf(cluster, cluster.ports[0]!)).filter(({ name }) => name === 'quiet');
  expect(clients.length).toBeGreaterThan(1);
  const timers = keepAliveTimers();
  expect(clients.filter(({ port }) => timers.has(port))).toEqual([]);
});

test('a silent server is dropped after the timeout: by the shell, a stream, a blocking command', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const { session } = await open(
    { addresses: [`127.0.0.1:${server.port}`], password: undefined, tls: undefined },
    'follow',
    { connectTimeout: 300 },
  );
  proxy.fallSilent();
  session.setCurrentNode(proxy.address);
  for (const line of ['subscribe news', 'monitor', 'get k', 'blpop k 0'])
    expect((await run(session, line)).failure?.message, line).toContain('no answer within 300 ms');
});
