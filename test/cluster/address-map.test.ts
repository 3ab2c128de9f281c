/** Clusters whose announced addresses cannot be reached from here. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AddressMap } from '../../main/cluster/topology/address-map.ts';
import type { ConnectionOptions } from '../../main/cluster/wire/link-options.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import { nodesOf } from '../../main/cluster/topology/shard-numbers.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { SilentProxy } from '../support/silent-proxy.ts';
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

async function mapOf(seed: string): Promise<Topology> {
  const { session } = await openSession(cluster, 'direct', { seed });
  const { topology } = session;
  session.close();
  return topology!;
}

const nodesIn = (topology: Topology) => topology.shards.flatMap(nodesOf);

/** Every slot's owner answers a key of its own, at the first try. */
async function expectAllReached(session: Session) {
  for (const key of ['k1', 'k2', 'k3', 'foo']) {
    expect(printed(await run(session, `set ${key} v`))).toBe('OK');
    expect((await run(session, `get ${key}`)).hops.map(({ outcome }) => outcome)).toEqual(['reply']);
  }
}

async function expectAllReachedBy(seed: string, addressMap: AddressMap) {
  const { session, notices } = await openSession(cluster, 'direct', { seed, addressMap });
  await expectAllReached(session);
  session.close();
  return notices;
}

const pairs = (map: AddressMap) =>
  map.discovered.map(({ announced, reached }) => `${announced} ${reached}`).sort();

describe('other ports are announced', () => {
  beforeAll(() =>
    announce({ 'cluster-announce-port': (port) => String(port + 20_000) }, (port) => `:${port + 20_000}@`),
  );
  const expected = () => cluster.ports.map((port) => `127.0.0.1:${port + 20_000} 127.0.0.1:${port}`).sort();

  test('every given seed replaces the announced address of its node', async () => {
    const map = new AddressMap();
    const nodes = nodesIn(await mapOf(cluster.addresses[0]!));
    const { found, missing } = await map.discover(nodes, cluster.addresses, connection);
    expect(found).toHaveLength(3);
    expect(missing).toEqual([]);
    expect(pairs(map)).toEqual(expected());
    expect(await expectAllReachedBy(cluster.addresses[0]!, map)).toEqual([]);
    // Each address is examined once.
    expect(await map.discover(nodes, cluster.addresses, connection)).toEqual({
      found: [],
      returned: [],
      missing: [],
    });
  });

  test('the user’s entries do the same without a search', async () => {
    const map = new AddressMap(
      cluster.ports.map((port) => ({
        announced: `127.0.0.1:${port + 20_000}`,
        reached: `127.0.0.1:${port}`,
      })),
    );
    expect(await expectAllReachedBy(cluster.addresses[0]!, map)).toEqual([]);
    expect(map.discovered).toEqual([]);
  });

  test('a connection finds the nodes by itself, reports it, and then works as usual', async () => {
    const { session, notices } = await openSession(cluster, 'direct', {
      seed: cluster.addresses[0]!,
      seeds: cluster.addresses,
    });
    await waitUntil('the notice', () => notices.length > 0);
    expect(notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^3 announced addresses cannot be reached\. Their nodes answer at other addresses/,
      ),
    ]);
    for (const port of cluster.ports)
      expect(notices[0]!.text).toContain(`127.0.0.1:${port + 20_000} at 127.0.0.1:${port}`);
    await expectAllReached(session);
    session.close();
  });

  test('half a cluster is still a connection: missing nodes are reported once, and the rest works', async () => {
    const { session, notices, topologies } = await openSession(cluster, 'direct');
    await waitUntil('the notices', () => notices.length === 2);
    const [first, second, third] = cluster.ports.map((port) => `127.0.0.1:${port + 20_000}`);
    const texts = notices.map(({ text }) => text).join('\n');
    expect(texts).toContain(
      `${first} cannot be reached. Its node answers at ${cluster.addresses[0]}, which is used instead.`,
    );
    expect(texts).toMatch(/2 nodes cannot be reached from here \(connection refused \(ECONNREFUSED\)\)/);
    expect(texts).toContain(second);
    expect(texts).toContain(third);
    const mine = session.topology!.shards.find(({ primary }) => primary!.address === first)!.slots[0]!;
    const key = ['k1', 'k2', 'k3', 'foo'].find((name) => {
      const slot = keySlot(Buffer.from(name));
      return mine.first <= slot && slot <= mine.last;
    })!;
    expect(printed(await run(session, `set ${key} here`))).toBe('OK');
    const before = topologies.length;
    await waitUntil('the map is read again, twice', () => topologies.length > before + 1);
    expect(notices).toHaveLength(2);
    session.close();
  });
});

test('a command waiting at a silent announced address is dialled again and runs once', async () => {
  const silent = await Promise.all(cluster.ports.map((port) => SilentProxy.start(port)));
  for (const proxy of silent) proxy.fallSilent();
  const announced = (port: number) => silent[cluster.ports.indexOf(port)]!.port;
  try {
    await announce(
      { 'cluster-announce-port': (port) => String(announced(port)) },
      (port) => `:${announced(port)}@`,
    );
    const { session } = await openSession(cluster, 'direct', {
      seed: cluster.addresses[0]!,
      seeds: cluster.addresses,
      connectTimeout: 60_000,
    });
    // Longer than a minute, were each dialled until it gives up.
    await expectAllReached(session);
    session.close();
  } finally {
    await Promise.all(silent.map((proxy) => proxy.stop()));
  }
});

test('unknown announced host names: their ports are found at the seed’s host', async () => {
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
  const { session, notices } = await openSession(cluster, 'direct', { seed, addressMap: map });
  expect(session.topology!.shards.map(({ primary }) => primary!.address).sort()).toEqual(
    cluster.ports.map((port) => `node-${port}.invalid:${port}`).sort(),
  );
  await waitUntil('all are found', () => map.discovered.length === 3);
  await expectAllReached(session);
  expect(notices.every(({ tone }) => tone === 'info')).toBe(true);
  session.close();
});

test('a healthy cluster connects without a notice and without a search', async () => {
  const plain = await RedisCluster.start({ primaries: 3, replicas: 0 });
  try {
    const map = new AddressMap();
    const looks = vi.spyOn(map, 'discover');
    const { session, notices, stats } = await openSession(plain, 'direct', { addressMap: map });
    await waitUntil('the figures of every node', () => stats.length > 1);
    expect(looks).not.toHaveBeenCalled();
    expect(notices).toEqual([]);
    session.close();
  } finally {
    await plain.stop();
  }
});
