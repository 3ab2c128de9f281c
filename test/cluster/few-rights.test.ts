/** ACL users with few rights: the user's commands work without the app's own (map, metrics, documentation). */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Session } from '../../main/cluster/session/session.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { buildHeadless } from '../support/headless.ts';
import { printed, run } from '../support/open-session.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { Terminal } from '../support/terminal.ts';

const USERS: { readonly [name: string]: string } = {
  worker: '+@read +@write +@connection',
  narrow: '-@all +get +set',
  blind: '+@all -cluster -info',
};

let cluster: RedisCluster;
let single: RedisCluster;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  [cluster, single] = await Promise.all([
    RedisCluster.start({ replicas: 0 }),
    RedisCluster.start({ cluster: false, primaries: 1 }),
    buildHeadless(),
  ]);
  for (const servers of [cluster, single])
    for (const port of servers.ports)
      for (const [name, rights] of Object.entries(USERS)) await addUser(servers, port, name, rights);
});
afterAll(() => Promise.all([cluster?.stop(), single?.stop()]));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  // k1 is of slot 12706, of the third node.
  await cluster.command(cluster.ports[2]!, 'DEL', 'k1');
});

const addUser = (servers: RedisCluster, port: number, name: string, rights: string) =>
  servers.command(port, 'ACL', 'SETUSER', name, 'reset', 'on', '>secret', '~*', '&*', ...rights.split(' '));

async function connect(username: string, seed: string, mode: RedirectMode = 'direct') {
  const maps: Topology[] = [];
  const stats: NodeStats[][] = [];
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [seed],
      mode,
      connection: { database: 0, protocol: 2, connectTimeout: 10_000, username, password: 'secret' },
    },
    // As the window's: its figures and other nodes' views are asked for.
    { onTopology: (topology) => maps.push(topology), onStats: (metrics) => stats.push(metrics) },
  );
  closing.push(() => session.close());
  await session.connect();
  return { session, maps, stats };
}

test.each(Object.keys(USERS))(
  '%s connects to a cluster, MOVED teaches it the slots, and the prompt moves',
  async (user) => {
    for (const mode of ['direct', 'follow'] as const) {
      const { session } = await connect(user, cluster.addresses[0]!, mode);
      expect(session.topology).toMatchObject({
        kind: 'unmapped',
        refusal: expect.stringContaining('NOPERM'),
      });
      expect(session.cluster.server.name).toBe(`Redis ${cluster.server.version}`);
      const first = await run(session, 'set k1 v');
      expect(first).toMatchObject({
        slot: 12706,
        node: cluster.addresses[2],
        hops: [{ outcome: 'moved' }, {}],
      });
      expect(session.state.currentNode).toBe(cluster.addresses[2]);
      const second = await run(session, 'get k1');
      expect(printed(second)).toBe('"v"');
      expect(second.hops).toHaveLength(1);
    }
  },
);

test.each(Object.keys(USERS))('%s works on a server that is not in a cluster', async (user) => {
  const { session } = await connect(user, single.addresses[0]!);
  expect(session.topology).toMatchObject({ kind: 'standalone', shards: [{ primary: { role: 'primary' } }] });
  expect(printed(await run(session, 'set k1 v'))).toBe('OK');
  expect(printed(await run(session, 'get k1'))).toBe('"v"');
});

test('a refused question is asked once, not at every reading of the map; F5 asks again', async () => {
  const { session, maps, stats } = await connect('blind', cluster.addresses[0]!);
  const refusals = async () =>
    (await cluster.command(cluster.ports[0]!, 'ACL', 'LOG')) as unknown as unknown[][];
  const counted = async () =>
    (await refusals()).filter((entry) => String(entry).includes('blind')).map((entry) => Number(entry[1]));
  await waitUntil('the first figures are there', () => stats.length > 0);
  const before = await counted();
  expect(before.length).toBeGreaterThan(0);
  const [seen, rounds] = [maps.length + 2, stats.length + 2];
  await waitUntil('the timers come round', () => maps.length >= seen && stats.length >= rounds);
  expect(await counted()).toEqual(before);
  expect(stats.at(-1)).toMatchObject([
    { refusal: expect.stringContaining('NOPERM'), latency: expect.any(Number) },
  ]);
  for (const port of cluster.ports) await addUser(cluster, port, 'blind', '+@all');
  try {
    await session.refresh();
    expect(session.topology).toMatchObject({ kind: 'cluster', covered: 16384, state: 'ok' });
  } finally {
    for (const port of cluster.ports) await addUser(cluster, port, 'blind', USERS['blind']!);
  }
});

