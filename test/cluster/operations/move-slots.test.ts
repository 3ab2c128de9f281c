import keySlot from 'cluster-key-slot';
import { afterEach, describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { Conflict, LosingValue } from '../../../main/cluster/operations/run/context.ts';
import type { Resume, RunDeps } from '../../../main/cluster/operations/run/runner.ts';
import { RedisCluster, waitUntil, type RedisClusterOptions } from '../../support/redis-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';
import { FOUND_SERVERS } from '../../support/servers.ts';

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function start(options: RedisClusterOptions = {}) {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, ...options });
  const { password } = cluster;
  const nodes = new OperationNodes({
    database: 0,
    protocol: 2,
    connectTimeout: 3000,
    ...(password !== undefined && { password }),
  });
  ends.push(() => cluster.stop());
  ends.push(() => nodes.close());
  return { cluster, nodes };
}

type Started = Awaited<ReturnType<typeof start>>;
const [A, B] = [0, 1];

/** The first `amount` slots of the first primary to the second; `back` for the other way. */
const planOf = (
  { cluster, nodes }: Started,
  amount: number,
  move: object = {},
  back = false,
): Promise<Plan> => {
  const [from, to] = (back ? [B, A] : [A, B]).map((i) => cluster.nodes[i!]!.id);
  const request = { kind: 'reshard', from: [from], to, amount, move: { atomic: 'never', ...move } };
  return planFor(nodes, cluster.addresses[2]!, request);
};

interface RunWith extends Partial<Pick<RunDeps, 'control' | 'onProgress' | 'keepValue'>> {
  conflict?: (conflict: Conflict) => 'source' | 'target' | 'stop';
  onRecord?: (record: JournalRecord) => unknown;
}

const run = (
  { nodes }: Started,
  plan: Plan,
  { conflict, onRecord, ...deps }: RunWith = {},
  resume?: Resume,
) =>
  runOperation(
    plan,
    nodes,
    {
      ...deps,
      ...(onRecord && { journal: { append: async (record) => void (await onRecord(record)) } }),
      resolveConflict: (one) => Promise.resolve(conflict?.(one) ?? 'stop'),
    },
    resume,
  );

/** The slot that goes first: it adjoins those of the second primary. */
const SLOT = 5460;
const tagOf = (slot: number) =>
  Array.from({ length: 200_000 }, (_, i) => `t${i}`).find((tag) => keySlot(tag) === slot)!;
const TAG = tagOf(SLOT);
const keyOf = (i: number) => `{${TAG}}:${i}`;

async function fill({ cluster }: Started, count: number): Promise<void> {
  const port = cluster.ports[A]!;
  await Promise.all(Array.from({ length: count }, (_, i) => cluster.command(port, 'SET', keyOf(i), `v${i}`)));
  await cluster.command(port, 'PEXPIRE', keyOf(0), '600000');
}

const countAt = async ({ cluster }: Started, node: number) =>
  Number(await cluster.command(cluster.ports[node]!, 'CLUSTER', 'COUNTKEYSINSLOT', String(SLOT)));

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  test('slots move with their keys and times to live, and nothing is left open', async () => {
    const started = await start({ server });
    const { cluster } = started;
    await fill(started, 500);
    const plan = await planOf(started, 150);
    expect(plan.steps[0]!.action).toMatchObject({ slots: [{ first: SLOT - 149, last: SLOT }] });
    const report = await run(started, plan);
    expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { slots: 150, keys: 500 } });
    expect(report.verified.at(-1)!.text).toBe('500 keys in the slots concerned, as many as before.');
    expect(await countAt(started, A)).toBe(0);
    expect(await countAt(started, B)).toBe(500);
    const target = cluster.ports[B]!;
    expect(await cluster.command(target, 'GET', keyOf(499))).toBe('v499');
    expect(Number(await cluster.command(target, 'PTTL', keyOf(0)))).toBeGreaterThan(500_000);
  });
});

test('the password goes along with the keys, and is in no record', async () => {
  const started = await start({ password: 'a b%c"' });
  await fill(started, 20);
  const records: string[] = [];
  const report = await run(started, await planOf(started, 2), {
    onRecord: (record) => records.push(JSON.stringify(record)),
  });
  expect(report.state).toBe('done');
  expect(await countAt(started, B)).toBe(20);
  expect(records.length).toBeGreaterThan(3);
  expect(records.join('')).not.toContain('b%c');
});

