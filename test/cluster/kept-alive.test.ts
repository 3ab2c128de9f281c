/** A connection recovers by itself after any failure of servers, network or login, and never repeats a write. */
import { copyFileSync } from 'node:fs';
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Session } from '../../main/cluster/session/session.ts';
import { Certificates } from '../support/certificates.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from '../support/redis-cluster.ts';
import { RedisServer, type RedisServerOptions } from '../support/redis-server.ts';
import { ScriptedCluster } from '../support/scripted-cluster.ts';
import { SilentProxy } from '../support/silent-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startCluster(options: RedisClusterOptions): Promise<RedisCluster> {
  const cluster = await RedisCluster.start(options);
  closing.push(() => cluster.stop());
  return cluster;
}

async function startServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  closing.push(() => server.stop());
  return server;
}

const open: typeof openSession = async (...words) => {
  const opened = await openSession(...words);
  closing.push(() => opened.session.close());
  return opened;
};

const alone = (address: string, tls?: Certificates) => ({ addresses: [address], password: undefined, tls });
const texts = (notices: readonly { text: string }[]) => notices.map(({ text }) => text).join('\n');

/** Increments a key without a pause and counts the outcomes. */
class Counting {
  answered = 0;
  unknown = 0;
  /** Refused, or never sent. */
  others = 0;
  private running = true;
  private readonly done: Promise<void>;
  private readonly session: Session;
  private readonly key: string;

  constructor(session: Session, key: string) {
    this.session = session;
    this.key = key;
    this.done = this.go();
  }

  /** Stops, and checks that every counted write was answered or reported as of unknown fate. */
  async stop(): Promise<void> {
    this.running = false;
    await this.done;
    const value = await waitUntil('the figure', async () => {
      const { reply, hops } = await run(this.session, `get ${this.key}`);
      return reply?.whole && hops.at(-1)?.outcome === 'reply' ? Buffer.from(reply.frame).toString() : null;
    });
    expect(this.answered).toBeGreaterThan(0);
    expect(Number(value.split('\r\n')[1])).toBeLessThanOrEqual(this.answered + this.unknown);
  }

  private async go(): Promise<void> {
    while (this.running) {
      const { failure, hops } = await run(this.session, `incr ${this.key}`);
      if (failure?.code === 'unknown-fate') this.unknown++;
      else if (!failure && hops.at(-1)?.outcome === 'reply') this.answered++;
      else this.others++;
    }
  }
}

test('a node restarts, then its replica takes over: writes continue, none is repeated, and both are reported', async () => {
  const cluster = await startCluster({ primaries: 3, replicas: 1, nodeTimeout: 5000 });
  const { session, notices } = await open(cluster, 'direct');
  const owner = session.topology!.shards.find(({ number }) => number === 3)!.primary!.address;
  const port = Number(owner.split(':')[1]);
  const counting = new Counting(session, 'k1');
  await waitUntil('writes', () => counting.answered > 50);

  await cluster.kill(port);
  await waitUntil('the loss is told', () =>
    notices.some(({ text }) => text.includes(`${owner} cannot be reached`)),
  );
  await cluster.restart(port);
  await waitUntil('its return is told', () => notices.some(({ text }) => text === `${owner} answers again.`));
  const before = counting.answered;
  await waitUntil('writes again', () => counting.answered > before + 50);

  const heir = cluster.nodes.find(
    ({ shard, role }) => role === 'replica' && shard === cluster.node(port).shard,
  )!;
  await waitUntil('the replica may take over', async () => {
    await cluster.command(heir.port, 'CLUSTER', 'FAILOVER');
    return true;
  });
  await waitUntil('the map', () =>
    session.topology!.shards.some(({ primary }) => primary?.address === `127.0.0.1:${heir.port}`),
  );
  const then = counting.answered;
  await waitUntil('writes at the heir', () => counting.answered > then + 50);
  await counting.stop();
  expect(session.state.phase).toBe('connected');
});

test('the whole cluster is gone and another answers at a seed: it is found, and the prompt moves there', async () => {
  const [old, next] = await Promise.all([
    startCluster({ primaries: 3, replicas: 0 }),
    startCluster({ primaries: 3, replicas: 0 }),
  ]);
  const { session, notices } = await open(old, 'direct', {
    seeds: [old.addresses[0]!, `localhost:${next.ports[0]}`],
  });
  expect(session.topology!.shards.map(({ primary }) => primary!.address).sort()).toEqual(
    [...old.addresses].sort(),
  );
  const counting = new Counting(session, 'n');
  await waitUntil('writes', () => counting.answered > 20);
  for (const port of old.ports) await old.kill(port);
  await waitUntil('the new map', () => session.topology!.source === `localhost:${next.ports[0]}`);
  await waitUntil('the connection', () => session.state.phase === 'connected');
  expect(next.addresses).toContain(session.topology!.shards[0]!.primary!.address);
  expect(old.addresses).not.toContain(session.state.currentNode);
  expect(texts(notices)).toMatch(/is not in the cluster any more: the prompt moves to localhost:/);
  expect(printed(await run(session, 'set k1 there'))).toBe('OK');
  await counting.stop();
  expect(printed(await run(session, 'dbsize'))).toMatch(/^\(integer\)/);
});

