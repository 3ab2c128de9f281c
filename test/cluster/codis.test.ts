/** A session through the scripted codis: known for what it is, asked nothing that it refuses, and nothing false is said. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import type { ConnectionError } from '../../main/cluster/wire/errors.ts';
import { NodeSocket, Question } from '../../main/headless/stream/node-socket.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { Certificates } from '../support/certificates.ts';
import { FIRST_GROUP, SECOND_GROUP } from '../support/codis-backends.ts';
import { CodisProxy, type CodisProxyOptions } from '../support/codis-proxy.ts';
import { codisSample } from '../support/codis-samples.ts';
import { openHeard, type OpenArguments } from '../support/heard-session.ts';
import { printed, run } from '../support/open-session.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: CodisProxyOptions = {}): Promise<CodisProxy> {
  const proxy = new CodisProxy(options);
  closing.push(() => proxy.close());
  await proxy.listen();
  return proxy;
}

const connect = (...args: OpenArguments) => openHeard(closing, ...args);

const rounds = async ({ topologies, stats }: { topologies: Topology[]; stats: NodeStats[][] }, more = 2) => {
  const [maps, metrics] = [topologies.length + more, stats.length + more];
  await waitUntil('map and metrics are read', () => topologies.length >= maps && stats.length >= metrics);
};

test('is recognized by two questions, and its groups are read from SLOTSMAPPING', async () => {
  const proxy = await start();
  proxy.backends.slots[0]!.replicas = [['127.0.0.1:29002']];
  const { session } = await connect(proxy.address);
  expect(session.state).toMatchObject({ server: 'codis', currentNode: proxy.address, protocol: 2 });
  const { codis, kind, shards } = session.topology!;
  expect([kind, shards.map(({ primary }) => primary?.address)]).toEqual(['proxy', [proxy.address]]);
  expect(codis!.groups).toMatchObject([
    { number: 1, slotCount: 512, slots: [{ first: 0, last: 511 }], primary: { address: FIRST_GROUP } },
    { number: 2, slotCount: 512, slots: [{ first: 512, last: 1023 }], primary: { address: SECOND_GROUP } },
  ]);
  expect(codis!.groups[0]!.replicas.map(({ address }) => address)).toEqual(['127.0.0.1:29002']);
  expect(codis!.offline).toEqual([]);
  expect(proxy.received.slice(0, 3).map((words) => words.join(' '))).toEqual([
    'PING',
    'CLUSTER INFO',
    'SLOTSMAPPING 0',
  ]);
});

test('after that nothing is sent that it refuses or misreads, at rest, at commands and with RESP3 and a name', async () => {
  const proxy = await start();
  const opened = await connect(proxy.address, { protocol: 3, clientName: 'slotshell' });
  const { session } = opened;
  expect(session.state.protocol).toBe(2);
  expect(opened.notices).toEqual([{ tone: 'info', text: expect.stringMatching(/^codis speaks RESP2 only/) }]);
  await session.docs();
  const before = proxy.refused.length;
  expect(printed(await run(session, 'set foo 1'))).toBe('OK');
  await rounds(opened);
  await session.refresh();
  proxy.cut();
  // The first may still be written to the old connection.
  await waitUntil('it answers again', async () => printed(await run(session, 'get foo')) === '"1"');
  await rounds(opened);
  expect(proxy.refused.slice(before)).toEqual([]);
});

test('commands carry the slot and group of codis', async () => {
  const { session } = await connect((await start()).address);
  expect(await run(session, 'get foo')).toMatchObject({ slot: 289, shard: 1, routedBy: 'proxy' });
  expect(await run(session, 'set {user}:1 x')).toMatchObject({ slot: 585, shard: 2, hops: [{ shard: 2 }] });
  expect(await run(session, 'get {}a')).toMatchObject({ slot: 0, shard: 1 });
  expect(await run(session, 'mset foo 1 user 2')).toMatchObject({
    slot: null,
    keys: [
      { text: 'foo', slot: 289, shard: 1 },
      { text: 'user', slot: 585, shard: 2 },
    ],
  });
  expect(printed(await run(session, 'mget foo user'))).toBe('1) "1"\n2) "2"');
});

test('what it refuses or misreads is not sent, and the message says why and what to do', async () => {
  const proxy = await start();
  const { session } = await connect(proxy.address);
  const before = proxy.received.length;
  const lines = [
    'multi',
    'exec',
    'watch a',
    'subscribe c',
    'monitor',
    'keys *',
    'scan 0',
    'blpop l 1',
    'config get *',
  ];
  lines.push(
    'client list',
    'cluster slots',
    'info server',
    'ping hello',
    'auth u p',
    'hello 3',
    'time',
    'wait 0 1',
  );
  for (const line of lines) {
    const execution = await run(session, line);
    expect(execution, line).toMatchObject({ hops: [], reply: null, failure: { code: 'refused' } });
    expect(execution.failure!.message, line).toMatch(/^\S+ was not sent: codis .+\.$/);
  }
  expect((await run(session, 'multi')).failure!.advice).toContain('EVAL');
  const sent = proxy.received.slice(before).filter(([name]) => !/^(SLOTS|INFO|PING)/i.test(name!));
  expect(sent).toEqual([]);
  expect(printed(await run(session, `info ${FIRST_GROUP} replication`))).toContain('role:master');
  expect(printed(await run(session, `ping ${FIRST_GROUP}`))).toBe('PONG');
});

test('with redirects off they are sent, but never MULTI: no SET of a pasted transaction runs alone', async () => {
  const proxy = await start();
  const { session } = await connect(proxy.address);
  session.setMode('off');
  expect(printed(await run(session, 'keys *'))).toContain("command 'KEYS' is not allowed");
  for (const mode of ['off', 'direct'] as const) {
    session.setMode(mode);
    const pasted = ['multi', 'set once 1', 'exec'].map((line) => argsOf(...line.split(' ')));
    const outcomes = await session.executeAll(pasted, { unattended: true }, 60_000);
    expect(outcomes.map(({ failure }) => failure?.code ?? null)).toEqual(['refused', 'refused', null]);
    expect(printed(outcomes[2]!)).toContain('none of its commands ran');
  }
  expect(proxy.received.filter(([name]) => /^(multi|set|exec)$/i.test(name!))).toEqual([]);
  expect(session.state.transaction).toBe('');
});

test('keys in several groups: sent and wrong, as codis answers; refused on production, with the slots', async () => {
  const proxy = await start();
  const { session } = await connect(proxy.address);
  await run(session, 'sadd bar 1');
  await run(session, 'sadd user 2');
  expect(printed(await run(session, 'sunion bar user'))).toBe('1) "1"');
  const { session: production } = await connect(proxy.address, {}, { environment: 'production' });
  const refused = await run(production, 'sunion bar user');
  expect(refused.hops).toEqual([]);
  expect(refused.failure!.message).toContain('to the group of bar');
  expect(refused.failure!.message).toContain('bar → 170 [1], user → 585 [2]');
  expect(printed(await run(production, 'mget bar user'))).toContain('1) (nil)');
  expect(printed(await run(production, 'sunion bar foo'))).toBe('1) "1"');
  for (const line of [
    'eval x 2 bar user',
    'smove bar user m',
    'zunionstore bar 1 user',
    'sort bar store user',
  ])
    expect(await run(production, line), line).toMatchObject({ hops: [], failure: { code: 'refused' } });
  const split = await production.execute(argsOf('touch', 'bar', 'user'), { target: '@split' });
  expect(split.parts).toMatchObject([{ slot: 170 }, { slot: 585 }]);
});

test('@split goes by codis’s slots, and no server can be chosen', async () => {
  const proxy = await start();
  const { session } = await connect(proxy.address);
  const line = argsOf('mset', 'foo', '1', '{foo}', '2', 'user', '3');
  const split = await session.execute(line, { target: '@split' });
  expect(split.parts).toMatchObject([
    { slot: 289, keys: 2, shard: 1 },
    { slot: 585, keys: 1, shard: 2 },
  ]);
  expect(printed(await run(session, 'mget foo {foo} user'))).toBe('1) "1"\n2) "2"\n3) "3"');
  const all = await session.execute(argsOf('get', 'foo'), { target: '@slot:289' });
  expect(all.failure!.message).toContain('@slot:289 cannot be chosen');
});

test('a slot that moves, one that is offline, and a server that has ended are in the map and the metrics', async () => {
  const proxy = await start();
  const { slots, keys, dead } = proxy.backends;
  slots[300]!.primary = '';
  Object.assign(slots[815]!, { primary: FIRST_GROUP, from: SECOND_GROUP });
  keys.get(SECOND_GROUP)!.set('foo', 'left behind');
  proxy.backends.others.set(FIRST_GROUP, { database: 3, keys: ['foo', 'user'] });
  const opened = await connect(proxy.address);
  const { codis } = opened.session.topology!;
  expect(codis).toMatchObject({
    offline: [{ first: 300, last: 300 }],
    migrations: [{ from: SECOND_GROUP, to: FIRST_GROUP, slots: [{ first: 815, last: 815 }] }],
  });
  await rounds(opened);
  const of = (address: string) => opened.stats.at(-1)!.find((one) => one.address === address)!;
  expect(of(FIRST_GROUP)).toMatchObject({ version: '3.2.11', keys: 3, databases: { 0: 1, 3: 2 } });
  expect(of(FIRST_GROUP).stray).toEqual({ keys: 1, slots: [{ first: 585, last: 585 }], isWhole: true });
  expect(of(SECOND_GROUP)).toMatchObject({ stray: { keys: 1, slots: [{ first: 289, last: 289 }] } });
  const before = proxy.refused.length;
  dead.add(SECOND_GROUP);
  await rounds(opened);
  expect(of(SECOND_GROUP).trouble).toMatchObject({
    kind: 'silent',
    reason: expect.stringContaining('backend conn'),
  });
  expect(opened.session.state.phase).toBe('connected');
  slots[300]!.primary = FIRST_GROUP;
  const { version } = opened.session.topology!;
  await rounds(opened);
  expect(opened.session.topology!.version).toBe(version + 1);
  expect(proxy.refused.slice(before)).toEqual([]);
});

test('servers that take a question and never answer hold up neither the map nor the shell', async () => {
  const proxy = await start();
  const { session, topologies } = await connect(proxy.address);
  proxy.backends.silent.add(SECOND_GROUP);
  proxy.cut();
  const before = proxy.received.length;
  await proxy.until(() => proxy.received.slice(before).some(([, node]) => node === SECOND_GROUP));
  const { length } = topologies;
  await session.refresh();
  expect(topologies.length).toBe(length + 1);
  await waitUntil('it answers again', async () => printed(await run(session, 'get foo')) === '"bar"');
  expect(session.state.phase).toBe('connected');
});

test('a login: by password alone, required and refused in the proxy’s words', async () => {
  const proxy = await start({ password: 'secret' });
  await expect(connect(proxy.address)).rejects.toMatchObject({ failure: { code: 'auth' } });
  await expect(connect(proxy.address, { password: 'nope' })).rejects.toMatchObject({
    failure: { code: 'auth', message: expect.stringContaining('invalid password') },
  });
  const { session } = await connect(proxy.address, { password: 'secret' });
  expect(session.state.server).toBe('codis');
  expect(printed(await run(session, 'get foo'))).toBe('"bar"');
});

test('a proxy that is not online: its own words are read, and the command did not run', async () => {
  const proxy = await start();
  const { session } = await connect(proxy.address);
  proxy.online = false;
  proxy.cut();
  const { failure } = await run(session, 'set foo 2');
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect(failure!.message).toMatch(/ERR router is not online.*did not run/);
  proxy.online = true;
  await waitUntil('it is found again', () => session.state.phase === 'connected');
  expect(printed(await run(session, 'get foo'))).toBe('"bar"');
});

test.each(['ERR router is not online', 'ERR too many sessions', 'WHATEVER it says'])(
  'an error line before any question, then the end: “%s”',
  async (line) => {
    const node = new ScriptedNode(() => null, { greet: (socket) => void socket.end(`-${line}\r\n`) });
    closing.push(() => node.close());
    const address = `127.0.0.1:${await node.listen()}`;
    for (const connection of [{}, { password: 'secret' }, { protocol: 3 } as const])
      await expect(connect(address, connection), JSON.stringify(connection)).rejects.toMatchObject({
        failure: { message: expect.stringContaining(line) },
      });
  },
);

test('the same line over TLS; and after a login as redis-cli’s, with which no command goes out', async () => {
  const line = 'ERR router is not online';
  const { ca, files } = new Certificates();
  const [cert, key] = [readFileSync(files.serverCert), readFileSync(files.serverKey)];
  const secure = tls.createServer({ cert, key }, (socket) => void socket.end(`-${line}\r\n`));
  closing.push(() => secure.close());
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const { port } = secure.address() as AddressInfo;
  await expect(connect(`127.0.0.1:${port}`, { password: 'secret', tls: { ca } })).rejects.toMatchObject({
    failure: { message: expect.stringContaining(line) },
  });

  const node = new ScriptedNode(() => null, { greet: (socket) => void socket.end(`-${line}\r\n`) });
  closing.push(() => node.close());
  const connection = { database: 0, protocol: 2, connectTimeout: 2000 } as const;
  const socket = new NodeSocket(`127.0.0.1:${await node.listen()}`, {
    connection,
    handshake: [{ args: argsOf('AUTH', 'secret'), refusal: 'AUTH failed' }],
    onRefusal: () => {},
    onChunk: () => {},
    onPush: () => {},
  });
  const failed = new Promise<ConnectionError>((resolve) =>
    socket.send(new Question(argsOf('SET', 'foo', '1'), resolve)),
  );
  expect(await failed).toMatchObject({ sent: false, message: line });
  expect(node.count('SET')).toBe(0);
});

/** Answers of a proxy that passes CLUSTER and unknown commands to a server behind it. */
const passing: { readonly [line: string]: Buffer | string } = {
  INFO: codisSample('info'),
  'INFO server': codisSample('codisserver-info-server'),
  'INFO replication': codisSample('info-backend-replication'),
  COMMAND: codisSample('command'),
  'COMMAND INFO SLOTSHASHKEY': '*1\r\n*6\r\n$12\r\nslotshashkey\r\n:-1\r\n*0\r\n:0\r\n:0\r\n:0\r\n',
  SELECT: "-ERR wrong number of arguments for 'SELECT' command\r\n",
};