test('a key that expires meanwhile is no remark; one that is deleted is told, as nobody knows by whom', async () => {
  const started = await start();
  const { cluster } = started;
  await fill(started, 20);
  const port = cluster.ports[A]!;
  const other = (i: number) => `{${tagOf(SLOT - 1)}}:${i}`;
  await cluster.command(port, 'SET', other(1), '1');
  await cluster.command(port, 'SET', other(2), '2');
  const before = (act: () => Promise<unknown>) => ({
    onRecord: async (record: JournalRecord) =>
      record.record === 'slots' && record.state === 'open' && (await act()),
  });
  const expired = await run(
    started,
    await planOf(started, 1),
    before(async () => {
      await cluster.command(port, 'PEXPIRE', keyOf(1), '1');
      await waitUntil(
        'the key to expire',
        async () => (await cluster.command(port, 'GET', keyOf(1))) === null,
      );
    }),
  );
  expect(expired.verified.at(-1)!.text).toBe(
    '19 keys in the slots concerned, 1 fewer than before: 1 key expired or was evicted at these nodes meanwhile.',
  );
  expect(expired).toMatchObject({ state: 'done', remarks: [] });
  const deleted = await run(
    started,
    await planOf(started, 1),
    before(() => cluster.command(port, 'DEL', other(1))),
  );
  const none = 'none expired or was evicted at these nodes meanwhile';
  expect(deleted.remarks).toEqual([
    `1 key in the slots concerned, 1 fewer than before, and ${none}. If clients have not deleted the others, keys are missing.`,
  ]);
  expect(deleted.state).toBe('done-with-remarks');
});

async function copyAtTarget({ cluster }: Started, key: string, value: string): Promise<void> {
  const port = cluster.ports[B]!;
  await cluster.command(port, 'CLUSTER', 'SETSLOT', String(SLOT), 'IMPORTING', cluster.nodes[A]!.id);
  const source = cluster.ports[A]!;
  await cluster.command(source, 'CLUSTER', 'SETSLOT', String(SLOT), 'MIGRATING', cluster.nodes[B]!.id);
  // COPY leaves the key at the source, as a MIGRATE that timed out does.
  await cluster.command(source, 'MIGRATE', '127.0.0.1', String(port), key, '0', '5000', 'COPY');
  await cluster.command(source, 'SET', key, value);
}

test('a key that a broken MIGRATE has left at both nodes is recognised by its value', async () => {
  const started = await start();
  await fill(started, 5);
  const plan = await planOf(started, 1);
  await copyAtTarget(started, keyOf(3), 'v3');
  const report = await run(started, plan);
  expect(report.remarks).toEqual([]);
  expect(report.state).toBe('done');
  expect(await countAt(started, B)).toBe(5);
});

test('neither of two different values is overwritten unasked; the one that is chosen wins', async () => {
  const started = await start();
  const { cluster } = started;
  await fill(started, 5);
  const plan = await planOf(started, 1);
  await copyAtTarget(started, keyOf(3), 'newer');
  const stopped = await run(started, plan);
  expect(stopped.state).toBe('failed');
  expect(stopped.remarks[0]).toContain('different values');
  expect(await cluster.command(cluster.ports[A]!, 'GET', keyOf(3))).toBe('newer');
  expect(await countAt(started, B)).toBe(5);

  // A value that cannot be kept is not overwritten.
  const full = await run(started, plan, {
    conflict: () => 'source',
    keepValue: () => Promise.reject(new Error('ENOSPC')),
  });
  expect(full.remarks[0]).toContain('cannot be kept in a file: Error: ENOSPC.');
  expect(await countAt(started, B)).toBe(5);

  const asked: Conflict[] = [];
  const kept: LosingValue[] = [];
  const finished = await run(started, plan, {
    conflict: (one) => {
      asked.push(one);
      return 'source';
    },
    keepValue: (value) => {
      kept.push(value);
      return Promise.resolve('/state/index.jsonl');
    },
  });
  expect(finished.state).toBe('done-with-remarks');
  expect(finished.remarks).toEqual(['1 key had two values. The one that lost is kept: /state/index.jsonl']);
  expect(asked).toHaveLength(1);
  expect(kept).toEqual([{ slot: SLOT, database: 0, key: asked[0]!.key, ...asked[0]!.target }]);
  expect(Buffer.from(asked[0]!.key).toString()).toBe(keyOf(3));
  expect(await cluster.command(cluster.ports[B]!, 'GET', keyOf(3))).toBe('newer');
  expect(await countAt(started, A)).toBe(0);
});

test('a pause ends at a boundary with nothing open, and the same plan finishes later', async () => {
  const started = await start();
  await fill(started, 5);
  const plan = await planOf(started, 300);
  const control: { wish: 'run' | 'pause'; rate: null } = { wish: 'run', rate: null };
  const report = await run(started, plan, {
    control,
    onRecord: (record) => {
      if (record.record === 'slots' && record.state === 'closed') control.wish = 'pause';
    },
  });
  expect(report.state).toBe('paused');
  expect(report.done.slots).toBeGreaterThan(0);
  expect(report.done.slots).toBeLessThan(300);
  const { cluster, nodes } = started;
  const paused = await readCluster(nodes, cluster.addresses[2]!);
  expect(paused.nodes.flatMap(({ line }) => [...line.migrating, ...line.importing])).toEqual([]);
  const rest = await run(started, plan, {}, new Set());
  expect(rest.state).toBe('done');
  expect(await cluster.ownerOf(SLOT - 299)).toBe(cluster.ports[B]);
});

