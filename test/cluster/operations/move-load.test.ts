import { describe, expect, test } from 'vitest';
import { planFor } from '../../support/run-operation.ts';
import { Ledger } from '../../support/ledger.ts';
import {
  keyOf,
  LAST,
  movingClusters,
  type MovingCluster,
  SOURCE,
  TARGET,
} from '../../support/moving-cluster.ts';
import { ALL_SERVERS, FOUND_SERVERS } from '../../support/servers.ts';

const { defer, start } = movingClusters();

/** Writes until the end of the test at the latest. */
function writeTo(moving: MovingCluster, names: readonly string[]): Ledger {
  const ledger = new Ledger(moving.nodes, moving.cluster.addresses[SOURCE]!, names);
  defer(() => ledger.stop());
  return ledger;
}

/** Everything that was acknowledged, and nothing else. */
async function expectKept(moving: MovingCluster, ledger: Ledger, owner: number): Promise<void> {
  const port = moving.cluster.ports[owner]!;
  for (const [name, { acknowledged, open }] of ledger.counters) {
    expect(open, `writes of ${name} without an answer`).toBe(0);
    expect(await moving.cluster.command(port, 'GET', name), name).toBe(String(acknowledged));
  }
  for (const key of ledger.keys) expect(await moving.cluster.command(port, 'GET', key)).toBe(key);
}

/** The last `amount` slots of the first primary. */
const lastSlots = (amount: number) => Array.from({ length: amount }, (_, i) => LAST - i);

describe.each(FOUND_SERVERS)('$name', ({ server }) => {
  const isSystems = server === ALL_SERVERS[0]!.server;
  const each = isSystems ? 1000 : 50;

  test(`${each * 100} keys move while they are written to: no write is lost or doubled, and every key is counted`, async () => {
    const moving = await start({ server });
    const slots = lastSlots(100);
    for (const slot of slots) await moving.fill(slot, each);
    const plan = await moving.plan(100);
    expect(plan.totals).toMatchObject({ slots: 100, keys: each * 100 });
    const ledger = writeTo(
      moving,
      slots.slice(0, 20).map((slot) => keyOf(slot, 'counter')),
    );
    const report = await moving.run(plan);
    const before = ledger.writes;
    await ledger.stop();
    expect(report.verified.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { slots: 100 } });
    expect(before).toBeGreaterThan(100);
    await expectKept(moving, ledger, TARGET);
    let there = 0;
    for (const slot of slots) {
      expect(await moving.count(slot, SOURCE)).toBe(0);
      expect(await moving.whole(slot, each)).toBe(each);
      there += await moving.count(slot, TARGET);
    }
    expect(there).toBe(each * 100 + ledger.counters.size + ledger.keys.length);
    // Keys that were made after their slot had moved were not moved.
    expect(report.done.keys).toBeGreaterThanOrEqual(each * 100);
    expect(report.done.keys).toBeLessThanOrEqual(there);
  });
});

const valkey9 = ALL_SERVERS.find(({ name }) => name === 'Valkey 9.1');

test.skipIf(!valkey9?.server)(
  'slots that the servers move themselves lose and double no write either',
  async () => {
    const moving = await start({ server: valkey9!.server });
    const { cluster, nodes } = moving;
    const slots = lastSlots(300);
    for (const slot of slots) await moving.fill(slot, 100);
    const [from, to] = [SOURCE, TARGET].map((i) => cluster.nodes[i]!.id);
    const request = { kind: 'reshard', from: [from], to, amount: 300, move: { atomic: 'always' } };
    const plan = await planFor(nodes, cluster.addresses[2]!, request);
    expect(plan.steps.map(({ action }) => action.kind)).toEqual(['migrate-slots', 'migrate-slots']);
    const ledger = writeTo(
      moving,
      slots.slice(0, 20).map((slot) => keyOf(slot, 'counter')),
    );
    const report = await moving.run(plan);
    await ledger.stop();
    expect(report).toMatchObject({ state: 'done', remarks: [], done: { slots: 300 } });
    expect(ledger.writes).toBeGreaterThan(100);
    await expectKept(moving, ledger, TARGET);
    for (const slot of slots) {
      expect(await moving.count(slot, SOURCE)).toBe(0);
      expect(await moving.whole(slot, 100)).toBe(100);
    }
  },
  120_000,
);

test('the limit of keys a second holds, and takes effect at once when it is changed', async () => {
  const moving = await start();
  await moving.fill(LAST, 3000);
  const plan = await moving.plan(1);
  const control = { wish: 'run' as const, rate: 200 as number | null };
  const began = performance.now();
  let limited = 0;
  const report = await moving.run(plan, {
    control,
    onProgress: ({ done, limit }) => {
      const seconds = (performance.now() - began) / 1000;
      if (control.rate === null) return;
      // A batch is reported before the wait for it, so one more may be there.
      expect(done.keys).toBeLessThanOrEqual(200 * seconds + 200);
      if (done.keys! > 0) expect(limit).toBeLessThanOrEqual(200);
      if (done.keys! < 600) return;
      limited = seconds;
      control.rate = null;
    },
  });
  expect(report).toMatchObject({ state: 'done', done: { keys: 3000 } });
  expect(limited).toBeGreaterThan(2);
  // At the old limit the rest would take twelve seconds more.
  expect((performance.now() - began) / 1000 - limited).toBeLessThan(10);
});

test('a limit that is raised ends a wait that is under way', async () => {
  const moving = await start();
  await moving.fill(LAST, 40);
  const plan = await moving.plan(1, { batchKeys: 10 });
  // A hundred seconds a key: the wait would be longer than the test.
  const control = { wish: 'run' as const, rate: 0.01 as number | null };
  const report = await moving.run(plan, {
    control,
    onProgress: ({ done }) => {
      if (done.keys! > 0) setTimeout(() => (control.rate = null), 300);
    },
  });
  expect(report).toMatchObject({ state: 'done', done: { keys: 40 } });
});

test('a stop within a slot leaves it open after its batch and says so, and the same plan finishes', async () => {
  const moving = await start();
  await moving.fill(LAST, 5000);
  const plan = await moving.plan(3);
  const stopped = await moving.runWith(plan, 1000, (control) => (control.wish = 'stop'));
  expect(stopped.state).toBe('cancelled');
  expect(stopped.remarks[0]).toContain(`Slot ${LAST} is open`);
  expect(stopped.verified.some(({ ok, text }) => !ok && text.includes('open slots'))).toBe(true);
  expect(await moving.ownerOf(LAST)).toBe(moving.cluster.ports[SOURCE]);
  const [here, there] = [await moving.count(LAST, SOURCE), await moving.count(LAST, TARGET)];
  expect(there).toBeGreaterThanOrEqual(1000);
  expect(here + there).toBe(5000);

  const finished = await moving.run(plan, {}, new Set());
  expect(finished).toMatchObject({ state: 'done', remarks: [] });
  expect(await moving.ownerOf(LAST)).toBe(moving.cluster.ports[TARGET]);
  expect(await moving.whole(LAST, 5000)).toBe(5000);
  expect(await moving.marks()).toEqual([]);
});
