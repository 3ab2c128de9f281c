/** Slots of big keys that are left for last: named by the plan, and moved after all others, even if that is asked for meanwhile. */
import keySlot from 'cluster-key-slot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import { keyOf, MovingCluster, SOURCE, TARGET, type OpenControl } from '../../support/moving-cluster.ts';
import { planFor, runOperation } from '../../support/run-operation.ts';

/** Of the first primary: it goes first of its step, which takes slots 0 to 9. */
const BIG = 0;
const LAST = 9;
const BIG_KEY = keyOf(BIG, 'big');

let moving: MovingCluster;
beforeAll(async () => {
  moving = await MovingCluster.start();
  const { cluster } = moving;
  const [first = 0, second = 0] = cluster.ports;
  for (let slot = BIG; slot <= LAST; slot++) await cluster.command(first, 'SET', keyOf(slot, 0), 'v');
  for (let slot = 10_913; slot <= 10_922; slot++) await cluster.command(second, 'SET', keyOf(slot, 0), 'v');
  await cluster.command(first, 'SETRANGE', BIG_KEY, '60000000', 'x');
}, 60_000);
afterAll(() => moving?.stop());

const closedOf = (records: readonly JournalRecord[]) =>
  records.flatMap((one) => (one.record === 'slots' && one.state === 'closed' ? one.slots : []));

/** From the first two primaries to the third. */
const plan = () => {
  const { nodes, addresses } = moving.cluster;
  const [first, second, third] = nodes;
  return planFor(moving.nodes, addresses[2]!, {
    kind: 'reshard',
    ...{ from: [first!.id, second!.id], to: third!.id, amount: 20, move: { atomic: 'never' } },
  });
};
const back = async () => {
  const { nodes, addresses } = moving.cluster;
  for (const [to, slots] of [
    [SOURCE, { first: BIG, last: LAST }],
    [TARGET, { first: 10_913, last: 10_922 }],
  ] as const) {
    const whole = await planFor(moving.nodes, addresses[2]!, {
      kind: 'reshard',
      ...{ from: [nodes[2]!.id], to: nodes[to]!.id, amount: 10, move: { atomic: 'never' } },
    });
    const steps = whole.steps.map((step) => ({
      ...step,
      action: { ...step.action, slots: [slots] } as never,
    }));
    expect(
      (await runOperation({ ...whole, steps }, moving.nodes)).outcomes.map(({ state }) => state),
    ).toEqual(['ok']);
  }
};

test('the plan names the slot; by itself its turn is that of its number', async () => {
  expect(keySlot(BIG_KEY)).toBe(BIG);
  const made = await plan();
  expect(made.bigSlots).toEqual([BIG]);
  expect(made.remarks[0]).toContain(`of slot ${BIG} at ${moving.cluster.addresses[0]}`);
  const { state, records } = await runOperation(made, moving.nodes);
  expect(state).toBe('done');
  expect(closedOf(records)).toHaveLength(20);
  expect(closedOf(records).at(-1)).not.toBe(BIG);
  await back();
}, 60_000);

test('left for last it comes after the slots of its step, and its step after the other moves', async () => {
  const made = await plan();
  const control: OpenControl = { wish: 'run', rate: null, last: new Set(made.bigSlots) };
  const { state, records } = await runOperation(made, moving.nodes, { control });
  expect(state).toBe('done');
  const closed = closedOf(records);
  expect([...closed].sort((a, b) => a - b)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => BIG + i),
    ...Array.from({ length: 10 }, (_, i) => 10_913 + i),
  ]);
  expect(closed.at(-1)).toBe(BIG);
  expect(closed.slice(0, 10).every((slot) => slot > LAST)).toBe(true);
  await back();
}, 60_000);

test('asked for in the midst of its step it still comes last there, and a pause before it leaves it alone', async () => {
  const made = await plan();
  const control: OpenControl = { wish: 'run', rate: null };
  const records: JournalRecord[] = [];
  const append = (record: JournalRecord) => {
    records.push(record);
    // Its turn would be next.
    if (record.record === 'step' && record.state === 'begun' && record.step === 0)
      control.last = new Set(made.bigSlots);
    if (closedOf(records).length === 9) control.wish = 'pause';
    return Promise.resolve();
  };
  expect(made.steps[0]!.action).toMatchObject({ slots: [{ first: BIG, last: LAST }] });
  const { state } = await runOperation(made, moving.nodes, { control, journal: { append } });
  expect(state).toBe('paused');
  expect(closedOf(records)).toHaveLength(9);
  expect(closedOf(records)).not.toContain(BIG);
  expect(await moving.cluster.ownerOf(BIG)).toBe(moving.cluster.ports[0]);
  expect(await moving.cluster.command(moving.cluster.ports[0]!, 'EXISTS', BIG_KEY)).toBe(1);
}, 60_000);