test.each([
  ['+cluster|slots', 'none'],
  ['+cluster|shards', 'none'],
  ['+cluster|slots +cluster|info', 'ok'],
  ['+cluster|slots +cluster|nodes', 'none'],
])('%s is enough for a map', async (rights, state) => {
  for (const port of cluster.ports) await addUser(cluster, port, 'partly', `-@all +get +set ${rights}`);
  const { session } = await connect('partly', cluster.addresses[0]!);
  expect(session.topology).toMatchObject({ kind: 'cluster', covered: 16384, state });
  expect(session.topology!.shards.map(({ primary }) => primary?.address)).toEqual(cluster.addresses);
  expect((await run(session, 'set k1 v')).hops).toHaveLength(1);
});

test('a target says that the map is missing, unless MOVED has taught where it points', async () => {
  const { session } = await connect('worker', cluster.addresses[0]!);
  const at = async (target: string, line = 'get k1') =>
    session.execute(argsOf(...line.split(' ')), { target });
  for (const target of ['@all', '@primaries', '@replicas', '@key:k1', '@slot:12706'])
    expect((await at(target)).failure).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^Not sent: it is not known where @.* points: .*NOPERM/),
      advice: expect.stringContaining('+cluster|slots'),
    });
  await run(session, 'set k1 v');
  expect(printed(await at('@key:k1'))).toBe('"v"');
  expect(printed(await at('@slot:12706'))).toBe('"v"');
  expect((await at('@split', 'mget k1 k2')).reply).toMatchObject({ whole: true });
});

test('a target without a map fails with a sentence in every mode', async () => {
  for (const mode of ['direct', 'follow', 'off'] as const)
    for (const target of [
      '@all',
      '@primaries',
      '@replicas',
      '@slot:1',
      '@key:a',
      '@node:[::1]:7000',
      '@split',
    ]) {
      const session = new Session(
        {
          label: 'test',
          environment: 'production',
          seeds: cluster.addresses,
          mode,
          connection: { database: 0, protocol: 3, connectTimeout: 10_000 },
        },
        {},
      );
      closing.push(() => session.close());
      const { failure } = await session.execute(argsOf('mget', 'a', 'b'), { target });
      expect(failure).toMatchObject({
        code: 'not-connected',
        message: `Not sent: without a map of the cluster it is not known where ${target} points.`,
      });
      expect(await session.docs()).toHaveProperty('mget');
    }
});

test('a node is found by its IPv6 address as usually written', async () => {
  const six = await RedisServer.start({ args: ['--bind', '::1'] });
  closing.push(() => six.stop());
  const { session } = await connect('default', `::1:${six.port}`);
  for (const target of [`@node:[::1]:${six.port}`, `@node:::1:${six.port}`, `@node:${six.port}`])
    expect(printed(await session.execute(argsOf('ping'), { target }))).toBe('PONG');
});

test.each(Object.keys(USERS))('without a window, -c as %s follows MOVED and moves', async (user) => {
  const login = ['-p', String(cluster.ports[0]), '-c', '--user', user, '-a', 'secret', '--no-auth-warning'];
  const opened = new Terminal(process.execPath, [await buildHeadless(), ...login]);
  closing.push(() => opened.close());
  await opened.until(/> $/);
  opened.type('set k1 v\n');
  expect(await opened.until(new RegExp(`${cluster.ports[2]}> $`))).toContain('-> Redirected to slot [12706]');
  opened.type('get k1\n');
  const second = await opened.until(/> $/);
  expect(second).toContain('"v"');
  expect(second).not.toContain('Redirected');
  const { stdout, stderr } = await runProgram(process.execPath, [
    await buildHeadless(),
    ...login,
    'get',
    'k1',
  ]);
  expect([stdout.toString(), stderr.toString()]).toEqual(['v\n', '']);
});
