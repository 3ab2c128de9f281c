/** Sockets that die silently are detected, possible gaps are reported, and nothing is repeated. */
import { afterEach, describe, expect, test } from 'vitest';
import { NodeConnection } from '../../main/cluster/wire/node-connection.ts';
import type { Session } from '../../main/cluster/session/session.ts';
import { SshTunnel } from '../../main/cluster/wire/ssh-tunnel.ts';
import { StreamConnection } from '../../main/cluster/streams/stream-link.ts';
import { formatReply } from '../../shared/format/tty.ts';
import { decode, argsOf } from '../../shared/resp/resp.ts';
import { ask, connect } from '../support/connection-fixtures.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SilentProxy } from '../support/silent-proxy.ts';
import { SshServer } from '../support/ssh-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Behind extends OpenedSession {
  server: RedisServer;
  proxy: SilentProxy;
  /** A shell that does not go through the proxy. */
  other: Session;
}

/** A shell on a server behind a proxy that can fall silent. */
async function openBehind(options: { protocol?: 2 | 3 } = {}): Promise<Behind> {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const opened = await openSession(at(proxy.address), 'direct', { connectTimeout: 1000, ...options });
  closing.push(() => opened.session.close());
  const other = await openSession(at(`127.0.0.1:${server.port}`), 'direct');
  closing.push(() => other.session.close());
  return { ...opened, server, proxy, other: other.session };
}

const at = (address: string) => ({ addresses: [address], password: undefined, tls: undefined });
const texts = (notices: readonly { text: string }[]) => notices.map(({ text }) => text).join('\n');
const heard = ({ pushed }: OpenedSession) => pushed.map(({ frame }) => formatReply(decode(frame))).join('\n');
/** Every socket there is dies; new ones live. */
function killSilently(proxy: SilentProxy): void {
  proxy.fallSilent();
  proxy.recover();
}
/** How often the server has run the command. */
async function calls(session: Session, command: string): Promise<number> {
  const text = printed(await run(session, 'info commandstats')) ?? '';
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
}

test('a command typed right after a wake waits for a live socket and runs once', async () => {
  const { session, proxy, other } = await openBehind();
  expect(printed(await run(session, 'rpush list 1'))).toBe('(integer) 1');
  killSilently(proxy);
  void session.cluster.wake();
  const [two, three] = await Promise.all([run(session, 'rpush list 2'), run(session, 'rpush list 3')]);
  expect([printed(two), printed(three)]).toEqual(['(integer) 2', '(integer) 3']);
  expect(printed(await run(other, 'lrange list 0 -1'))).toBe('1) "1"\n2) "2"\n3) "3"');
  expect(await calls(other, 'rpush')).toBe(3);
});

test('a wake does not disturb a live socket', async () => {
  const { session, proxy } = await openBehind();
  await run(session, 'set k v');
  const { connections } = proxy;
  const sleeping = run(session, 'eval return(redis.call("get","k")) 0');
  await session.cluster.wake();
  expect(printed(await sleeping)).toBe('"v"');
  expect(printed(await run(session, 'get k'))).toBe('"v"');
  expect(proxy.connections).toBe(connections);
});

describe.each([2, 3] as const)('with RESP%i', (protocol) => {
  test('subscriptions on a dead socket are renewed together at a wake, and the gap is reported', async () => {
    const opened = await openBehind({ protocol });
    const { session, notices, proxy, other } = opened;
    await run(session, 'subscribe news more');
    await run(session, 'psubscribe n*');
    await run(other, 'publish news before');
    await waitUntil('the message', () => heard(opened).includes('"before"'));
    killSilently(proxy);
    await run(other, 'publish news between');
    void session.cluster.wake();
    await waitUntil('both go on', () => texts(notices).match(/goes on at/g)?.length === 2);
    expect(texts(notices)).toMatch(
      /SUBSCRIBE news, more; PSUBSCRIBE n\*: the connection to \S+ broke \(no answer within 3000 ms\); nothing has come since \d\d:\d\d:\d\d/,
    );
    expect(texts(notices)).toMatch(
      /^SUBSCRIBE news, more goes on at \S+ after \d s: what was sent between \d\d:\d\d:\d\d and \d\d:\d\d:\d\d may be missing\.$/m,
    );
    await run(other, 'publish news after');
    await waitUntil('the message', () => heard(opened).includes('"after"'));
    expect(heard(opened)).not.toMatch(/"between"|pong/i);
  });

  test('a MONITOR on a dead socket continues at a wake', async () => {
    const opened = await openBehind({ protocol });
    const { session, notices, proxy, other } = opened;
    expect(printed(await run(session, 'monitor'))).toBe('OK');
    killSilently(proxy);
    void session.cluster.wake();
    await waitUntil('it goes on', () => /^MONITOR goes on at/m.test(texts(notices)));
    await run(other, 'set k after');
    await waitUntil('the line', () => heard(opened).includes('"after"'));
  });

  test('a stream probes its node after the keepalive interval and does not show it', async () => {
    const server = await RedisServer.start();
    closing.push(() => server.stop());
    const proxy = await SilentProxy.start(server.port);
    closing.push(() => proxy.stop());
    const ends: string[] = [];
    const frames: string[] = [];
    const options = { host: '127.0.0.1', port: proxy.port, database: 0, connectTimeout: 1000, protocol };
    const stream = new StreamConnection(
      { ...options, keepAlive: 100 },
      {
        onFrame: (frame) => frames.push(Buffer.from(frame).toString()),
        onClosed: (reason) => ends.push(reason),
      },
    );
    closing.push(() => stream.close());
    expect(await stream.ask(argsOf('SUBSCRIBE', 'news'), 1)).toBeNull();
    const panel = connect(server.port);
    closing.push(() => panel.close());
    const asked = async () => (await ask(panel, 'INFO', 'commandstats')).includes('cmdstat_ping:calls=3');
    await waitUntil('three PINGs', asked);
    expect(ends).toEqual([]);
    expect(frames).toHaveLength(1);
    killSilently(proxy);
    await waitUntil('its end', () => ends.length > 0);
    expect(ends).toEqual(['no answer within 3000 ms']);
  });
});

