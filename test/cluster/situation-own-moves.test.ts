/** The Situation page while operations of this computer move slots: the window's, and the command's, until it is killed. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { moveOptionsSchema } from '../../shared/operations/request.ts';
import type { Situation, SituationRow } from '../../shared/operations/situation.ts';
import { openSettings } from '../../main/storage/settings.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { ClusterCli } from '../support/cluster-cli.ts';
import { keyOf } from '../support/moving-cluster.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

const settings = mkdtempSync(path.join(os.tmpdir(), 'slotshell-settings-'));
let cluster: RedisCluster;
let cli: ClusterCli;
let workspace: Workspace;

beforeAll(async () => {
  cli = await ClusterCli.start();
  process.env['XDG_STATE_HOME'] = cli.state;
  cluster = await RedisCluster.start();
  // The last slots of the first primary: the first that a reshard to the second one takes.
  for (let slot = 5440; slot <= 5460; slot++)
    for (let i = 0; i < 10; i++)
      await cluster.command(cluster.ports[0]!, 'SET', keyOf(slot, i), `value ${i}`);
  for (let i = 0; i < 10; i++) await cluster.command(cluster.ports[2]!, 'SET', keyOf(16000, i), `value ${i}`);
}, 120_000);
afterAll(async () => {
  await cluster?.stop();
  cli?.stop();
  rmSync(settings, { recursive: true, force: true });
});

beforeEach(async () => {
  workspace = new Workspace(() => {}, await openSettings(settings));
  await workspace.connect({
    seeds: [cluster.addresses[0]!],
    label: 'orders',
    environment: 'local',
    readOnly: false,
    connection: { database: 0, protocol: 2, connectTimeout: 10_000 },
  });
  await waitUntil('a calm cluster', async () => (await look()).rows.length === 0);
});
afterEach(async () => workspace?.close());

async function look(): Promise<Situation> {
  const answer = await workspace.situation.read(workspace.connected.cluster);
  if (answer.kind !== 'read') throw new Error('no node answers');
  return answer;
}

/** All rows of readings made one after the other until `isOver`. */
async function rowsUntil(isOver: () => boolean): Promise<SituationRow[]> {
  const rows: SituationRow[] = [];
  while (!isOver()) rows.push(...(await look()).rows);
  rows.push(...(await look()).rows);
  return rows;
}
const errorsIn = (rows: readonly SituationRow[]) =>
  rows.filter(({ severity }) => severity === 'error').map(({ title, tag }) => `${tag}: ${title}`);
const idAt = (index: number) => workspace.topology!.shards[index]!.primary!.id;

test('the window’s own move is moving from its first slot to its last, and never half moved', async () => {
  const plan = await workspace.operations.plan({
    kind: 'reshard',
    ...{ from: [idAt(0)], to: idAt(1), amount: 8, by: 'slots' },
    move: { ...moveOptionsSchema.parse({}), batchKeys: 1, rate: 20 },
  });
  if (plan.kind === 'refused') throw new Error(plan.text);
  workspace.operations.start(plan.id, '');
  const rows = await rowsUntil(() => workspace.operations.running === null);
  expect(workspace.operations.status!.state).toBe('done');
  expect(errorsIn(rows)).toEqual([]);
  const moving = rows.filter(({ tag, id }) => tag === 'MOVING' && id.startsWith('open '));
  expect(moving.length).toBeGreaterThan(0);
  expect(moving[0]!.byItself.text).toContain(`“${plan.plan.title}” of this computer moves the keys now`);
  expect(moving[0]!.actions).toEqual([]);
}, 120_000);

test('the command’s move is moving; a slot that was stuck before is not, and neither is its own once it is killed', async () => {
  const [, second, third] = cluster.ports as [number, number, number];
  const running = cli.begin([
    ...['reshard', cluster.addresses[0]!, '--cluster-from', idAt(0), '--cluster-to', idAt(1)],
    ...['--cluster-slots', '8', '--cluster-pipeline', '1', '--rate', '10', '--cluster-yes'],
  ]);
  let isOver = false;
  void running.ended.then(() => (isOver = true));
  const isOpen = (one: Situation) => one.rows.find(({ id }) => id.startsWith('open '));
  await waitUntil('the first slot to be open', async () => {
    const { rows } = await look();
    expect(errorsIn(rows)).toEqual([]);
    return rows.some(({ tag }) => tag === 'MOVING');
  });
  await cluster.migrateSlot(16000, third, second, { stopAfter: 'keys', keys: 4 });
  const both = await waitUntil('both moves', async () => {
    const { rows } = await look();
    return rows.filter(({ id }) => id.startsWith('open ')).length === 2 && rows;
  });
  expect(both.map(({ tag, slots }) => [tag, slots[0]!.first > 10_000])).toEqual([
    ['HALF MOVED', true],
    ['MOVING', false],
  ]);
  await cluster.migrateSlot(16000, third, second);
  await waitUntil('only the command’s', async () => {
    const { rows } = await look();
    return rows.length === 1 && rows[0]!.tag === 'MOVING';
  });
  expect(isOver).toBe(false);
  running.kill('SIGKILL');
  await running.ended;

  // It had changed keys since the reading before.
  const row = await waitUntil('a slot that is half moved', async () => {
    const open = isOpen(await look());
    return open?.severity === 'error' && open;
  });
  const [name] = cli.operations().slice(-1) as [string];
  expect(row.byItself.text).toContain('of this computer began it and does not run now');
  expect(row.actions.map(({ key, resume }) => [key, resume])).toEqual([
    ['T', name],
    ['F', null],
    ['R', null],
  ]);
  const plan = await workspace.operations.planResume(row.actions[0]!.resume!);
  if (plan.kind === 'refused') throw new Error(plan.text);
  workspace.operations.start(plan.id, '');
  await waitUntil('the rest to be moved', () => workspace.operations.running === null);
  expect(workspace.operations.status!.state).toBe('done');
  await waitUntil('a calm cluster', async () => (await look()).rows.length === 0);
  expect(await cluster.ownerOf(16000)).toBe(second);
}, 120_000);