test('a node that refuses the login is not reported as out of reach', async () => {
  const cluster = await startCluster({ primaries: 3, replicas: 0, nodeTimeout: 60_000 });
  await cluster.command(cluster.ports[1]!, 'ACL', 'SETUSER', 'app', 'on', '>sesame', '~*', '&*', '+@all');
  const { session, notices } = await open(cluster, 'direct');
  session.setCurrentNode(cluster.addresses[1]!);
  expect(printed(await run(session, 'auth app sesame'))).toBe('OK');
  await waitUntil('the notice', () => texts(notices).includes('refuses the login of a new connection'));
  // It is reported in the same way, and later.
  await cluster.kill(cluster.ports[0]!);
  await waitUntil('the dead node', () =>
    texts(notices).includes(`${cluster.addresses[0]} cannot be reached`),
  );
  expect(texts(notices)).not.toContain(`${cluster.addresses[2]} cannot be reached`);
  expect(texts(notices)).not.toContain('2 nodes cannot be reached');
});

test('the password changes: open connections continue, the advice is shown, and after AUTH everything works', async () => {
  const cluster = await startCluster({
    primaries: 3,
    replicas: 0,
    conf: ['user app on >sesame-once ~* &* +@all'],
  });
  const { session, notices, stats } = await open(cluster, 'direct', {
    username: 'app',
    password: 'sesame-once',
  });
  for (const key of ['k1', 'k2', 'foo']) expect(printed(await run(session, `set ${key} v`))).toBe('OK');
  const counting = new Counting(session, 'n');
  await waitUntil('writes', () => counting.answered > 20);
  for (const port of cluster.ports)
    await cluster.command(port, 'ACL', 'SETUSER', 'app', 'resetpass', '>sesame-now');
  expect(printed(await run(session, 'get k1'))).toBe('"v"');
  expect(session.state.phase).toBe('connected');

  const end = (port: number) => cluster.command(port, 'CLIENT', 'KILL', 'USER', 'app');
  await end(cluster.ports[1]!);
  await waitUntil('the notice', () => texts(notices).includes('refuses the login of a new connection'));
  expect(texts(notices)).toContain('type AUTH');

  for (const port of cluster.ports) await end(port);
  await waitUntil('the loss', () => session.state.phase === 'lost' && session.state.failure?.code === 'auth');
  expect(session.state.failure!.advice).toContain('Type AUTH');
  expect((await run(session, 'auth app wrong')).failure).toMatchObject({ code: 'auth' });
  expect(printed(await run(session, 'auth app sesame-now'))).toBe('OK');
  await waitUntil('the connection', () => session.state.phase === 'connected');
  for (const key of ['k1', 'k2', 'foo']) expect(printed(await run(session, `get ${key}`))).toBe('"v"');
  const seen = stats.length;
  await waitUntil('figures of every node', () =>
    stats.slice(seen).some((round) => round.length === 3 && round.every(({ keys }) => keys !== null)),
  );
  await counting.stop();
  expect(texts(notices)).not.toContain('sesame');
});

test('a server starts to require a password: it is reported, and AUTH suffices', async () => {
  const server = await startServer();
  const { session, notices } = await open(alone(`127.0.0.1:${server.port}`), 'direct');
  expect(printed(await run(session, 'config set requirepass sesame'))).toBe('OK');
  expect(printed(await run(session, 'set k v'))).toBe('OK');
  // SKIPME is the default: the shell's own socket stays, the panels' ends.
  await run(session, 'client kill type normal');
  await waitUntil('the loss', () => session.state.phase === 'lost' && session.state.failure?.code === 'auth');
  expect(notices.at(-1)!.text).toMatch(/NOAUTH.*Type AUTH/);
  expect(printed(await run(session, 'auth sesame'))).toBe('OK');
  await waitUntil('the connection', () => session.state.phase === 'connected');
  expect(printed(await run(session, 'get k'))).toBe('"v"');
});