test('a command that blocks, on a socket that died, is of unknown fate once its time is over, and is not repeated', async () => {
  const { session, proxy, other } = await openBehind();
  const blocked = run(session, 'blpop list 1');
  await waitUntil('it blocks', async () => (await calls(other, 'blpop')) + 1 && blocks(other));
  killSilently(proxy);
  const { failure } = await blocked;
  expect(failure).toMatchObject({ code: 'unknown-fate' });
  expect(failure!.message).toMatch(/answers others, but not this: the connection was dead.*may or may not/);
  expect(printed(await run(session, 'rpush list 1'))).toBe('(integer) 1');
  expect(await blocks(other)).toBe(false);
  expect(printed(await run(other, 'llen list'))).toBe('(integer) 1');
});

test('a plain command on a dead socket is reported while it waits, runs at most once, and Ctrl+C ends it', async () => {
  const { session, notices, proxy, other } = await openBehind();
  await run(session, 'rpush list 1');
  proxy.fallSilent();
  const waiting = run(session, 'rpush list 2');
  const both = session.executeAll([argsOf('get', 'a'), argsOf('get', 'b')], {}, 50);
  await new Promise((resolve) => setImmediate(resolve));
  proxy.recover();
  let ended = false;
  void waiting.then(() => (ended = true));
  const isTold = () => /RPUSH: no answer from \S+ for \d+ s; the node answers others/.test(texts(notices));
  // A panel whose own socket died as well may be first: then the shell's is tried, and its end is told.
  await waitUntil('it is told, or ended', () => isTold() || ended);
  session.cancel();
  expect((await waiting).failure!.code).toMatch(/^(cancelled|unknown-fate)$/);
  expect((await waiting).failure!.message).toMatch(/may or may not have run/);
  // On a busy machine the cancel may come before the second is sent.
  expect([1, 2]).toContain((await both).length);
  expect(printed(await run(session, 'rpush list 3'))).toBe('(integer) 2');
  expect(printed(await run(other, 'lrange list 0 -1'))).toBe('1) "1"\n2) "3"');
});

test('a node that is busy and answers no one is not reported as answering others', async () => {
  const { session, notices } = await openBehind();
  const script = "local from=redis.call('time')[1] while redis.call('time')[1]-from<8 do end return 1";
  expect(printed(await session.execute(argsOf('eval', script, '0')))).toBe('(integer) 1');
  expect(texts(notices)).not.toContain('answers others');
});

test('a command that blocks and lives has its time; one whose server dies is of unknown fate at once', async () => {
  const { session, server, other } = await openBehind();
  expect(printed(await run(session, 'blpop list 3'))).toBe('(nil)');
  const blocked = run(session, 'blpop list 0');
  await waitUntil('it blocks', () => blocks(other));
  await server.crash();
  await server.start();
  expect((await blocked).failure).toMatchObject({ code: 'unknown-fate' });
  await waitUntil(
    'the shell works',
    async () => printed(await run(session, 'rpush list 1')) === '(integer) 1',
  );
  expect(await blocks(other)).toBe(false);
  expect(printed(await run(session, 'llen list'))).toBe('(integer) 1');
});

/** Whether some client waits in a command that blocks. */
async function blocks(session: Session): Promise<boolean> {
  return /blocked_clients:[1-9]/.test(printed(await run(session, 'info clients')) ?? '');
}

