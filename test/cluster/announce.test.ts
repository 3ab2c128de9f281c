/** What clusters announce of their nodes (7.0): addresses, names, or nothing; and the names that certificates are checked for. */
import { afterEach, expect, test } from 'vitest';
import { parseClusterShards, parseClusterSlots } from '../../main/cluster/topology/reading.ts';
import { readError } from '../../main/cluster/routing/redirect-error.ts';
import { decode, type Reply } from '../../shared/resp/resp.ts';
import { formatReply } from '../../shared/format/tty.ts';
import { Certificates } from '../support/certificates.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from '../support/redis-cluster.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
  closing.push(() => cluster.stop());
  return cluster;
}

const open = async (
  cluster: RedisCluster,
  mode: 'direct' | 'follow',
  options: Parameters<typeof openSession>[2] = {},
): Promise<OpenedSession> => {
  const opened = await openSession(cluster, mode, options);
  closing.push(() => opened.session.close());
  return opened;
};

/** Sets it at every node. */
async function set(cluster: RedisCluster, name: string, value: string): Promise<void> {
  for (const port of cluster.ports) await cluster.command(port, 'CONFIG', 'SET', name, value);
}

/** Every node is announced by this name, and every other has heard of it. */
async function announce(cluster: RedisCluster, host: string): Promise<void> {
  await set(cluster, 'cluster-announce-hostname', host);
  await waitUntil('every node has heard it', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return maps.every((map) =>
      cluster.ports.every((port) => String(map).includes(`${port + 10_000},${host}`)),
    );
  });
}

const addresses = ({ session }: OpenedSession) =>
  session.topology!.shards.map(({ primary }) => primary!.address).sort();
const at = (cluster: RedisCluster, host: string) => cluster.ports.map((port) => `${host}:${port}`).sort();
const texts = (notices: readonly { text: string }[]) => notices.map(({ text }) => text).join('\n');
const heard = ({ pushed }: OpenedSession) => pushed.map(({ frame }) => formatReply(decode(frame))).join('\n');
/** A key of each shard. */
const KEYS = ['k1', 'k2', 'foo'];

test('MOVED and the map use the preferred endpoint: an address, a name, or none, which means the host asked', async () => {
  const cluster = await start();
  await announce(cluster, 'localhost');
  const moved = async (seed: string) => {
    const opened = await open(cluster, 'follow', { seed });
    const first = await run(opened.session, 'get foo');
    expect(printed(first)).toBe('(nil)');
    return { target: first.hops[0]!.target, map: addresses(opened) };
  };
  const [byAddress, byName] = [`127.0.0.1:${cluster.ports[0]}`, `localhost:${cluster.ports[0]}`];
  for (const [type, seed, host] of [
    ['ip', byName, '127.0.0.1'],
    ['hostname', byAddress, 'localhost'],
    ['unknown-endpoint', byAddress, '127.0.0.1'],
    ['unknown-endpoint', byName, 'localhost'],
  ] as const) {
    await set(cluster, 'cluster-preferred-endpoint-type', type);
    const found = await moved(seed);
    expect(found, `${type} by ${seed}`).toEqual({
      target: `${host}:${cluster.ports[2]}`,
      map: at(cluster, host),
    });
  }
});

test('a node without the preferred name (`?`) keeps its address, in the map and in MOVED', async () => {
  const cluster = await start();
  await set(cluster, 'cluster-preferred-endpoint-type', 'hostname');
  expect(await cluster.command(cluster.ports[0]!, 'GET', 'foo').catch(String)).toContain('?:');
  const opened = await open(cluster, 'follow', { seed: `localhost:${cluster.ports[0]}` });
  expect(addresses(opened)).toEqual(at(cluster, '127.0.0.1'));
  const { hops, ...answer } = await run(opened.session, 'set foo v');
  expect(hops[0]!.target).toBe(`127.0.0.1:${cluster.ports[2]}`);
  expect(printed({ hops, ...answer })).toBe('OK');
});

