import { afterEach, expect, test } from 'vitest';
import { InfoWatch } from '../../main/cluster/topology/info-watch.ts';
import { NodePool } from '../../main/cluster/wire/node-pool.ts';
import { replicaOffsets } from '../../main/cluster/topology/replica-offsets.ts';
import { StatsWatch } from '../../main/cluster/topology/stats-watch.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { threeShards } from '../support/cluster-fixtures.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('metrics of real nodes: a replica has its primary’s offset, and its link is up', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 1 });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  for (let i = 0; i < 20; i++) await run(session, `set key:${i} value`);
  const metrics = await waitUntil('figures of six nodes in step', () => {
    const last = stats.at(-1);
    const replicas = last?.filter((node) => node.link !== null) ?? [];
    return replicas.length === 3 && replicas.every((node) => node.lag === 0 && node.keys! > 0) && last;
  });
  const at = (address: string) => metrics.find((node) => node.address === address)!;
  expect(metrics.map((node) => node.address)).toEqual(
    session.topology!.shards.flatMap((shard) => [
      shard.primary!.address,
      ...shard.replicas.map((n) => n.address),
    ]),
  );
  for (const shard of session.topology!.shards) {
    const [primary, replica] = [at(shard.primary!.address), at(shard.replicas[0]!.address)];
    expect(primary).toMatchObject({ lag: null, link: null, version: cluster.server.version });
    expect(replica).toMatchObject({ link: 'up', keys: primary.keys, version: cluster.server.version });
    expect(primary.offset).toBeGreaterThan(0);
    for (const node of [primary, replica]) {
      expect(node.memory).toBeGreaterThan(0);
      expect(node.clients).toBeGreaterThan(0);
      expect(node.maxMemory).toBe(0);
      expect(node.uptime).toBeGreaterThanOrEqual(0);
    }
  }
});

test('a refused INFO is reported node by node; the other nodes have their metrics', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  await session.execute(argsOf('acl', 'setuser', 'default', '-info'), {
    target: `@node:${cluster.ports[1]}`,
  });
  const metrics = await waitUntil(
    'a refusal',
    () => stats.at(-1)?.some((node) => node.refusal) && stats.at(-1),
  );
  expect(metrics.map(({ refusal }) => refusal !== null)).toEqual([false, true, false]);
  expect(metrics[1]).toMatchObject({ keys: null, refusal: expect.stringMatching(/^NOPERM .*info/) });
  expect(metrics[1]!.latency).toBeGreaterThan(0);
  expect(metrics[2]).toMatchObject({ keys: 0, version: cluster.server.version });
});

test('a stopped node is reported with the start of its silence, and its lag as the primary sees it', async () => {
  // Long enough that the cluster itself does not report it.
  const cluster = await RedisCluster.start({ primaries: 1, replicas: 1, nodeTimeout: 60_000 });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct', { connectTimeout: 2000 });
  closing.push(() => session.close());
  const [primary, replica] = cluster.nodes.map(({ port }) => port) as [number, number];
  const of = (port: number) => stats.at(-1)?.find(({ address }) => address.endsWith(`:${port}`));
  await waitUntil('a replica in step', () => of(replica)?.lag === 0);
  const before = Date.now();
  cluster.pause(replica);
  try {
    for (let i = 0; i < 50; i++) await run(session, `set key:${i} ${'v'.repeat(100)}`);
    const silent = await waitUntil('the silence to be noticed', () => of(replica)?.trouble && of(replica));
    expect(silent).toMatchObject({ trouble: { kind: 'silent' }, keys: null, offset: null, link: null });
    expect(silent.trouble!.since).toBeGreaterThanOrEqual(before);
    const text = String(await cluster.command(primary, 'INFO', 'replication'));
    const head = Number(/master_repl_offset:(\d+)/.exec(text)![1]);
    const told = Number(/slave0:.*offset=(\d+)/.exec(text)![1]);
    expect(head - told).toBeGreaterThan(5000);
    // PINGs of the primary to its replica go on meanwhile.
    const lag = () => of(replica)!.lag!;
    await waitUntil('a lag of what was written', () => lag() >= 5000);
    expect(lag()).toBeLessThanOrEqual(head - told + 2000);
    const rounds = stats.length;
    await waitUntil('another round', () => stats.length > rounds);
    expect(of(replica)!.trouble!.since).toBe(silent.trouble!.since);
    expect(of(primary)).toMatchObject({ trouble: null, lag: null });
  } finally {
    cluster.resume(replica);
  }
  await waitUntil('it to answer again', () => of(replica)?.trouble === null && of(replica)?.lag === 0);
});

test('a primary that hangs is silent, and no longer once it answers', async () => {
  const cluster = await RedisCluster.start({
    primaries: 1,
    replicas: 0,
    nodeTimeout: 60_000,
  });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct', { connectTimeout: 2000 });
  closing.push(() => session.close());
  await waitUntil('figures', () => stats.at(-1)?.[0]?.keys === 0);
  cluster.pause(cluster.ports[0]!);
  await waitUntil('the silence to be noticed', () => stats.at(-1)?.[0]?.trouble?.kind === 'silent');
  cluster.resume(cluster.ports[0]!);
  await waitUntil(
    'it to answer again',
    () => stats.at(-1)?.[0]?.trouble === null && stats.at(-1)?.[0]?.keys === 0,
  );
});

