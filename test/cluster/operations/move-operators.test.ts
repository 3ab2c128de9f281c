import { expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { Ledger } from '../../support/ledger.ts';
import {
  keyOf,
  LAST,
  movingClusters,
  type MovingCluster,
  SOURCE,
  TARGET,
  THIRD,
} from '../../support/moving-cluster.ts';
import { runRedisCli } from '../../support/redis-cli.ts';
import { runOperation } from '../../support/run-operation.ts';

const clusters = movingClusters();

const SLOTS = 30;
const KEYS = 300;
const slots = Array.from({ length: SLOTS }, (_, i) => LAST - i);

async function start(): Promise<{ moving: MovingCluster; ledger: Ledger }> {
  const moving = await clusters.start();
  for (const slot of slots) await moving.fill(slot, KEYS);
  const names = slots.slice(0, 10).map((slot) => keyOf(slot, 'counter'));
  const ledger = new Ledger(moving.nodes, moving.cluster.addresses[SOURCE]!, names);
  clusters.defer(() => ledger.stop());
  return { moving, ledger };
}

/** Wherever the slots are, their owners have all of their keys, and the counters what was acknowledged. */
async function expectWhole(moving: MovingCluster, ledger: Ledger): Promise<void> {
  await ledger.stop();
  for (const slot of slots) expect(await moving.whole(slot, KEYS), `keys of slot ${slot}`).toBe(KEYS);
  for (const [name, { acknowledged, open }] of ledger.counters) {
    expect(open).toBe(0);
    const owner = await moving.ownerOf(slots.find((slot) => keyOf(slot, 'counter') === name)!);
    expect(await moving.cluster.command(owner, 'GET', name)).toBe(String(acknowledged));
  }
}

test('two of ours with the same plan: every key arrives, and running the plan again ends whatever one has left', async () => {
  const { moving, ledger } = await start();
  const plan = await moving.plan(SLOTS, { batchKeys: 20 });
  const second = new OperationNodes(moving.nodes.settings);
  clusters.defer(() => second.close());
  const reports = await Promise.all([moving.run(plan), runOperation(plan, second)]);
  const isDone = reports.some(({ state }) => state === 'done' || state === 'done-with-remarks');
  if (!isDone) expect(await moving.run(plan, {}, new Set())).toMatchObject({ state: 'done' });
  await expectWhole(moving, ledger);
  for (const slot of slots) expect(await moving.ownerOf(slot)).toBe(moving.cluster.ports[TARGET]);
  expect(await moving.marks()).toEqual([]);
});

test('two of ours with different targets: the second is refused before it moves anything', async () => {
  const { moving, ledger } = await start();
  const [from, other] = [SOURCE, THIRD].map((i) => moving.cluster.nodes[i]!.id);
  const plan = await moving.plan(SLOTS);
  const elsewhere = {
    ...plan,
    steps: plan.steps.map((step) => ({ ...step, action: { ...step.action, from: from!, to: other! } })),
  } as typeof plan;
  const second = new OperationNodes(moving.nodes.settings);
  clusters.defer(() => second.close());
  let refused: Awaited<ReturnType<typeof runOperation>> | null = null;
  const report = await moving.runWith(plan, 100, async () => {
    refused = await runOperation(elsewhere, second, {}, new Set());
  });
  expect(refused).toMatchObject({ state: 'failed', done: { slots: 0, keys: 0 } });
  expect(refused!.remarks[0]).toMatch(/Someone else is moving slot|another owner/);
  expect(report).toMatchObject({ state: 'done', remarks: [], done: { slots: SLOTS } });
  await expectWhole(moving, ledger);
  for (const slot of slots) expect(await moving.ownerOf(slot)).toBe(moving.cluster.ports[TARGET]);
});

test('a mark that another operator sets while a slot moves stops the move before the owner changes', async () => {
  const { moving, ledger } = await start();
  const { cluster } = moving;
  // A slot that is open to nobody sends clients in a circle, and one that is closed too soon hides keys from them.
  await ledger.stop();
  const plan = await moving.plan(1, { batchKeys: 10 });
  const report = await moving.runWith(plan, 50, () =>
    cluster.command(
      cluster.ports[SOURCE]!,
      ...['CLUSTER', 'SETSLOT', String(LAST), 'MIGRATING', cluster.nodes[THIRD]!.id],
    ),
  );
  expect(report.state).toBe('failed');
  expect(report.remarks[0]).toContain(`Someone else is moving slot ${LAST}`);
  expect(await moving.ownerOf(LAST)).toBe(cluster.ports[SOURCE]);
  const keys = (await moving.count(LAST, SOURCE)) + (await moving.count(LAST, TARGET));
  // Once the mark is gone the same plan ends it.
  await cluster.command(cluster.ports[SOURCE]!, 'CLUSTER', 'SETSLOT', String(LAST), 'STABLE');
  expect(await moving.run(plan)).toMatchObject({ state: 'done', remarks: [] });
  expect(await moving.whole(LAST, KEYS)).toBe(KEYS);
  expect(await moving.count(LAST, SOURCE)).toBe(0);
  expect(await moving.count(LAST, TARGET)).toBe(keys);
});

test('redis-cli --cluster reshard beside ours: no key and no write is lost, whoever gives up', async () => {
  const { moving, ledger } = await start();
  const { cluster } = moving;
  const plan = await moving.plan(SLOTS, { batchKeys: 20 });
  // It takes the lowest slots of the source, where ours takes the last: both are at work at one pair of nodes.
  const args = ['--cluster', 'reshard', cluster.addresses[THIRD]!, '--cluster-yes', '--cluster-slots', '500'];
  const sides = ['--cluster-from', cluster.nodes[SOURCE]!.id, '--cluster-to', cluster.nodes[TARGET]!.id];
  let theirs: Awaited<ReturnType<typeof runRedisCli>> | null = null;
  const report = await moving.runWith(plan, 100, async () => {
    theirs = await runRedisCli([...args, ...sides], { deadline: 60_000 });
  });
  expect(theirs!.code).not.toBeNull();
  const rest = report.state === 'failed' ? await moving.run(plan, {}, new Set()) : report;
  expect(rest.remarks).toEqual([]);
  await expectWhole(moving, ledger);
  for (const slot of slots) expect(await moving.ownerOf(slot)).toBe(cluster.ports[TARGET]);
});

test('redis-cli that moves the very same slots: no key and no write is lost', async () => {
  const { moving, ledger } = await start();
  const { cluster } = moving;
  // All other slots leave the source before, so redis-cli's lowest ones are those of our plan.
  const away = await moving.plan(5461 - SLOTS, {}, { to: THIRD, first: true });
  expect(await moving.run(away)).toMatchObject({ state: 'done', remarks: [] });
  const plan = await moving.plan(SLOTS, { batchKeys: 20 });
  const args = ['--cluster', 'reshard', cluster.addresses[THIRD]!, '--cluster-yes'];
  const sides = ['--cluster-from', cluster.nodes[SOURCE]!.id, '--cluster-to', cluster.nodes[TARGET]!.id];
  const [first] = await Promise.all([
    moving.run(plan),
    runRedisCli([...args, ...sides, '--cluster-slots', String(SLOTS)], { deadline: 60_000 }),
  ]);
  if (first.state === 'failed')
    expect(await moving.run(plan, {}, new Set())).toMatchObject({ remarks: [], state: 'done' });
  await expectWhole(moving, ledger);
  for (const slot of slots) expect(await moving.ownerOf(slot)).toBe(cluster.ports[TARGET]);
  expect(await moving.marks()).toEqual([]);
});
