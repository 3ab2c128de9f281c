import { afterEach, expect, test } from 'vitest';
import { NodePool } from '../../main/cluster/node-pool.ts';
import { StatsWatch } from '../../main/cluster/stats-watch.ts';
import type { NodeStats, Topology } from '../../shared/model.ts';
import { words } from '../../shared/resp.ts';
import { threeShards } from '../support/cluster-fixtures.ts';
import { openSession, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('figures of real nodes: a replica is as far as its primary, and says that the link is up', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 1 });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  for (let i = 0; i < 20; i++) await run(session, `set key:${i} value`);
  const figures = await waitUntil('figures of six nodes in step', () => {
    const last = stats.at(-1);
    const replicas = last?.filter((node) => node.link !== null) ?? [];
    return replicas.length === 3 && replicas.every((node) => node.lag === 0 && node.keys! > 0) && last;
  });
  const at = (address: string) => figures.find((node) => node.address === address)!;
  expect(figures.map((node) => node.address)).toEqual(
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

test('a user who may not ask INFO is told of, node by node; the others have their figures', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  closing.push(() => cluster.stop());
  const { session, stats } = await openSession(cluster, 'direct');
  closing.push(() => session.close());
  await session.execute(words('acl', 'setuser', 'default', '-info'), { target: `@node:${cluster.ports[1]}` });
  const figures = await waitUntil(
    'a refusal',
    () => stats.at(-1)?.some((node) => node.refusal) && stats.at(-1),
  );
  expect(figures.map(({ refusal }) => refusal !== null)).toEqual([false, true, false]);
  expect(figures[1]).toMatchObject({ keys: null, refusal: expect.stringMatching(/^NOPERM .*info/) });
  expect(figures[1]!.latency).toBeGreaterThan(0);
  expect(figures[2]).toMatchObject({ keys: 0, version: cluster.server.version });
});

const info = (lines: Record<string, string | number>) => {
  const text = Object.entries(lines)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');
  return `$${text.length}\r\n${text}\r\n`;
};

/** The figures of a primary and its replica that answer INFO so. */
async function figuresOf(...infos: Record<string, string | number>[]): Promise<NodeStats[]> {
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
    const watch = new StatsWatch(pool, () => topology, resolve);
    closing.push(() => watch.stop());
    watch.start();
  });
}

test("Valkey's own version counts, and a replica's own offset, not what it passes on", async () => {
  const [primary, replica] = await figuresOf(
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

test('figures that are none are not known, and a primary of its own has no lag behind another', async () => {
  const [, other] = await figuresOf(
    { role: 'master', master_repl_offset: 500 },
    { role: 'master', master_repl_offset: 3, used_memory: 'plenty', connected_clients: '', db0: 'keys=x' },
  );
  expect(other).toMatchObject({ lag: null, offset: 3, memory: null, clients: null, keys: 0, version: null });
});
