/** Slots that have an owner and are not served: a real shard that is dead, and a real primary that came back as another node. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import { countSlots } from '../../main/cluster/slots/slot-counts.ts';
import { readSlotKeys } from '../../main/cluster/slots/slot-keys.ts';
import { noAddress } from '../../shared/cluster/no-address.ts';
import { slotHealth, unservedMessages } from '../../shared/cluster/slot-health.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import type { DoctorStep, DoctorStepName } from '../../shared/connections/doctor.ts';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { openSession, printed, run, type OpenedSession } from '../support/open-session.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let opened: OpenedSession;

/** Slot 7365 is in shard 2, slot 3300 in shard 1. */
const [DEAD, ALIVE] = ['c', 'b'];
const messages = () => unservedMessages(opened.session.topology!);
const begin = async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 1000, conf: ['cluster-require-full-coverage no'] });
  opened = await openSession(cluster, 'direct', { seed: cluster.addresses[0]! });
};
const end = async () => {
  opened?.session.close();
  await cluster?.stop();
};
const portOf = (address: string) => Number(address.split(':')[1]);
const info = async (port: number, name: string) =>
  new RegExp(`${name}:(\\w+)`).exec(String(await cluster.command(port, 'CLUSTER', 'INFO')))![1];

async function diagnose(seed: string): Promise<Partial<Record<DoctorStepName, DoctorStep>>> {
  const report = await examine(
    {
      seeds: [seed],
      connection: { database: 0, protocol: 2, connectTimeout: 1000 },
      entries: [],
      tunnel: null,
      sentinel: null,
    },
    () => {},
  );
  return Object.fromEntries(report.steps.map((step) => [step.name, step]));
}

describe('both nodes of a shard are dead, and full coverage is not required', () => {
  beforeAll(begin);
  afterAll(end);
  const SENTENCE = 'Slots 5461-10922 are not served: both nodes of shard 2 are down.';

  test('the cluster reports ok, and every slot of the shard is reported as not served', async () => {
    const { session } = opened;
    const [, shard] = session.topology!.shards;
    // The replica first, so that it is not promoted.
    await cluster.kill(portOf(shard!.replicas[0]!.address));
    await cluster.kill(portOf(shard!.primary!.address));
    await waitUntil('the shard as down', () => messages().includes(SENTENCE));
    expect(messages()).toEqual([SENTENCE]);
    expect(session.topology).toMatchObject({ state: 'ok', covered: 16384 });
    expect(slotHealth(session.topology!)).toMatchObject({ served: 10922, failing: 5462, unowned: 0 });
    expect(opened.notices.filter(({ text }) => text.includes(SENTENCE))).toHaveLength(1);
  });

  test('a command on one of them says so and promises no replica; other slots still work', async () => {
    const { session } = opened;
    const failed = await run(session, `get ${DEAD}`);
    expect(failed.failure).toMatchObject({ code: 'unreachable' });
    expect(failed.failure!.advice).toBe(`${SENTENCE} No replica can take over: restart one of its nodes.`);
    expect(printed(await run(session, `set ${ALIVE} 1`))).toBe('OK');
    await expect(readSlotKeys(session.cluster, { slot: 7365, limit: 10, database: 0 })).rejects.toThrow(
      /Cannot read the keys of slot 7365/,
    );
  });

  test('the doctor reports it too', async () => {
    const { coverage, state } = await diagnose(cluster.addresses[0]!);
    expect(state).toMatchObject({ status: 'ok' });
    expect(coverage).toMatchObject({
      status: 'warning',
      found: '10,922 slots of 16,384 served; 5,462 slots on failing nodes',
      advice: 'No replica can take over: restart one of its nodes.',
      details: [{ text: SENTENCE, good: false }],
    });
  });

  test('cluster-require-full-coverage counts when a node changes next, and at once if the state is fail', async () => {
    const [port] = cluster.ports as [number];
    const setFullCoverage = (what: string) =>
      cluster.command(port, 'CONFIG', 'SET', 'cluster-require-full-coverage', what);
    const pings = async () => Number(await info(port, 'cluster_stats_messages_ping_sent'));
    await setFullCoverage('yes');
    const before = await pings();
    await waitUntil('rounds of pings', async () => (await pings()) > before + 10);
    expect(await info(port, 'cluster_state')).toBe('ok');
    const replica = portOf(opened.session.topology!.shards[2]!.replicas[0]!.address);
    await cluster.kill(replica);
    await waitUntil('the state to be fail', async () => (await info(port, 'cluster_state')) === 'fail');
    await setFullCoverage('no');
    await waitUntil('the state to be ok', async () => (await info(port, 'cluster_state')) === 'ok');
    await cluster.restart(replica);
  });

  test('the slots are served again, and reported so, once one of its nodes is back', async () => {
    const { session } = opened;
    const [, shard] = session.topology!.shards;
    await cluster.restart(portOf(shard!.primary!.address));
    await waitUntil('no sentence', () => messages().length === 0);
    await waitUntil('an answer', async () => (await run(session, `set ${DEAD} 1`)).reply !== null);
    expect(opened.notices.map(({ text }) => text)).toContain('Slots 5461-10922 are served again.');
  });
});