test('a user who loses the right to a channel is notified once, and the subscription ends', async () => {
  const { session, notices, other } = await openBehind();
  await run(other, 'acl setuser ear on >pass ~* &* +@all');
  expect(printed(await run(session, 'auth ear pass'))).toBe('OK');
  await run(session, 'subscribe news');
  expect(session.state.subscribed).toBe(true);
  await run(other, 'acl setuser ear resetchannels');
  await waitUntil('the end', () => !session.state.subscribed);
  expect(texts(notices)).toMatch(/^SUBSCRIBE news could not be made again: \S+ answers NOPERM/m);
});

test('a silently dead tunnel is detected and reopened; a live one stays', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const ssh = await SshServer.start('ops', { password: 'hunter2' });
  closing.push(() => ssh.stop());
  const proxy = await SilentProxy.start(ssh.port);
  closing.push(() => proxy.stop());
  const tunnel = new SshTunnel({
    host: '127.0.0.1',
    port: proxy.port,
    user: 'ops',
    password: 'hunter2',
    hostKey: ssh.hostKey,
    connectTimeout: 5000,
  });
  closing.push(() => tunnel.close());
  const over = () => {
    const node = connect(server.port, { dial: tunnel.dial });
    closing.push(() => node.close());
    return node;
  };
  expect(await tunnel.check()).toBe(true);
  expect(await ask(over(), 'PING')).toBe('+PONG\r\n');
  expect(await tunnel.check()).toBe(true);
  expect(proxy.connections).toBe(1);
  killSilently(proxy);
  expect(await tunnel.check()).toBe(false);
  expect(await ask(over(), 'PING')).toBe('+PONG\r\n');
  expect(proxy.connections).toBe(2);
});

test('an idle connection that has to prove itself holds what is sent, in order, and close() drops it unsent', async () => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const node = new NodeConnection({
    host: '127.0.0.1',
    port: proxy.port,
    database: 0,
    protocol: 2,
    connectTimeout: 1000,
  });
  closing.push(() => node.close());
  await ask(node, 'PING');
  const alive = node.check(1000);
  const held = [ask(node, 'RPUSH', 'l', 'a'), ask(node, 'RPUSH', 'l', 'b')];
  expect(await alive).toBe(true);
  expect(await Promise.all(held)).toEqual([':1\r\n', ':2\r\n']);
  killSilently(proxy);
  const dead = node.check(60_000);
  const waiting = node.send(argsOf('RPUSH', 'l', 'c')).catch((error: unknown) => error);
  node.close();
  expect(await dead).toBe(false);
  expect(await waiting).toMatchObject({ kind: 'cancelled', sent: false });
  expect(await ask(node, 'RPUSH', 'l', 'd')).toBe(':3\r\n');
});

test('after a failover MONITOR shows the new primary and no longer the old one, and nothing twice', async () => {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 1 });
  closing.push(() => cluster.stop());
  const opened = await openSession(cluster, 'direct');
  const { session, notices } = opened;
  closing.push(() => session.close());
  await run(session, 'monitor');
  await run(session, 'ssubscribe k1');
  const [owner, heir] = [cluster.ports[2]!, cluster.ports[5]!];
  expect(cluster.node(heir).shard).toBe(cluster.node(owner).shard);
  await waitUntil('the replica may take over', async () => {
    await cluster.command(heir, 'CLUSTER', 'FAILOVER');
    return true;
  });
  await waitUntil('the failover is told', () => texts(notices).includes('Failover in shard 3'));
  expect(texts(notices)).toMatch(
    new RegExp(`127.0.0.1:${heir} was promoted, replacing 127.0.0.1:${owner} \\(epoch \\d+ → \\d+\\)`),
  );
  await waitUntil('MONITOR is there', () => texts(notices).includes(`MONITOR hears 127.0.0.1:${heir} too`));
  await waitUntil('SSUBSCRIBE is there', () =>
    texts(notices).includes(`SSUBSCRIBE k1 goes on at 127.0.0.1:${heir}`),
  );
  opened.pushed.length = 0;
  expect(printed(await run(session, 'set k1 once'))).toBe('OK');
  expect(printed(await run(session, 'spublish k1 hello'))).toBe('(integer) 1');
  await waitUntil('the replica has it', async () =>
    String(await cluster.command(owner, 'INFO', 'commandstats')).includes('cmdstat_set'),
  );
  // What this node says afterwards comes after all that it has said of the replicated write.
  await cluster.command(heir, 'ECHO', 'mark');
  await waitUntil('the mark', () => heard(opened).includes('"mark"'));
  expect(heard(opened).match(/"set" "k1" "once"/g)).toHaveLength(1);
  expect(heard(opened)).toContain('"hello"');
});