async function passingProxy(answers: { readonly [line: string]: Buffer | string }) {
  const script = (words: string[]) => {
    if (words.join(' ') === 'SELECT 0') return '+OK\r\n';
    return answers[words.join(' ')] ?? passing[words.join(' ')] ?? undefined;
  };
  const node = new ScriptedNode(script, { handshake: script });
  closing.push(() => node.close());
  return { node, address: `127.0.0.1:${await node.listen()}` };
}

test('a proxy of codis 2, which passes CLUSTER on, is known by its SELECT and asked for nothing but PING', async () => {
  const { node, address } = await passingProxy({
    'CLUSTER INFO': "-ERR unknown command 'CLUSTER'\r\n",
    'SLOTSMAPPING 0': codisSample('codisserver-slotsmapping'),
  });
  const opened = await connect(address);
  const { session } = opened;
  expect(session.state.server).toBe('codis before 3.2');
  expect([session.topology!.kind, session.topology!.codis]).toEqual(['proxy', undefined]);
  const before = node.received.length;
  expect(printed(await run(session, 'get foo'))).toBe('OK');
  expect((await run(session, 'multi')).failure!.message).toContain('codis does not allow it');
  session.setMode('off');
  expect((await run(session, 'multi')).hops).toEqual([]);
  await rounds(opened, 1);
  const asked = node.received.slice(before).map((words) => words.join(' '));
  expect(new Set(asked)).toEqual(new Set(['PING', 'get foo']));
  const target = { seeds: [address], entries: [], tunnel: null, sentinel: null };
  const connection = { database: 0, protocol: 2, connectTimeout: 1000 } as const;
  const { steps } = await examine({ ...target, connection }, () => {});
  expect(steps.at(-1)).toMatchObject({ name: 'kind', found: expect.stringContaining('codis before 3.2') });
});

test('a proxy of codis that passes CLUSTER on and has SLOTSMAPPING is codis', async () => {
  const { address } = await passingProxy({
    'CLUSTER INFO': codisSample('codisserver-cluster-info'),
    'SLOTSMAPPING 0': codisSample('slotsmapping-0'),
    SLOTSMAPPING: codisSample('slotsmapping-all'),
  });
  const { session } = await connect(address);
  expect(session.state.server).toBe('codis');
  expect(session.topology!.codis!.groups).toHaveLength(2);
});

test('codis-server itself is a plain server, told as such', async () => {
  const answers: { readonly [line: string]: Buffer } = {
    'CLUSTER INFO': codisSample('codisserver-cluster-info'),
    'INFO server': codisSample('codisserver-info-server'),
    'INFO replication': codisSample('info-backend-replication'),
    COMMAND: codisSample('command'),
  };
  const node = new ScriptedNode((words) => answers[words.join(' ')] ?? undefined);
  closing.push(() => node.close());
  const { session } = await connect(`127.0.0.1:${await node.listen()}`);
  expect(session.topology!.kind).toBe('standalone');
  expect(session.state.server).toBe('codis-server, Redis 3.2.11');
});
