/** A cluster behind real SOCKS5 and HTTP proxies, and each thing that can be wrong there. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import { TransportError } from '../../main/cluster/wire/errors.ts';
import { Proxy, type ProxyOptions } from '../../main/cluster/wire/proxy.ts';
import { SshTunnel } from '../../main/cluster/wire/ssh-tunnel.ts';
import { parseLaunch } from '../../main/connections/launch-options.ts';
import { Certificates } from '../support/certificates.ts';
import { closedPort } from '../support/closed-port.ts';
import { ask, connect } from '../support/connection-fixtures.ts';
import { ForwardProxy, type ForwardKind } from '../support/forward-proxy.ts';
import { buildHeadless } from '../support/headless.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SilentProxy } from '../support/silent-proxy.ts';
import { SshServer } from '../support/ssh-server.ts';

let cluster: RedisCluster;
let secure: RedisServer;
let certificates: Certificates;
let ssh: SshServer;
const proxies = new Map<string, ForwardProxy>();

const KINDS: readonly ForwardKind[] = ['socks5', 'http'];
const LOGIN = { user: 'ops', password: 'p w' };

beforeAll(async () => {
  certificates = new Certificates();
  ssh = await SshServer.start('ops', { password: 'hunter2' });
  cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  secure = await RedisServer.start({ tls: certificates });
  for (const kind of KINDS) {
    proxies.set(kind, await ForwardProxy.start(kind));
    const login = kind === 'http' ? { ...LOGIN, password: 'pw' } : LOGIN;
    proxies.set(`${kind} with a login`, await ForwardProxy.start(kind, login));
  }
});
afterAll(async () => {
  await Promise.all([...proxies.values()].map((proxy) => proxy.stop()));
  await Promise.all([cluster.stop(), secure.stop(), ssh.stop()]);
  certificates.remove();
});

const through = (kind: ForwardKind, more: Partial<ProxyOptions> = {}): Proxy =>
  new Proxy({
    kind,
    host: '127.0.0.1',
    port: proxies.get(kind)!.port,
    user: '',
    connectTimeout: 5000,
    ...more,
  });

/** The error of a dial, and whether it is about every node. */
async function failure(proxy: Proxy, port: number, host = '127.0.0.1') {
  const error = await proxy.dial({ host, port }, new AbortController().signal).then(
    (socket) => {
      socket.destroy();
      throw new Error('it connected');
    },
    (one: Error) => one,
  );
  return { isOfAll: error instanceof TransportError, text: error.message, error };
}

