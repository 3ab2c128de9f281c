/** The app's questions to a cluster, on each server version; the other suites only use the system's. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import { readKeyFacts } from '../../main/cluster/slots/key-facts.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import { readSlotStats } from '../../main/cluster/slots/slot-stats.ts';
import { DemoCluster } from '../../main/demo/demo-cluster.ts';
import { isAtLeast } from '../../main/demo/find-redis-server.ts';
import { argumentHint } from '../../shared/repl/completion/argument-hint.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { openScan, query, setKeys } from '../support/scan-fixtures.ts';
import { ALL_SERVERS } from '../support/servers.ts';
import { Reading } from '../../shared/repl/line/reading.ts';

const slotOf = (key: string) => keySlot(new Uint8Array(Buffer.from(key)));

describe.each(ALL_SERVERS)('$name', ({ server, hasSlotStats }) => {
  let cluster: RedisCluster;
  const opened: OpenedSession[] = [];
  const open = async (...[mode, options]: [mode?: 'direct' | 'follow', options?: { protocol: 3 }]) => {
    const one = await openSession(cluster, mode ?? 'direct', options);
    opened.push(one);
    return one;
  };
  const lines = async ({ session }: OpenedSession, ...all: string[]) => {
    const texts: (string | undefined)[] = [];
    for (const line of all) texts.push(printed(await run(session, line)));
    return texts;
  };
  const replicaOf = (port: number) =>
    cluster.nodes.find((node) => node.role === 'replica' && node.shard === cluster.node(port).shard)!.port;

  beforeAll(async () => {
    if (server) cluster = await RedisCluster.start({ server, nodeTimeout: 2000 });
  });
  afterEach(() => {
    for (const { session } of opened.splice(0)) session.close();
  });
  afterAll(() => cluster?.stop());

  const it = test.skipIf(server === null);

  it('connect: the whole map, each replica with its primary, and what the server is called', async () => {
    const { session, stats } = await open();
    expect(session.state.server).toBe(`${server!.name} ${server!.version}`);
    expect(session.topology).toMatchObject({ kind: 'cluster', state: 'ok', covered: 16384 });
    expect(session.topology!.shards.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1]);
    const metrics = await waitUntil('figures of all nodes', () =>
      stats.at(-1)?.every(({ version, memory }) => version === server!.version && memory !== null),
    );
    expect(metrics).toBe(true);
  });

  it('redirects: MOVED is followed and teaches, ASK is followed and does not', async () => {
    const follow = await open('follow');
    follow.session.setCurrentNode(cluster.addresses[0]!);
    const moved = await run(follow.session, 'set k1 v1');
    expect(moved.hops.map(({ outcome }) => outcome)).toEqual(['moved', 'reply']);
    expect(moved.slot).toBe(12706);
    const slot = slotOf('{ask}');
    const from = (await cluster.ownerOf(slot))!;
    const to = cluster.nodes.find(({ role, port }) => role === 'primary' && port !== from)!.port;
    const direct = await open();
    await lines(direct, 'set {ask}a 1');
    await cluster.migrateSlot(slot, from, to, { stopAfter: 'keys' });
    for (const _time of [1, 2]) {
      const asked = await run(direct.session, 'get {ask}a');
      expect(asked.hops.map(({ outcome }) => outcome)).toEqual(['ask', 'reply']);
      expect(printed(asked)).toBe('"1"');
    }
    const detail = await readSlotKeys(direct.session.cluster, { slot, limit: 10, database: 0 });
    expect(detail.parts.map(({ role, count }) => [role, count])).toEqual([
      ['source', 0],
      ['target', 1],
    ]);
    await cluster.migrateSlot(slot, from, to);
    expect((await run(direct.session, 'get {ask}a')).node).toBe(`127.0.0.1:${to}`);
    await cluster.migrateSlot(slot, to, from);
  });

  it('a transaction: one slot, all or nothing, and a nested MULTI does not change that', async () => {
    const shell = await open();
    expect(await lines(shell, 'multi', 'set {t}a 1', 'incr {t}a', 'exec')).toEqual([
      'OK',
      'QUEUED',
      'QUEUED',
      '1) OK\n2) (integer) 2',
    ]);
    await lines(shell, 'multi', 'set {t}a 9');
    const elsewhere = await run(shell.session, 'set other 1');
    expect(elsewhere).toMatchObject({ failure: { code: 'refused' }, hops: [] });
    expect(printed(await run(shell.session, 'multi'))).toMatch(/nested|not allowed inside a transaction/i);
    const [doomed] = await lines(shell, 'exec');
    expect(doomed).toMatch(/^1\) OK$|^\(error\) EXECABORT/);
    expect(shell.session.state.transaction).toBe('');
    expect(await lines(shell, 'get {t}a')).toEqual([doomed!.startsWith('1)') ? '"9"' : '"2"']);
    await lines(shell, 'watch {t}a', 'multi');
    await cluster.command((await cluster.ownerOf(slotOf('{t}')))!, 'SET', '{t}a', 'else');
    expect(await lines(shell, 'set {t}a 3', 'exec', 'get {t}a')).toEqual(['QUEUED', '(nil)', '"else"']);
  });

  it('keys of slots: counts, lists and facts are those of the server', async () => {
    const shell = await open();
    await lines(shell, 'set {s}a 1', 'hset {s}h f v', 'expire {s}h 1000');
    const slot = slotOf('{s}');
    const counts = await countSlots(shell.session.cluster, 0, () => {});
    expect(counts.missing).toEqual([]);
    expect(counts.keys[slot]).toBe(2);
    const [part] = (await readSlotKeys(shell.session.cluster, { slot, limit: 10, database: 0 })).parts;
    expect(part!.keys.map((key) => Buffer.from(key).toString()).sort()).toEqual(['{s}a', '{s}h']);
    const facts = await readKeyFacts(shell.session.cluster, {
      slot,
      database: 0,
      ...part!,
      keys: part!.keys,
    });
    for (const { type, memory, encoding, problem } of facts) {
      expect(['string', 'hash']).toContain(type);
      expect(encoding).not.toBe('');
      expect(memory).toBeGreaterThan(0);
      expect(problem).toBe('');
    }
    expect(facts.find(({ type }) => type === 'hash')!.ttl).toBeGreaterThan(900_000);
  });

  it('CLUSTER SLOT-STATS, if the server has it', async () => {
    const shell = await open();
    const stats = await readSlotStats(shell.session.cluster);
    expect(stats.supported).toBe(hasSlotStats);
    if (!hasSlotStats) return expect(stats.note).toContain('Valkey 8.0 or Redis 8.2');
    expect(Object.keys(stats.metrics)).toEqual(['key-count']);
    expect(stats.note).toContain('cluster-slot-stats-enabled');
    for (const port of cluster.ports)
      await cluster.command(port, 'CONFIG', 'SET', 'cluster-slot-stats-enabled', 'yes');
    await lines(shell, 'set {stats}a 1', 'get {stats}a');
    const { metrics } = await readSlotStats(shell.session.cluster);
    const slot = slotOf('{stats}');
    expect(metrics['key-count']![slot]).toBe(1);
    expect(metrics['cpu-usec']![slot]).toBeGreaterThan(0);
    expect(metrics['network-bytes-in']![slot]).toBeGreaterThan(0);
    const args = [await buildHeadless(), '-p', String(cluster.ports[0]), '-c', '--hotkeys-count', '16384'];
    const { stdout, code, stderr } = await runProgram(process.execPath, args);
    expectCode({ code, stdout, stderr }, 0);
    const hot = `hot slot found with [\\d,]+ microseconds of CPU, 1 key: slot ${slot}, shard \\d \\(127.0.0.1:\\d+\\)\n`;
    expect(stdout.toString()).toMatch(new RegExp(hot));
  });

  it('a scan counts each key once, by tag, with its memory', async () => {
    await setKeys(
      cluster,
      Array.from({ length: 3000 }, (_, i) => `scan:{${i % 30}}:${i}`),
    );
    const scan = await openScan(cluster, { match: 'scan:*' });
    try {
      const state = await scan.ended();
      expect(state).toMatchObject({ phase: 'done', keys: 3000, tags: 30 });
      expect(scan.scan.tags(query()).rows[0]).toMatchObject({ keys: 100 });
      expect(state.memory!.value).toBeGreaterThan(3000 * 16);
    } finally {
      scan.close();
    }
  });

  it('hints from its COMMAND DOCS, for every command, and for one of its own', async () => {
    const { session } = await open();
    const docs = await session.docs();
    expect(Object.keys(docs).length).toBeGreaterThan(230);
    for (const name of Object.keys(docs))
      expect(typeof argumentHint(new Reading(`${name} `), docs)).toBe('string');
    expect(argumentHint(new Reading('get '), docs)).toBe('key');
    const own = hasSlotStats ? 'cluster slot-stats' : isAtLeast(server!, 8) ? 'hgetdel' : 'expiretime';
    expect(argumentHint(new Reading(`${own} `), docs)).not.toBe('');
    expect(Object.hasOwn(session.commands, own.split(' ')[0]!)).toBe(true);
  });

  it('MONITOR of every primary, and messages of a channel’s shard', async () => {
    const [shell, other] = [await open(), await open()];
    const heard = (text: string) =>
      waitUntil(text, () => shell.pushed.some(({ frame }) => Buffer.from(frame).includes(text)));
    await lines(shell, 'monitor');
    await lines(other, 'set {mon1}a seen-one', 'set {mon2}a seen-two', 'set {mon7}a seen-three');
    for (const text of ['seen-one', 'seen-two', 'seen-three']) await heard(text);
    shell.session.stopStreams();
    await lines(shell, 'ssubscribe news');
    expect(await lines(other, 'spublish news hello-shard')).toEqual(['(integer) 1']);
    await heard('hello-shard');
  });

  it('RESP3 from the start, and by HELLO', async () => {
    const shell = await open('direct', { protocol: 3 });
    expect(await lines(shell, 'hset {r}h a 1', 'hgetall {r}h', 'zadd {r}z 1.5 m', 'zscore {r}z m')).toEqual([
      '(integer) 1',
      '1# "a" => "1"',
      '(integer) 1',
      '(double) 1.5',
    ]);
    const second = await open();
    const [hello] = await lines(second, 'hello 3');
    expect(hello).toContain(`"server" => "${server!.name.toLowerCase()}"`);
    expect(second.session.state.protocol).toBe(3);
    expect(await lines(second, 'hgetall {r}h')).toEqual(['1# "a" => "1"']);
  });

  it('the doctor passes every step and recognizes a Sentinel', async () => {
    const connection = { database: 0, protocol: 2, connectTimeout: 10_000 } as const;
    const diagnose = (seed: string) =>
      examine({ seeds: [seed], entries: [], tunnel: null, sentinel: null, connection }, () => {});
    const sentinel = await RedisServer.start({ server, sentinel: ['sentinel resolve-hostnames no'] });
    const turned = await diagnose(`127.0.0.1:${sentinel.port}`).finally(() => sentinel.stop());
    expect(turned.steps.find(({ name }) => name === 'kind')).toMatchObject({
      status: 'failed',
      found: 'this is a Sentinel, not a server with data',
    });
    const report = await diagnose(cluster.addresses[0]!);
    const ill = report.steps.filter(({ status }) => status !== 'ok' && status !== 'skipped');
    expect(ill).toEqual([]);
    expect(report.steps.find(({ name }) => name === 'version')!.found).toBe(
      `${server!.name} ${server!.version}`,
    );
  });

  it('a failover: all slots covered, the promoted replica serves, and the old primary comes back', async () => {
    const { session } = await open();
    await run(session, 'set k1 before');
    const port = (await cluster.ownerOf(12706))!;
    const heir = `127.0.0.1:${replicaOf(port)}`;
    await cluster.kill(port);
    await waitUntil('an answer', async () => {
      const { reply, node } = await run(session, 'set k1 after');
      return reply?.whole && node === heir && Buffer.from(reply.frame).toString() === '+OK\r\n';
    });
    const shard = () => session.topology!.shards.find(({ primary }) => primary?.address === heir);
    // A node says that the cluster is down for a moment longer than the new owner is known.
    await waitUntil('the map with the promoted node', async () => {
      if (session.topology!.state !== 'ok') await session.refresh();
      return shard() !== undefined && session.topology!.state === 'ok';
    });
    expect(session.topology).toMatchObject({ covered: 16384 });
    expect(session.topology!.shards).toHaveLength(3);
    expect(session.topology!.shards.every(({ slotCount }) => slotCount > 0)).toBe(true);
    // From the map and not by a MOVED: the cache has learned where the slots are.
    expect((await run(session, 'get k1')).hops).toMatchObject([{ node: heir, outcome: 'reply' }]);
    await cluster.restart(port);
    await waitUntil('the old primary as a replica', () =>
      shard()?.replicas.some(({ address, health }) => address === `127.0.0.1:${port}` && health === 'online'),
    );
    expect(session.topology).toMatchObject({ covered: 16384, state: 'ok' });
  });

  it('the demo cluster', async () => {
    const demo = new DemoCluster({ onStatus: () => {}, findServer: () => Promise.resolve(server) });
    try {
      await demo.start();
      expect(demo.status).toMatchObject({ phase: 'running', failure: null });
      expect(demo.status.nodes).toHaveLength(6);
    } finally {
      await demo.stop();
    }
  });
});