/** More than are opened together. */
const MANY = 1100;
/** The first of them that move. */
const FILLED = [SLOT - MANY + 1, SLOT - MANY + 2];
/** Opens many empty slots; a client writes to some of them before that has happened, and the user wishes something. */
async function runWithFilled(started: Started, wish: 'pause' | 'stop') {
  const { cluster } = started;
  const plan = await planOf(started, MANY);
  const control: { wish: 'run' | 'pause' | 'stop'; rate: null } = { wish: 'run', rate: null };
  const report = await run(started, plan, {
    control,
    onRecord: async (record) => {
      if (record.record !== 'slots' || record.state !== 'open' || control.wish !== 'run') return;
      for (const tag of FILLED.map(tagOf)) await cluster.command(cluster.ports[A]!, 'SET', tag, 'v');
      control.wish = wish;
    },
  });
  const reading = await readCluster(started.nodes, cluster.addresses[2]!);
  return { plan, report, open: reading.nodes.flatMap(({ line }) => [...line.migrating, ...line.importing]) };
}

test('slots that get keys as they are opened are finished before a pause', async () => {
  const started = await start();
  const { report, open } = await runWithFilled(started, 'pause');
  expect(report).toMatchObject({ state: 'paused', done: { keys: 2 } });
  expect(open).toEqual([]);
  expect(await Promise.all(FILLED.map((slot) => started.cluster.ownerOf(slot)))).toEqual(
    FILLED.map(() => started.cluster.ports[B]),
  );
});

test('slots that got keys as they were opened are named when the operation is stopped', async () => {
  const started = await start();
  const { plan, report, open } = await runWithFilled(started, 'stop');
  expect(report.remarks.join(' ')).toContain(`Slots ${FILLED.join('-')} are open`);
  expect(open).toHaveLength(4);
  const rest = await run(started, plan, {}, new Set());
  expect(rest).toMatchObject({ state: 'done', done: { keys: 1 } });
});

test('a target that dies in the middle leaves the slot with its source, and says so', async () => {
  const started = await start();
  const { cluster } = started;
  await fill(started, 400);
  const plan = await planOf(started, 1, { batchKeys: 10, timeoutMs: 1000 });
  let batches = 0;
  const report = await run(started, plan, {
    onProgress: () => {
      if (++batches === 4) process.kill(cluster.pid(cluster.ports[B]!)!, 'SIGKILL');
    },
  });
  expect(report.state).toBe('failed');
  expect(report.remarks.join(' ')).toMatch(/open/);
  expect(await cluster.ownerOf(SLOT)).toBe(cluster.ports[A]);
});

test('a slot that someone else has opened is not touched', async () => {
  const started = await start();
  const { cluster } = started;
  const plan = await planOf(started, 3);
  await cluster.command(
    cluster.ports[A]!,
    'CLUSTER',
    'SETSLOT',
    String(SLOT - 1),
    'MIGRATING',
    cluster.nodes[2]!.id,
  );
  const report = await run(started, plan);
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toContain('Someone else is moving slot 5459');
  expect(report.done.slots).toBe(0);
});

/** INCR that follows redirections; the number of those that were acknowledged. */
async function countUp(node: OperationNodes, seed: string, isDone: () => boolean): Promise<number> {
  let acknowledged = 0;
  let at = seed;
  while (!isDone()) {
    let answer = await node.ask(at, ['INCR', keyOf(0)]);
    for (let hops = 0; answer.kind === 'refused' && hops < 10; hops++) {
      const [kind, , place] = answer.says.split(' ');
      if (kind !== 'MOVED' && kind !== 'ASK') break;
      if (kind === 'MOVED') at = place!;
      answer = await node.ask(place!, ['INCR', keyOf(0)], { asking: kind === 'ASK' });
    }
    expect(answer).toMatchObject({ kind: 'reply' });
    acknowledged++;
  }
  return acknowledged;
}

test('a counter that is written to all the time loses and doubles nothing, there and back', async () => {
  const started = await start();
  const { cluster } = started;
  await fill(started, 2000);
  await cluster.command(cluster.ports[A]!, 'SET', keyOf(0), '0');
  const writer = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  ends.push(() => writer.close());
  let isDone = false;
  const counted = countUp(writer, cluster.addresses[A]!, () => isDone);
  try {
    const there = await run(started, await planOf(started, 20));
    expect(there.remarks).toEqual([]);
    const back = await planOf(started, 20, {}, true);
    expect((await run(started, back)).state).toBe('done');
  } finally {
    isDone = true;
  }
  const acknowledged = await counted;
  expect(acknowledged).toBeGreaterThan(100);
  expect(await cluster.ownerOf(SLOT)).toBe(cluster.ports[A]);
  expect(await cluster.command(cluster.ports[A]!, 'GET', keyOf(0))).toBe(String(acknowledged));
  expect(await countAt(started, A)).toBe(2000);
});
