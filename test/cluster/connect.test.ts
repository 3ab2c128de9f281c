/** The first connection: to working servers of every kind, and to things that are not servers. */
import { afterEach, expect, test } from 'vitest';
import { type Failure, FailureError } from '../../shared/failure.ts';
import { Session } from '../../main/cluster/session/session.ts';
import { openSession, run, printed } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof RedisCluster.start>[0]): Promise<RedisCluster> {
  const cluster = await RedisCluster.start(options);
  closing.push(() => cluster.stop());
  return cluster;
}

/** The failure of connecting to `address`. */
async function refused(address: string, password?: string): Promise<Failure> {
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [address],
      mode: 'direct',
      connection: { database: 0, protocol: 2, connectTimeout: 1000, password },
    },
    {},
  );
  closing.push(() => session.close());
  const error = await session.connect().then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
}

async function scripted(...arguments_: ConstructorParameters<typeof ScriptedNode>): Promise<string> {
  const node = new ScriptedNode(...arguments_);
  closing.push(() => node.close());
  return `127.0.0.1:${await node.listen()}`;
}

test('a server that is not in a cluster: no slots, databases, and every command to the one node', async () => {
  const cluster = await start({ cluster: false, primaries: 1, replicas: 0 });
  const { session } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  expect(session.topology).toMatchObject({ kind: 'standalone', covered: 0, state: 'none' });
  const set = await run(session, 'set foo 1');
  expect(set).toMatchObject({ slot: null, shard: null, keys: [] });
  expect(printed(await run(session, 'mset a 1 b 2 c 3'))).toBe('OK');
  expect(await run(session, 'select 3')).toMatchObject({ database: 3 });
  expect(printed(await run(session, 'get foo'))).toBe('(nil)');
  expect(printed(await run(session, 'select 99'))).toMatch(/^\(error\) ERR DB index/);
  expect(session.state.database).toBe(3);
});

test('a replica of a server that is not in a cluster: its role, its data, and a write that it refuses', async () => {
  const primary = await RedisServer.start();
  closing.push(() => primary.stop());
  const replica = await RedisServer.start({ args: ['--replicaof', '127.0.0.1', String(primary.port)] });
  closing.push(() => replica.stop());
  const at = async (port: number) => {
    const options = { label: 'test', environment: 'local', mode: 'direct' } as const;
    const connection = { database: 2, protocol: 2, connectTimeout: 2000 } as const;
    const session = new Session({ ...options, seeds: [`127.0.0.1:${port}`], connection }, {});
    closing.push(() => session.close());
    await session.connect();
    return session;
  };
  const [writer, reader] = [await at(primary.port), await at(replica.port)];
  expect(writer.topology?.shards[0]?.primary).toMatchObject({ role: 'primary', health: 'online' });
  expect(reader.topology?.shards[0]?.primary).toMatchObject({ role: 'replica', health: 'online' });
  expect(reader.state).toMatchObject({ database: 2, server: writer.state.server });
  expect(printed(await run(writer, 'set foo 1'))).toBe('OK');
  await waitUntil('it is replicated', async () => printed(await run(reader, 'get foo')) === '"1"');
  const refused = await run(reader, 'set foo 2');
  expect(printed(refused)).toMatch(/^\(error\) READONLY/);
  expect(refused.hops.map(({ node }) => node)).toEqual([`127.0.0.1:${replica.port}`]);
});

test('a cluster’s password is typed once and used for every node; a wrong one is reported', async () => {
  const cluster = await start({ password: 'pass word', replicas: 0 });
  expect(await refused(cluster.addresses[0]!, 'wrong')).toMatchObject({ code: 'auth' });
  expect(await refused(cluster.addresses[0]!)).toMatchObject({
    code: 'auth',
    advice: expect.stringMatching(/password/i),
  });
  const { session } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  for (const key of ['foo', 'k1', 'k1{customer}', 'bar'])
    expect(printed(await run(session, `set ${key} 1`))).toBe('OK');
});

test('a cluster behind TLS with client certificates', async () => {
  const cluster = await start({ tls: 'mutual', replicas: 0 });
  const { session } = await openSession(cluster, 'follow');
  closing.push(() => session.close());
  for (const key of ['foo', 'k1', 'k1{customer}', 'bar'])
    expect(printed(await run(session, `set ${key} 1`))).toBe('OK');
});

test('the port is closed', async () => {
  const node = new ScriptedNode(() => null);
  const port = await node.listen();
  await node.close();
  expect(await refused(`127.0.0.1:${port}`)).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`127.0.0.1:${port}`),
    advice: expect.stringMatching(/host and port|address/i),
  });
});

test('an unknown CA: the advice is about the CA, not about host and port', async () => {
  const cluster = await start({ tls: true, primaries: 1, replicas: 0, cluster: false });
  const options = { label: 'test', environment: 'local', mode: 'direct' } as const;
  const connection = { database: 0, protocol: 2, connectTimeout: 2000, tls: {} } as const;
  const session = new Session({ ...options, seeds: [cluster.addresses[0]!], connection }, {});
  closing.push(() => session.close());
  await expect(session.connect()).rejects.toMatchObject({
    failure: { advice: expect.stringMatching(/^Set the CA certificate to that of the CA/) },
  });
});

test('an unknown host name', async () => {
  expect(await refused('no-such-host.invalid:6379')).toMatchObject({ code: 'unreachable' });
});

test('a server that speaks HTTP', async () => {
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as { port: number };
  expect((await refused(`127.0.0.1:${port}`)).message).toMatch(/HTTP/);
});

test('a server that accepts and then says nothing', async () => {
  const { createServer } = await import('node:net');
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as { port: number };
  expect((await refused(`127.0.0.1:${port}`)).message).toMatch(/no answer/);
});

test('a declared string of 300 MB ends the connection: nothing is kept, and the fate is reported', async () => {
  const bulk = 300 * 1024 * 1024;
  const address = await scripted((words, socket) => {
    if (words[0]!.toLowerCase() !== 'get') return '-ERR unknown command\r\n';
    socket.end(`$${bulk}\r\npartial`);
    return null;
  });
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [address],
      mode: 'direct',
      connection: { database: 0, protocol: 2, connectTimeout: 1000 },
    },
    {},
  );
  closing.push(() => session.close());
  await session.connect();
  const before = process.memoryUsage().rss;
  const execution = await run(session, 'get foo');
  expect(execution.failure).toMatchObject({ code: 'unknown-fate' });
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
});