describe('a primary starts again without its nodes.conf', () => {
  beforeAll(async () => {
    await begin();
    const { session } = opened;
    const port = portOf(session.topology!.shards[1]!.primary!.address);
    await cluster.kill(port);
    await cluster.restartEmpty(port);
    // Until it counts as failed too, it may be a suspect in between.
    await waitUntil('the node without an address', () =>
      session.topology!.shards.some(({ primary }) => primary?.health === 'no-address'),
    );
  });
  afterAll(end);
  const shard = () => opened.session.topology!.shards[1]!;
  const start = /^The cluster knows no address of node [0-9a-f]{8}\. The command did not run\./;

  test('it is in the map without an address, its slots are not served, and the cluster calls itself ok', () => {
    const primary = shard().primary!;
    expect(primary).toMatchObject({ address: noAddress(primary.id), health: 'no-address' });
    expect(opened.session.topology).toMatchObject({ state: 'ok', covered: 16384 });
    expect(messages()).toEqual([
      `Slots 5461-10922 are not served: the cluster knows no address of shard 2's primary, node ${primary.id.slice(0, 8)}.`,
    ]);
  });

  test.each(['direct', 'follow', 'off'] as const)(
    '%s: a command says so at once, other slots still work',
    async (mode) => {
      const { session } = opened;
      session.setMode(mode);
      session.setCurrentNode(cluster.addresses[0]!);
      const execution = await run(session, `get ${DEAD}`);
      if (mode !== 'off') {
        const inFollow = /knows no address of the owner of slot 7365 \(MOVED 7365 :0\)/;
        expect(execution.failure!.message).toMatch(mode === 'direct' ? start : inFollow);
        expect(execution.failure!.advice).toContain(messages()[0]);
        expect(execution.hops.map(({ outcome }) => outcome)).toEqual([
          mode === 'direct' ? 'unreachable' : 'moved',
        ]);
      } else expect(printed(execution)).toMatch(/^\(error\) MOVED 7365 :0$/);
      expect(printed(await run(session, `set ${ALIVE} 1`))).toMatch(/^(OK|\(error\) MOVED 3300 .*)$/);
      session.setMode('direct');
    },
  );

  test('@all and @split report only that node', async () => {
    const { session } = opened;
    const all = await session.execute(argsOf('ping'), { target: '@all' });
    expect(all.groups!.map(({ nodes, failure }) => [nodes.length, failure?.code ?? null])).toEqual([
      [5, null],
      [1, 'no-address'],
    ]);
    const split = await session.execute(argsOf('mget', ALIVE, DEAD), { target: '@split' });
    expect(split.parts!.map(({ problem }) => problem)).toEqual(['', expect.stringMatching(start)]);
    const alone = await session.execute(argsOf('ping'), { target: `@slot:7365` });
    expect(alone.failure!.message).toMatch(start);
  });

  test('MONITOR is opened on the others and says which is missing; SSUBSCRIBE says why it is not', async () => {
    const { session } = opened;
    const monitor = await session.execute(argsOf('monitor'));
    expect(monitor.failure).toBeNull();
    expect(monitor.note).toMatch(
      /^on 2 nodes, .*; Ctrl\+C ends it; not on [0-9a-f]{8}: the cluster knows no address of it$/,
    );
    session.stopStreams();
    const subscribe = await run(session, `ssubscribe ${DEAD}`);
    expect(subscribe.failure!.message).toMatch(start);
    expect(printed(await run(session, `get ${ALIVE}`))).toBeDefined();
  });

  test('MULTI, WATCH and slot questions report it and leave the shell as it was', async () => {
    const { session } = opened;
    await run(session, 'multi');
    expect((await run(session, `set ${DEAD} 1`)).failure!.message).toMatch(/knows no address of node/);
    await run(session, 'discard');
    expect((await run(session, `watch ${DEAD}`)).failure!.message).toMatch(/knows no address of node/);
    await run(session, 'unwatch');
    expect((await run(session, 'cluster countkeysinslot 7365')).failure!.message).toMatch(start);
    await expect(readSlotKeys(session.cluster, { slot: 7365, limit: 10, database: 0 })).rejects.toThrow(
      /knows no address of node/,
    );
    const counts = await countSlots(session.cluster, 0, () => {});
    expect([counts.known[7365], counts.known[3300]]).toEqual([0, 1]);
    expect(counts.missing.map(({ reason }) => reason)).toEqual([expect.stringMatching(/knows no address/)]);
  });

  test('follow: MULTI, WATCH and SSUBSCRIBE report it in a sentence, not as a MOVED that leads nowhere', async () => {
    const { session } = opened;
    const nowhere =
      /knows no address of the owner of slot 7365 \(MOVED 7365 :0\)\. The command did not run\./;
    session.setMode('follow');
    session.setCurrentNode(cluster.addresses[0]!);
    try {
      await run(session, 'multi');
      const first = await run(session, `set ${DEAD} 1`);
      expect(first.failure).toMatchObject({
        code: 'no-address',
        message: expect.stringMatching(`${nowhere.source} The transaction is over`),
      });
      expect(first.failure!.advice).toContain(messages()[0]);
      expect(session.state.transaction).toBe('TX aborted');
      expect(printed(await run(session, 'exec'))).toMatch(
        /^\(error\) EXECABORT .* none of its commands ran$/,
      );
      for (const line of [`watch ${DEAD}`, `ssubscribe ${DEAD}`])
        expect((await run(session, line)).failure!.message).toMatch(nowhere);
      // The socket of the refused MULTI is not within a transaction.
      expect(printed(await run(session, 'ping'))).toBe('PONG');
    } finally {
      session.setMode('direct');
    }
  });

  test('the doctor names it, and offers no line of the NAT map for it', async () => {
    const { coverage, nodes } = await diagnose(cluster.addresses[0]!);
    expect(coverage!.details.map(({ text }) => text)).toEqual(messages());
    expect(coverage!.advice).toMatch(/cluster failover takeover$/);
    const { id } = shard().primary!;
    expect(nodes).toMatchObject({ status: 'warning', found: '5 of 6 nodes answer', remedy: null });
    expect(nodes!.details[0]!.text).toMatch(
      `${noAddress(id)}, primary: the cluster knows no address of node`,
    );
    expect(nodes!.advice).toMatch(/^The cluster has no address for some nodes/);
  });

  test('the command without a window reports it in a sentence, and its next line runs', async () => {
    const args = [await buildHeadless(), '-c', '-p', String(cluster.ports[0])];
    const ended = await runProgram(process.execPath, args, { input: `get ${DEAD}\nset ${ALIVE} 3\n` });
    expect(ended.stderr.toString()).toMatch(
      /^Error: \S+ knows no address of the owner of slot 7365 \(MOVED 7365 :0\)/,
    );
    expect(ended.stdout.toString()).toMatch(/OK\s*$/);
    expectCode(ended, 0);
  });

  test('the prompt does not go to it, and a new session connects all the same', async () => {
    const second = await openSession(cluster, 'direct', { seed: cluster.addresses[2]! });
    try {
      expect(slotHealth(second.session.topology!).failing).toBe(5462);
      expect(printed(await run(second.session, `set ${ALIVE} 2`))).toBe('OK');
    } finally {
      second.session.close();
    }
  });

  test('the command that the sentence names makes its replica take over', async () => {
    const { session } = opened;
    const trouble = slotHealth(session.topology!).unserved.get(2)!;
    const [, target, line] = /type: (@\S+) (.*)$/.exec(trouble.advice)!;
    const execution = await session.execute(argsOf(...line!.split(' ')), { target: target! });
    expect(printed(execution)).toBe('OK');
    await waitUntil('all to be served', () => messages().length === 0);
    expect(printed(await run(session, `set ${DEAD} 1`))).toBe('OK');
  });
});