test('CLUSTER SLOTS and CLUSTER SHARDS yield the same map, whichever endpoint is preferred', async () => {
  const cluster = await start();
  await announce(cluster, 'localhost');
  const asked = `there:${cluster.ports[0]}`;
  const ask = async (session: OpenedSession['session'], line: string): Promise<Reply> => {
    const { reply } = await run(session, line);
    return decode((reply as { frame: Uint8Array }).frame);
  };
  const { session } = await open(cluster, 'direct');
  for (const [type, host] of [
    ['ip', '127.0.0.1'],
    ['hostname', 'localhost'],
    ['unknown-endpoint', 'there'],
  ] as const) {
    await set(cluster, 'cluster-preferred-endpoint-type', type);
    const shards = parseClusterShards(await ask(session, 'cluster shards'), asked, false);
    const slots = parseClusterSlots(await ask(session, 'cluster slots'), asked);
    const flat = (maps: typeof shards) =>
      maps.flatMap(({ nodes }) => nodes.map((node) => node.address)).sort();
    expect(flat(shards), type).toEqual(at(cluster, host));
    expect(flat(slots), type).toEqual(at(cluster, host));
  }
});

test('a node with an unknown name and a shared port is searched for at the host that answered', () => {
  const one = (port: number) => (port === 6379 ? '10.0.0.2:6379' : null);
  expect(readError('MOVED 1 ?:6379', '10.0.0.1:6380', one).target).toBe('10.0.0.2:6379');
  expect(readError('MOVED 1 ?:6381', '10.0.0.1:6380', one).target).toBe('10.0.0.1:6381');
  expect(readError('ASK 1 :6379', '10.0.0.1:6380', one).target).toBe('10.0.0.1:6379');
});

test('the names change while the shell is open: it continues, reports it, and receives nothing twice', async () => {
  const cluster = await start();
  const opened = await open(cluster, 'direct');
  const { session, notices } = opened;
  await run(session, 'monitor');
  await run(session, 'ssubscribe k1');
  for (const key of KEYS) expect(printed(await run(session, `set ${key} v`))).toBe('OK');
  await announce(cluster, 'localhost');
  await set(cluster, 'cluster-preferred-endpoint-type', 'hostname');
  await waitUntil('the map', () => addresses(opened).join() === at(cluster, 'localhost').join());
  expect(texts(notices)).toMatch(/3 nodes changed their addresses: 127\.0\.0\.1:\d+ is now localhost:\d+/);
  expect(session.state.currentNode).toMatch(/^localhost:/);
  opened.pushed.length = 0;
  for (const key of KEYS) expect(printed(await run(session, `set ${key} twice?`))).toBe('OK');
  expect(printed(await run(session, 'spublish k1 hello'))).toBe('(integer) 1');
  await waitUntil('all is heard', () => heard(opened).includes('"hello"'));
  await waitUntil('each line', () => heard(opened).match(/"twice\?"/g)?.length === KEYS.length);
  expect(new Set(opened.pushed.map(({ node }) => node.split(':')[0]))).toEqual(new Set(['localhost']));
  expect(texts(notices)).not.toMatch(/broke|hears/);
});

test('certificates are valid for the announced name only: every node is verified against it', async () => {
  const tls = new Certificates('DNS:localhost');
  closing.push(tls.remove);
  const cluster = await start({ tls: true });
  await announce(cluster, 'localhost');
  for (const port of cluster.ports)
    await cluster.command(
      port,
      ...['CONFIG', 'SET', 'tls-ca-cert-file', tls.files.ca],
      ...['tls-cert-file', tls.files.serverCert, 'tls-key-file', tls.files.serverKey],
    );
  const trusting = { tls: { ca: tls.ca } };
  const seed = `localhost:${cluster.ports[0]}`;
  await expect(open(cluster, 'direct', trusting)).rejects.toThrow(/TLS|certificate/);

  // With addresses, the map leads to nodes whose certificates do not match.
  const partly = await open(cluster, 'direct', { ...trusting, seed });
  expect((await run(partly.session, 'get foo')).failure).toMatchObject({ code: 'unreachable' });
  await set(cluster, 'cluster-preferred-endpoint-type', 'hostname');
  const { session, notices } = await open(cluster, 'direct', { ...trusting, seed });
  for (const key of KEYS) expect(printed(await run(session, `set ${key} v`))).toBe('OK');
  expect(texts(notices)).not.toMatch(/cannot be reached/);
});
