/** With THOROUGH=1, a fix is killed before each record of its journal, else before some. */
import { afterEach, describe, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import {
  A,
  B,
  BrokenSlot,
  C,
  fix,
  planFix,
  refusedFix,
  startBroken,
  stopBroken,
  wrongIn,
  type Started,
} from '../../support/broken-slot.ts';
import { waitUntil, type RedisClusterOptions } from '../../support/redis-cluster.ts';
import { ALL_SERVERS } from '../../support/servers.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { THOROUGH } from '../../support/thorough.ts';

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function start(options: RedisClusterOptions = {}): Promise<Started> {
  const started = await startBroken(options);
  ends.push(() => stopBroken(started));
  return started;
}

/** One slot for each kind of step. */
async function breakAll({ cluster }: Started): Promise<{ slot: BrokenSlot; owner: number }[]> {
  const slots = [];
  for (let i = 0; i < 5; i++) slots.push(await BrokenSlot.fill(cluster, 100 + i));
  const [finishing, back, foreign, orphan, split] = slots as [
    BrokenSlot,
    BrokenSlot,
    BrokenSlot,
    BrokenSlot,
    BrokenSlot,
  ];
  await finishing.open(5);
  await back.open(5);
  await back.setSlot(A, 'STABLE');
  await foreign.open(5, C);
  await foreign.setSlot(A, 'STABLE');
  await foreign.setSlot(C, 'STABLE');
  await split.open(7);
  await split.setSlot(A, 'STABLE');
  await split.setSlot(B, 'STABLE');
  await split.uncover();
  await orphan.uncover();
  return [
    { slot: finishing, owner: B },
    { slot: back, owner: A },
    { slot: foreign, owner: A },
    { slot: orphan, owner: A },
    { slot: split, owner: B },
  ];
}

/** A process that dies: nothing is sent after the record that could not be written. */
class Killed extends Error {}

test('killed before a record of its journal, it ends well when it is asked for again', async () => {
  const started = await start();
  const whole = await breakAll(started);
  for (let at = 1; ; at += THOROUGH ? 1 : 3) {
    const plan = await planFix(started);
    let records = 0;
    const append = (record: JournalRecord) =>
      ++records > at ? Promise.reject(new Killed(record.record)) : Promise.resolve();
    const report = await runOperation(plan, started.nodes, { journal: { append } }).catch(
      (error: unknown) => {
        if (error instanceof Killed) return null;
        throw error;
      },
    );
    if (report === null) continue;
    expect(at).toBeGreaterThan(5);
    expect(wrongIn(report)).toEqual([]);
    break;
  }
  for (const { slot, owner } of whole) await slot.expectWhole(owner);
});

test('killed and taken up again from its journal, it ends well', async () => {
  const started = await start();
  const whole = await breakAll(started);
  const plan = await planFix(started);
  const done = new Set<number>();
  let fresh = true;
  for (let at = 2; ; at += THOROUGH ? 2 : 4) {
    let records = 0;
    const append = (record: JournalRecord) => {
      if (++records > at) return Promise.reject(new Killed(record.record));
      if (record.record === 'step' && record.state === 'done') done.add(record.step);
      return Promise.resolve();
    };
    const report = await runOperation(
      plan,
      started.nodes,
      { journal: { append } },
      fresh ? null : done,
    ).catch((error: unknown) => {
      if (error instanceof Killed) return null;
      throw error;
    });
    fresh = false;
    if (report === null) continue;
    expect(wrongIn(report)).toEqual([]);
    break;
  }
  for (const { slot, owner } of whole) await slot.expectWhole(owner);
});

describe('a primary with slots is down', () => {
  test('nothing is done unasked; if asked, its slots go to others, and the plan says what is lost', async () => {
    const started = await start();
    const { cluster } = started;
    const slot = await BrokenSlot.fill(cluster, 100);
    await slot.open(4);
    await cluster.kill(cluster.ports[C]!);
    const request = { lostNodes: true };
    const asked = { ...started, seed: cluster.addresses[B]! };
    const reason = await refusedFix(asked);
    expect(reason).toContain(`${cluster.addresses[C]} does not answer and owns 5,461 slots`);
    expect(reason).toContain('wait for it');
    expect(reason).toContain('--cluster-fix-with-unreachable-masters');
    const plan = await planFix(asked, request);
    expect(plan.remarks[0]).toContain(
      `All keys of 5,461 slots that only ${cluster.addresses[C]} has are lost`,
    );
    const report = await fix(asked, request);
    // It is the one that does not answer.
    expect(wrongIn(report)).toEqual([
      { ok: false, text: expect.stringContaining('do not answer') as string },
    ]);
    expect(await slot.ownerSeenBy(A)).toBe(B);
    expect(await slot.count(B)).toBe(10);
    for (const { action } of report.plan.steps)
      if (action.kind === 'take-slots') expect(action.slots).toHaveLength(1);
    await cluster.restart(cluster.ports[C]!);
    await waitUntil('the lost node to see the new owners', async () => {
      const line = String(await slot.at(C, 'CLUSTER', 'NODES'))
        .split('\n')
        .find((one) => one.includes('myself'));
      return line !== undefined && !/ \d+-\d+/.test(line.split('connected')[1] ?? '');
    });
    await slot.expectWhole(B);
  });

  test('while a replica has its data, it is to take over, whatever is asked for', async () => {
    const started = await start({ replicas: 1, conf: ['cluster-replica-no-failover yes'] });
    const { cluster } = started;
    await cluster.kill(cluster.ports[C]!);
    const asked = { ...started, seed: cluster.addresses[A]! };
    expect(await refusedFix(asked, { lostNodes: true })).toContain(
      `slotshell --cluster failover ${cluster.addresses[5]} --takeover`,
    );
  });
});

test('a primary does not give its last slot away before its keys of other slots have moved', async () => {
  const bare = await BareNodes.start({
    hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    conf: ['cluster-allow-replica-migration yes'],
  });
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  ends.push(() => bare.stop());
  ends.push(() => Promise.resolve(nodes.close()));
  const [a, b, c] = bare.ports as [number, number, number];
  const ask = (port: number, ...words: string[]) => bare.command(port, ...words);
  // The third has one slot only, that of `foo`.
  await ask(a, 'CLUSTER', 'ADDSLOTSRANGE', '0', '12181');
  await ask(b, 'CLUSTER', 'ADDSLOTSRANGE', '12183', '16383');
  await ask(c, 'CLUSTER', 'ADDSLOTS', '12182');
  for (const port of [b, c]) await ask(port, 'CLUSTER', 'MEET', '127.0.0.1', String(a));
  for (const [i, port] of [a, b, c].entries())
    await ask(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1)).catch(() => null);
  await waitUntil('the cluster to serve', async () => {
    const all = await Promise.all([a, b, c].map((port) => ask(port, 'CLUSTER', 'INFO')));
    return all.every(
      (text) => String(text).includes('cluster_state:ok') && String(text).includes('known_nodes:3'),
    );
  });
  const idOf = async (port: number) => String(await ask(port, 'CLUSTER', 'MYID'));
  await ask(c, 'SET', 'foo', 'one');
  // A key of the first node's at the third: it is imported and closed there without its owner.
  await ask(a, 'SET', 'hello', 'two');
  const slot = String(await ask(a, 'CLUSTER', 'KEYSLOT', 'hello'));
  await ask(c, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(a));
  await ask(a, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', await idOf(c));
  await ask(a, 'MIGRATE', '127.0.0.1', String(c), 'hello', '0', '5000');
  await ask(a, 'CLUSTER', 'SETSLOT', slot, 'STABLE');
  await ask(c, 'CLUSTER', 'SETSLOT', slot, 'STABLE');
  await ask(b, 'CLUSTER', 'SETSLOT', '12182', 'IMPORTING', await idOf(c));
  await ask(c, 'CLUSTER', 'SETSLOT', '12182', 'MIGRATING', await idOf(b));
  const plan = await planFor(nodes, `127.0.0.1:${a}`, { kind: 'fix' });
  expect(plan.steps.map(({ action, onFailure }) => [action.kind, onFailure])).toEqual([
    ['move-keys', 'stop'],
    ['move-slots', 'go-on'],
  ]);
  const report = await runOperation(plan, nodes);
  expect(wrongIn(report)).toEqual([]);
  expect(await ask(b, 'GET', 'foo')).toBe('one');
  expect(await ask(a, 'GET', 'hello')).toBe('two');
  await waitUntil('it to become a replica', async () =>
    String(await ask(c, 'INFO', 'replication')).includes('role:slave'),
  );
});

describe.each(ALL_SERVERS.filter(({ server }) => server?.name === 'Valkey'))('$name', ({ server }) => {
  test('marks that replicas have too do not count twice', async () => {
    const started = await start({ server, replicas: 1 });
    const { cluster } = started;
    const slot = await BrokenSlot.fill(cluster, 100);
    await slot.open(5);
    await waitUntil('the replica to know the mark', async () =>
      String(await slot.at(3, 'CLUSTER', 'NODES')).includes('[100->-'),
    );
    expect(wrongIn(await fix(started))).toEqual([]);
    await slot.expectWhole(B);
  });
});

test('without full coverage, keys move once their node sees an owner', async () => {
  const started = await start({ conf: ['cluster-require-full-coverage no'] });
  const slot = await BrokenSlot.fill(started.cluster, 100);
  await slot.open(7);
  await slot.setSlot(A, 'STABLE');
  await slot.setSlot(B, 'STABLE');
  await slot.uncover();
  expect(wrongIn(await fix(started))).toEqual([]);
  await slot.expectWhole(B);
});
