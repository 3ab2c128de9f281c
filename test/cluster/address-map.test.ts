/** Clusters whose announced addresses cannot be reached from here. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AddressMap } from '../../main/cluster/address-map.ts';
import type { ConnectionOptions } from '../../main/cluster/connection-options.ts';
import type { Topology } from '../../shared/model.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
});
afterAll(() => cluster.stop());

const connection: Omit<ConnectionOptions, 'host' | 'port'> = {
  database: 0,
  protocol: 2,
  connectTimeout: 1000,
};

async function announce(settings: Record<string, (port: number) => string>, text: (port: number) => string) {
  for (const port of cluster.ports)
    for (const [name, value] of Object.entries(settings))
      await cluster.command(port, 'CONFIG', 'SET', name, value(port));
  await waitUntil('every node announces it', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return maps.every((map) => cluster.ports.every((port) => String(map).includes(text(port))));
  });
}

async function mapOf(seed: string, reach: AddressMap['reach']): Promise<Topology> {
  const { session } = await openSession(cluster, 'direct', { seed, reach });
  const { topology } = session;
  session.close();
  return topology!;
}

/** Every slot's owner answers a key of its own. */
async function expectAllReached(seed: string, map: AddressMap) {
  const { session } = await openSession(cluster, 'direct', { seed, reach: map.reach });
  for (const key of ['k1', 'k2', 'k3', 'foo']) {
    expect(printed(await run(session, `set ${key} v`))).toBe('OK');
    expect((await run(session, `get ${key}`)).hops.map(({ outcome }) => outcome)).toEqual(['reply']);
  }
  session.close();
}

test('other ports are announced: every seed that is given stands in for its node', async () => {
  await announce(
    { 'cluster-announce-port': (port) => String(port + 20_000) },
    (port) => `:${port + 20_000}@`,
  );
  const map = new AddressMap();
  const topology = await mapOf(cluster.addresses[0]!, map.reach);
  expect(await map.discover(topology, cluster.addresses, connection)).toBe(true);
  expect(map.discovered.map(({ announced, reached }) => `${announced} ${reached}`).sort()).toEqual(
    cluster.ports.map((port) => `127.0.0.1:${port + 20_000} 127.0.0.1:${port}`).sort(),
  );
  await expectAllReached(cluster.addresses[0]!, map);
  // Each address is looked at once.
  expect(await map.discover(topology, cluster.addresses, connection)).toBe(false);
});

test('entries made by hand do the same, and are not looked at', async () => {
  const map = new AddressMap(
    cluster.ports.map((port) => ({ announced: `127.0.0.1:${port + 20_000}`, reached: `127.0.0.1:${port}` })),
  );
  const topology = await mapOf(cluster.addresses[0]!, map.reach);
  expect(await map.discover(topology, cluster.addresses, connection)).toBe(false);
  await expectAllReached(cluster.addresses[0]!, map);
});

test('host names that nobody knows are announced: their ports are found at the seed’s host', async () => {
  await announce(
    {
      'cluster-announce-port': () => '0',
      'cluster-announce-hostname': (port) => `node-${port}.invalid`,
      'cluster-preferred-endpoint-type': () => 'hostname',
    },
    (port) => `:${port}@${port + 10_000},node-${port}.invalid`,
  );
  const map = new AddressMap();
  const seed = cluster.addresses[1]!;
  const topology = await mapOf(seed, map.reach);
  expect(topology.shards.map(({ primary }) => primary!.address).sort()).toEqual(
    cluster.ports.map((port) => `node-${port}.invalid:${port}`).sort(),
  );
  expect(await map.discover(topology, [seed], connection)).toBe(true);
  expect(map.discovered).toHaveLength(3);
  await expectAllReached(seed, map);
});

test('a cluster in order needs no map', async () => {
  const plain = await RedisCluster.start({ primaries: 3, replicas: 0 });
  try {
    const map = new AddressMap();
    const { session } = await openSession(plain, 'direct');
    expect(await map.discover(session.topology!, [plain.addresses[0]!], connection)).toBe(false);
    expect(map.discovered).toEqual([]);
    session.close();
  } finally {
    await plain.stop();
  }
});