test('a socket that ends once is no silence; a node that hangs up at each INFO is silent since the first', async () => {
  let hangUps = 0;
  const node = new ScriptedNode((_, socket) => {
    hangUps++;
    socket.destroy();
    return null;
  });
  const address = `127.0.0.1:${await node.listen()}`;
  const pool = new NodePool({ database: 0, protocol: 2, connectTimeout: 2000 });
  closing.push(
    () => node.close(),
    () => pool.close(),
  );
  const infos = new InfoWatch(pool);
  expect(await infos.ask(address, ['INFO'])).toBeNull();
  expect(infos.troubleOf(address)).toBeNull();
  const between = Date.now();
  await infos.ask(address, ['INFO']);
  expect(hangUps).toBe(2);
  expect(infos.troubleOf(address)).toMatchObject({ kind: 'silent' });
  expect(infos.troubleOf(address)!.since).toBeLessThanOrEqual(between);
});

test('a replica that is announced by another name is known by its port, unless two have it', () => {
  const info = new Map([
    ['slave0', 'ip=10.0.0.1,port=6379,state=online,offset=100,lag=0'],
    ['slave1', 'ip=10.0.0.2,port=6380,state=online,offset=200,lag=1'],
    ['slave2', 'ip=10.0.0.3,port=6380,state=online,offset=300,lag=1'],
    ['slave3', 'ip=10.0.0.4,port=6381,state=online,offset=many,lag=1'],
    ['slave_repl_offset', '7'],
  ]);
  const names = ['one.example:6379', '10.0.0.3:6380', 'two.example:6380', '10.0.0.4:6381'];
  expect([...replicaOffsets(info, names)]).toEqual([
    ['one.example:6379', 100],
    ['10.0.0.3:6380', 300],
  ]);
});

const info = (lines: Record<string, string | number>) => {
  const text = Object.entries(lines)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');
  return `$${text.length}\r\n${text}\r\n`;
};

/** The figures of a primary and its replica that answer INFO so. */
async function metricsOf(...infos: Record<string, string | number>[]): Promise<NodeStats[]> {
  const nodes = infos.map((lines) => new ScriptedNode(() => info(lines)));
  const addresses: string[] = [];
  for (const node of nodes) {
    addresses.push(`127.0.0.1:${await node.listen()}`);
    closing.push(() => node.close());
  }
  const pool = new NodePool({ database: 0, protocol: 2, connectTimeout: 2000 });
  closing.push(() => pool.close());
  const [shard] = threeShards.shards as [Topology['shards'][0]];
  const primary = { ...shard.primary!, address: addresses[0]! };
  const replicas = addresses.slice(1).map((address) => ({ ...shard.replicas[0]!, address }));
  const topology = { ...threeShards, shards: [{ ...shard, primary, replicas }] };
  return new Promise((resolve) => {
    const watch = new StatsWatch(
      pool,
      () => pool,
      () => topology,
      resolve,
    );
    closing.push(() => watch.stop());
    watch.start();
  });
}

test("Valkey's own version counts, and a replica's own offset, not what it passes on", async () => {
  const [primary, replica] = await metricsOf(
    {
      role: 'master',
      redis_version: '7.2.4',
      valkey_version: '8.0.1',
      master_repl_offset: 500,
      maxmemory: 1024,
    },
    {
      role: 'slave',
      redis_version: '7.2.4',
      slave_repl_offset: 480,
      master_repl_offset: 100,
      master_link_status: 'down',
    },
  );
  expect(primary).toMatchObject({ version: '8.0.1', offset: 500, lag: null, link: null, maxMemory: 1024 });
  expect(replica).toMatchObject({ version: '7.2.4', offset: 480, lag: 20, link: 'down' });
});

test('invalid metrics are unknown, and a primary of its own has no lag behind another', async () => {
  const [, other] = await metricsOf(
    { role: 'master', master_repl_offset: 500 },
    { role: 'master', master_repl_offset: 3, used_memory: 'plenty', connected_clients: '', db0: 'keys=x' },
  );
  expect(other).toMatchObject({ lag: null, offset: 3, memory: null, clients: null, keys: 0, version: null });
});

test('a node that was left alone for a while is asked again once a shell has reached it, or the user asks for the map', async () => {
  const cluster = await RedisCluster.start({ primaries: 2, replicas: 0, nodeTimeout: 600_000 });
  closing.push(() => cluster.stop());
  const { session } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  const port = cluster.ports[1]!;
  const address = cluster.addresses[1]!;
  const target = { target: `@node:${port}` };
  /** Each failed dial doubles the wait, up to half a minute. */
  const failOften = async () => {
    await cluster.kill(port);
    for (let i = 0; i < 8; i++) await session.execute(argsOf('ping'), target).catch(() => undefined);
    expect(session.cluster.mayDial(address)).toBe(false);
    await cluster.restart(port);
    expect(session.cluster.mayDial(address)).toBe(false);
  };
  await failOften();
  await session.execute(argsOf('ping'), target);
  expect(session.cluster.mayDial(address)).toBe(true);
  await failOften();
  await session.refresh();
  expect(session.cluster.mayDial(address)).toBe(true);
});