test('everything falls silent, as in sleep: commands in flight are of unknown fate, the rest recovers at wake', async () => {
  const server = await startServer();
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const { session, notices } = await open(alone(proxy.address), 'direct', { connectTimeout: 1000 });
  const counting = new Counting(session, 'n');
  await waitUntil('writes', () => counting.answered > 20);
  proxy.fallSilent();
  await waitUntil('the loss', () => session.state.phase === 'lost');
  proxy.recover();
  await session.cluster.wake();
  await waitUntil('the connection', () => session.state.phase === 'connected');
  const before = counting.answered;
  await waitUntil('writes again', () => counting.answered > before + 20);
  expect(counting.unknown).toBe(1);
  await counting.stop();
  expect(texts(notices)).toMatch(/No node answers any more .*\n.*Connected again after \d+ s/);
});

test('without a wake event it recovers too, and a dead socket is detected', async () => {
  const server = await startServer();
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const { session } = await open(alone(proxy.address), 'direct', { connectTimeout: 1000 });
  await run(session, 'set k v');
  proxy.fallSilent();
  const stuck = run(session, 'append k more');
  await waitUntil('the loss', () => session.state.phase === 'lost');
  proxy.recover();
  expect((await stuck).failure).toMatchObject({ code: 'unknown-fate' });
  expect(session.state.phase).toBe('connected');
  expect(printed(await run(session, 'get k'))).toBe('"v"');
});

test('a new certificate from the same CA is accepted; one from another CA is refused and reported', async () => {
  const tls = new Certificates();
  const stranger = new Certificates();
  closing.push(tls.remove, stranger.remove);
  const server = await startServer({ tls });
  const { session, notices } = await open(alone(`127.0.0.1:${server.port}`, tls), 'direct');
  const counting = new Counting(session, 'n');
  await waitUntil('writes', () => counting.answered > 20);

  tls.issue('server');
  await server.crash();
  await waitUntil('the loss', () => session.state.phase === 'lost');
  await server.start();
  await waitUntil('the connection', () => session.state.phase === 'connected');
  const before = counting.answered;
  await waitUntil('writes again', () => counting.answered > before + 20);
  await counting.stop();

  copyFileSync(stranger.files.serverCert, tls.files.serverCert);
  copyFileSync(stranger.files.serverKey, tls.files.serverKey);
  await server.crash();
  await server.start();
  await waitUntil('the reason', () => /TLS: /.test(session.state.failure?.message ?? ''));
  expect(session.state.failure!.advice).toContain('do not trust this server');
  expect(notices.at(-1)!.text).toMatch(/certificate/);
  expect((await run(session, 'get n')).failure).toMatchObject({ code: 'unreachable' });
});

test('a broken cluster of six is dialled less and less often, until the user or a wake asks for it', async () => {
  const cluster = await ScriptedCluster.start(...Array.from({ length: 6 }, () => () => undefined));
  closing.push(() => cluster.stop());
  const session = await cluster.connect('direct', { onStats: () => undefined });
  const dialled: number[] = [];
  await Promise.all(cluster.nodes.map((node) => node.close()));
  for (const port of cluster.ports) {
    const broken = net.createServer((socket) => {
      dialled.push(performance.now());
      socket.destroy();
    });
    closing.push(() => new Promise((resolve) => broken.close(resolve)));
    await new Promise<void>((resolve) => broken.listen(port, '127.0.0.1', resolve));
  }
  await waitUntil('the loss', () => session.state.phase === 'lost');
  /** Times of the attempts, each of which dials several nodes. */
  const rounds = () => dialled.filter((time, i) => i === 0 || time - dialled[i - 1]! > 300);
  const first = rounds().length;
  await waitUntil('four further tries', () => rounds().length >= first + 4);
  const times = rounds().slice(-4);
  for (const [i, least] of [750, 1500, 3000].entries())
    expect(times[i + 1]! - times[i]!).toBeGreaterThan(least);
  // Six nodes, once per attempt.
  await waitUntil('the end of the try', () => dialled.filter((time) => time >= times[3]!).length >= 6);
  expect(dialled.filter((time) => time >= times[0]!)).toHaveLength(4 * 6);

  const before = dialled.length;
  await session.cluster.wake();
  await waitUntil('all are dialled', () => dialled.length >= before + 6);
  const woken = rounds().length;
  await waitUntil('two tries soon after', () => rounds().length >= woken + 2);
  expect(dialled.length).toBeLessThanOrEqual(before + 3 * 6);
  // A typed command restarts the waits and is refused itself.
  expect((await run(session, 'ping')).failure).toMatchObject({ code: 'unreachable' });
});
