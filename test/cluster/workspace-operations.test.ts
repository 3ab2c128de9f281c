/** Operations as a window has them: planned, started, paused, taken up again, taken back, listed, on real servers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveOptionsSchema } from '../../shared/operations/request.ts';
import type { OfferedPlan, OperationStatus, PlanAnswer } from '../../shared/operations/operation.ts';
import { countSlots } from '../../shared/slots/slot-ranges.ts';
import { NodeClient } from '../../main/demo/node-client.ts';
import { openSettings } from '../../main/storage/settings.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { keyOf } from '../support/moving-cluster.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-operations-'));
let cluster: RedisCluster;
let workspace: Workspace;
let statuses: OperationStatus[] = [];

const move = moveOptionsSchema.parse({});
const slow = { ...move, batchKeys: 1, rate: 40 };

beforeAll(async () => {
  process.env['XDG_STATE_HOME'] = directory;
  cluster = await RedisCluster.start();
  const client = new NodeClient(cluster.nodes[0]!.port);
  // The last slots of the first primary: the first that a reshard to the second one takes.
  for (let slot = 5440; slot <= 5460; slot++)
    for (let i = 0; i < 10; i++) await client.ask(['SET', keyOf(slot, i), `value ${i}`]);
  client.close();
}, 60_000);
afterAll(async () => {
  await workspace?.close();
  await cluster?.stop();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  await workspace?.close();
  statuses = [];
  workspace = new Workspace(
    (name, payload) => {
      if (name === 'operation') statuses.push(payload as OperationStatus);
    },
    await openSettings(directory),
  );
});

const connect = (more: { environment?: 'local' | 'production'; readOnly?: boolean } = {}) =>
  workspace.connect({
    seeds: [`127.0.0.1:${cluster.nodes[0]!.port}`],
    label: 'orders',
    environment: 'local',
    readOnly: false,
    connection: { database: 0, protocol: 2, connectTimeout: 10_000 },
    ...more,
  });

function offered(answer: PlanAnswer): OfferedPlan {
  if (answer.kind === 'refused') throw new Error(answer.text);
  return answer;
}
const idAt = (index: number) => workspace.topology!.shards[index]!.primary!.id;
const reshard = async (amount: number, options = move, from = 0, to = 1) =>
  offered(
    await workspace.operations.plan({
      kind: 'reshard',
      from: [idAt(from)],
      to: idAt(to),
      amount,
      by: 'slots',
      move: options,
    }),
  );
const ended = () =>
  waitUntil('the operation has ended', () => {
    const last = statuses.at(-1);
    return last && last.endedAt !== null ? last : undefined;
  });

test('a plan has the owners before and after; it runs once, is told step by step, and is taken back', async () => {
  await connect();
  const plan = await reshard(10);
  const sizes = (owners: OfferedPlan['before']) => owners.map(({ slots }) => countSlots(slots));
  expect(plan.before.reduce((sum, { slots }) => sum + countSlots(slots), 0)).toBe(16384);
  const target = plan.before.findIndex(({ id }) => id === idAt(1));
  expect(sizes(plan.after)[target]).toBe(sizes(plan.before)[target]! + 10);
  expect(plan.addresses[idAt(0)]).toBe(workspace.topology!.shards[0]!.primary!.address);
  expect(plan.toType).toBeNull();

  const name = workspace.operations.start(plan.id, '');
  expect(() => workspace.operations.start(plan.id, '')).toThrow('An operation is running');
  const status = await ended();
  expect(status).toMatchObject({ name, state: 'done', failure: null, isUndoable: true, open: [] });
  expect(countSlots(status.moved)).toBe(10);
  expect(status.steps.map(({ state }) => state)).toEqual(status.steps.map(() => 'done'));
  expect(status.report!.verified.every(({ ok }) => ok)).toBe(true);
  expect(status.journal.at(-1)!.text).toContain('Ended: done');
  expect(readFileSync(status.file, 'utf8')).toContain('"record":"begin"');

  const back = offered(await workspace.operations.planUndo(name));
  expect(back.plan.request).toEqual({ kind: 'undo', of: name });
  statuses = [];
  workspace.operations.start(back.id, '');
  expect((await ended()).state).toBe('done');
  expect((await workspace.operations.list()).operations.find((one) => one.name === name)).toMatchObject({
    state: 'undone',
    isUndoable: false,
    isResumable: false,
    isHere: true,
  });
}, 60_000);

test('a pause ends at a boundary and keeps the rest, which another window takes up', async () => {
  await connect();
  const plan = await reshard(8, slow);
  const name = workspace.operations.start(plan.id, '');
  await waitUntil('a slot has moved', () => countSlots(statuses.at(-1)?.moved ?? []) > 0);
  workspace.operations.pace(30);
  workspace.operations.steer('pause');
  expect(statuses.at(-1)!.state).toBe('pausing');
  const paused = await ended();
  expect(paused).toMatchObject({ state: 'paused', open: [] });
  const before = countSlots(paused.moved);
  expect(before).toBeLessThan(8);

  expect((await workspace.operations.list()).operations.find((one) => one.name === name)).toMatchObject({
    ...{ state: 'paused', isResumable: true },
  });
  const answer = await workspace.operations.planResume(name);
  expect(offered(answer).id).toBe(name);
  workspace.operations.start(name, '');
  const done = await waitUntil('the rest has ended', () =>
    statuses.at(-1)!.endedAt !== null && statuses.at(-1)!.state !== 'paused' ? statuses.at(-1) : undefined,
  );
  expect(done!.state).toBe('done');
  expect(countSlots(done!.moved)).toBe(8);
  expect(done!.startedAt).toBe(paused.startedAt);
  expect(await workspace.operations.planResume(name)).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining('has ended'),
  });

  statuses = [];
  const second = workspace.operations.start((await reshard(8, slow)).id, '');
  workspace.operations.steer('pause');
  expect((await ended()).state).toBe('paused');
  expect(await workspace.operations.forget(second)).toEqual([]);
  expect((await workspace.operations.list()).operations.find((one) => one.name === second)).toMatchObject({
    ...{ state: 'forgotten', isResumable: false },
  });
}, 60_000);

test('a window that closes pauses what runs; its plan is refused meanwhile to others, and can be forgotten', async () => {
  await connect();
  const plan = await reshard(8, slow);
  const name = workspace.operations.start(plan.id, '');
  await waitUntil('a slot has moved', () => countSlots(statuses.at(-1)?.moved ?? []) > 0);
  expect(await workspace.lossesOnClose()).toEqual([expect.stringContaining('pauses at its next boundary')]);
  await workspace.close();
  expect(statuses.at(-1)!.state).toBe('paused');

  const other = new Workspace(() => undefined, await openSettings(directory));
  const listed = (await other.operations.list()).operations.find((one) => one.name === name);
  expect(listed).toMatchObject({ state: 'paused', isResumable: true, isHere: false });
  expect(await other.operations.forget(name)).toEqual([expect.stringContaining('not looked at')]);
  expect((await other.operations.list()).operations.find((one) => one.name === name)).toMatchObject({
    state: 'forgotten',
    isResumable: false,
  });
  await other.close();
}, 60_000);

test('production asks for its name, and a read-only connection refuses', async () => {
  await connect({ environment: 'production' });
  const plan = await reshard(1);
  expect(plan.toType).toBe('orders');
  expect(() => workspace.operations.start(plan.id, 'order')).toThrow('not that of the connection');
  expect(() => workspace.operations.start('another', 'orders')).toThrow('not the latest');
  await connect({ readOnly: true });
  const second = await reshard(1);
  expect(() => workspace.operations.start(second.id, '')).toThrow('read-only');
  expect(workspace.operations.running).toBeNull();
}, 30_000);

test('an open slot is named as what has to be mended first', async () => {
  await connect();
  const client = new NodeClient(Number(workspace.topology!.shards[0]!.primary!.address.split(':')[1]));
  await client.ask(['CLUSTER', 'SETSLOT', '100', 'MIGRATING', idAt(1)]);
  const answer = await workspace.operations.plan({
    kind: 'reshard',
    ...{ from: [], to: idAt(1), amount: 1, by: 'slots', move },
  });
  expect(answer).toMatchObject({
    kind: 'refused',
    findings: [{ kind: 'open', slots: [{ first: 100, last: 100 }] }],
  });
  await client.ask(['CLUSTER', 'SETSLOT', '100', 'STABLE']);
  client.close();
}, 60_000);

test('an operation that another window runs is neither taken up there nor forgotten, and other plans name it', async () => {
  await connect();
  const plan = await reshard(8, slow);
  const name = workspace.operations.start(plan.id, '');
  await waitUntil('a slot has moved', () => countSlots(statuses.at(-1)?.moved ?? []) > 0);
  const own = workspace;
  const other = new Workspace(() => undefined, await openSettings(directory));
  try {
    workspace = other;
    await connect();
    const listed = (await other.operations.list()).operations.find((one) => one.name === name);
    expect(listed).toMatchObject({ state: 'running', isResumable: false, isUndoable: false });
    const refused = { kind: 'refused', text: 'Another window still runs this operation.' };
    expect(await other.operations.planResume(name)).toMatchObject(refused);
    expect(await other.operations.planUndo(name)).toMatchObject(refused);
    await expect(other.operations.forget(name)).rejects.toThrow(refused.text);
    const target = workspace.topology!.shards[0]!.primary!.id;
    expect(
      await other.operations.plan({
        kind: 'reshard',
        from: [target],
        to: target,
        amount: 1,
        by: 'slots',
        move,
      }),
    ).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('Another window is changing this cluster: Move 8'),
    });
  } finally {
    workspace = own;
    await other.close();
  }
  expect(statuses.at(-1)!.endedAt).toBeNull();
  workspace.operations.pace(null);
  expect(await ended()).toMatchObject({ state: 'done' });
}, 60_000);

test('a change that no node takes has failed, and can be taken up again; a size that is none is not planned', async () => {
  await connect();
  const set = (name: string, value: string) =>
    workspace.operations.plan({
      kind: 'settings',
      ...{ changes: [{ name, value }], rewrite: true, nodes: [] },
    });
  expect(await set('maxmemory', '10zb')).toMatchObject({
    kind: 'refused',
    text: 'maxmemory is a number, or a size such as 100mb: 10zb is neither.',
  });
  // It is a number, and the servers refuse it.
  const plan = offered(await set('maxmemory-samples', '0'));
  const name = workspace.operations.start(plan.id, '');
  const status = await ended();
  expect(status.report!.outcomes.every(({ state }) => state === 'failed' || state === 'skipped')).toBe(true);
  expect(status).toMatchObject({ state: 'failed' });
  expect((await workspace.operations.list()).operations.find((one) => one.name === name)).toMatchObject({
    ...{ state: 'failed', isResumable: true },
  });
}, 60_000);