describe.each(KINDS)('%s', (kind) => {
  test('every node of a cluster is reached through it, with a login', async () => {
    const proxy = proxies.get(`${kind} with a login`)!;
    const launch = await parseLaunch(['--proxy', proxy.url, cluster.addresses[0]!], {});
    const { connection, seeds } = launch.kind === 'connect' ? launch.target : ({} as never);
    const { session } = await openSession(cluster, 'direct', { ...connection, seeds });
    for (const key of ['k1', 'k2', 'k3']) expect(printed(await run(session, `set ${key} v`))).toBe('OK');
    session.close();
    expect([...new Set(proxy.connected)].sort()).toEqual([...cluster.addresses].sort());
  });

  test('names are resolved by it, TLS and large replies pass through it', async () => {
    const { dial } = through(kind);
    const tls = { ca: certificates.ca, cert: certificates.cert, key: certificates.key };
    const large = 'x'.repeat(3_000_000);
    const answer = await ask(connect(secure.port, { dial, tls, host: 'localhost' }), 'ECHO', large);
    expect(answer).toBe(`$3000000\r\n${large}\r\n`);
    expect(proxies.get(kind)!.connected).toContain(`localhost:${secure.port}`);
  });

  test('an SSH server is reached through it', async () => {
    const { dial } = through(kind);
    const login = { user: 'ops', password: 'hunter2', hostKey: ssh.hostKey };
    const tunnel = new SshTunnel({ host: '127.0.0.1', port: ssh.port, ...login, connectTimeout: 5000, dial });
    expect(await ask(connect(cluster.ports[0]!, { dial: tunnel.dial }), 'ECHO', 'hi')).toBe('$2\r\nhi\r\n');
    tunnel.close();
    expect(proxies.get(kind)!.connected).toContain(`127.0.0.1:${ssh.port}`);
  });

  test('what is wrong with the proxy, and what with a node, are told apart', async () => {
    const [port] = cluster.ports;
    const closed = await closedPort();
    const login = proxies.get(`${kind} with a login`)!.port;
    const silent = await SilentProxy.start(port!);
    silent.fallSilent();

    const down = await failure(through(kind, { port: closed }), port!);
    expect(down.isOfAll).toBe(true);
    expect(down.text).toMatch(/ proxy 127\.0\.0\.1:\d+ is out of reach: connection refused/);
    const unknown = await failure(through(kind, { port: login }), port!);
    expect(unknown).toMatchObject({ isOfAll: true, error: { kind: 'auth', secret: 'proxyPassword' } });
    expect(unknown.text).toContain('asks for a login');
    const wrong = await failure(through(kind, { port: login, user: 'ops', password: 'no' }), port!);
    expect(wrong).toMatchObject({ isOfAll: true, error: { kind: 'auth', secret: 'proxyPassword' } });
    expect(wrong.text).toContain('refuses the login of ops');
    expect(wrong.text).not.toContain('"no"');
    const other = await failure(through(kind, { port: ssh.port }), port!);
    expect(other.isOfAll).toBe(true);
    expect(other.text).toMatch(/does not speak|closed the connection/);
    const mute = await failure(through(kind, { port: silent.port, connectTimeout: 300 }), port!);
    // An HTTP proxy says nothing before it has connected: it may be waiting for the node.
    expect(mute.isOfAll).toBe(kind === 'socks5');
    expect(mute.text).toMatch(/does not answer|no answer through/);
    await silent.stop();

    const refused = await failure(through(kind), closed);
    expect(refused.isOfAll).toBe(false);
    expect(refused.text).toContain('cannot reach it');
    const nowhere = await failure(through(kind), 6379, 'no-such-host.invalid');
    expect(nowhere.isOfAll).toBe(false);
    expect(nowhere.text).toContain('cannot reach it');
  });

  test('the doctor examines it first, and does not blame the nodes for it', async () => {
    const examined = async (proxy: Proxy, seed: string) => {
      const connection = { database: 0, protocol: 2, connectTimeout: 2000, dial: proxy.dial } as const;
      const target = { seeds: [seed], connection, entries: [], tunnel: null, proxy, sentinel: null };
      const { steps } = await examine(target, () => undefined);
      return Object.fromEntries(steps.map((step) => [step.name, step]));
    };
    const good = await examined(through(kind), cluster.addresses[0]!.replace('127.0.0.1', 'localhost'));
    expect(good).toMatchObject({ proxy: { status: 'ok' }, tcp: { status: 'ok' }, nodes: { status: 'ok' } });
    expect(good['resolve']).toMatchObject({ status: 'skipped', found: 'the proxy resolves names' });
    const bad = await examined(through(kind, { port: await closedPort() }), cluster.addresses[0]!);
    expect(bad['proxy']).toMatchObject({ status: 'failed', advice: expect.stringContaining('the proxy') });
    expect(bad['tcp']).toMatchObject({ status: 'skipped', found: 'the proxy cannot be used' });
    const behind = await examined(through(kind), `127.0.0.1:${await closedPort()}`);
    expect(behind).toMatchObject({ proxy: { status: 'ok' }, tcp: { status: 'failed' } });
  });

  test('the command without a window goes through it too', async () => {
    const proxy = proxies.get(kind)!;
    const before = proxy.connected.length;
    const args = [await buildHeadless(), '--proxy', proxy.url, '-p', String(cluster.ports[1]), 'echo', 'hi'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('hi\n');
    expect(proxy.connected.slice(before)).toEqual([cluster.addresses[1]]);
    args[2] = `${kind}://127.0.0.1:${await closedPort()}`;
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /^Could not connect to Redis at .*: the \w+ proxy .* is out of reach: connection refused/,
      ),
    });
  });
});

test('an HTTP proxy that does not allow a port says so, and is not blamed for the others', async () => {
  const [first, second] = cluster.ports;
  const proxy = await ForwardProxy.start('http', { allowed: [first!] });
  const { dial } = through('http', { port: proxy.port });
  expect(await ask(connect(first!, { dial }), 'ECHO', 'hi')).toBe('$2\r\nhi\r\n');
  const refused = await failure(through('http', { port: proxy.port }), second!);
  expect(refused.isOfAll).toBe(false);
  expect(refused.text).toContain('does not allow a connection to it (403');
  await proxy.stop();
});
