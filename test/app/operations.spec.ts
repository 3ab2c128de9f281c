/**
 * The Operations view on a real cluster: a reshard from its plan to its undo under writes, one whose app is killed, and a machine that
 * is added with its share and whose next move is cancelled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import keySlot from 'cluster-key-slot';
import type { Page } from '@playwright/test';
import { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import { brokenRules } from '../support/accessibility.ts';
import { endsBy, expect, screenText, test } from '../support/app.ts';
import { writeSaved } from '../support/connections-page.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { Ledger } from '../support/ledger.ts';
import { button, figure, headline, moved, planReshard, SLOW, view } from '../support/operations-page.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const KEYS = 4000;
/** Slots of the first primary that go to the third, with about a hundred keys. */
const SLOTS = 400;
/** Keys a second: so slow that a pause, or a kill, comes in the middle. */
const LIMIT = 20;

let cluster: RedisCluster;
/** A machine that one test adds; null before. */
let added: BareNodes | null = null;
let state: string;
test.beforeAll(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'slotshell-journals-'));
  cluster = await RedisCluster.start({ replicas: 0 });
  for (let i = 0; i < KEYS; i++)
    await cluster.command(ownerAtStart(keySlot(keyOf(i))), 'SET', keyOf(i), `v${i}`);
});
test.afterAll(async () => {
  await cluster.stop();
  await added?.stop();
  await rm(state, { recursive: true, force: true });
});

const keyOf = (i: number) => `key:${i}`;
/** As `join` hands the slots out. */
const ownerAtStart = (slot: number) => cluster.ports[slot <= 5460 ? 0 : slot <= 10922 ? 1 : 2]!;

/** The value at the node that owns the key's slot now. */
async function valueOf(key: string, owners: Owners): Promise<unknown> {
  const slot = keySlot(key);
  const { port } = owners.find(({ first, last }) => first <= slot && slot <= last)!;
  return (added?.ports.includes(port) ? added : cluster).command(port, 'GET', key);
}

type Owners = readonly { first: number; last: number; port: number }[];
async function slotOwners(): Promise<Owners> {
  const rows = (await cluster.command(cluster.ports[0]!, 'CLUSTER', 'SLOTS')) as [
    number,
    number,
    [unknown, number],
  ][];
  return rows.map(([first, last, [, port]]) => ({ first, last, port }));
}

/** Keys with their value, wherever they are now. */
async function wholeKeys(count = KEYS): Promise<number> {
  const owners = await slotOwners();
  const values = await Promise.all(Array.from({ length: count }, (_, i) => valueOf(keyOf(i), owners)));
  return values.filter((value, i) => value === `v${i}`).length;
}

/** Up to the plan, by keyboard. */
const planMove = (page: Page) => planReshard(page, SLOTS, LIMIT);

test('a reshard in production: planned, named, started under writes, slowed, paused, resumed, verified and undone', async ({
  launch,
  userData,
}) => {
  await writeSaved(userData, [
    { name: 'orders', seeds: [`127.0.0.1:${cluster.ports[0]}`], environment: 'production' },
  ]);
  const { page } = await launch({ userData, env: { XDG_STATE_HOME: state } });
  await page
    .getByRole('button', { name: /^orders/ })
    .first()
    .click();
  await expect(page.getByRole('tab', { name: /^Operations/ })).toBeVisible();
  await planMove(page);

  const table = page.getByRole('table', { name: 'Moves' });
  await expect(table).toContainText(`127.0.0.1:${cluster.ports[0]}`);
  await expect(table.locator('tfoot')).toContainText(`1 move${SLOTS}`);
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('How much')).toHaveValue(String(SLOTS));
  await button(page, 'Plan…').click();
  await headline(page, 'PLANNED');
  expect.soft(await brokenRules(page), 'plan').toEqual([]);

  const start = button(page, 'Start…');
  await expect(start).toBeDisabled();
  const field = page.getByLabel(/^Type orders/);
  await expect(field).toBeFocused();
  await page.keyboard.type('order');
  await expect(start).toBeDisabled();
  await page.keyboard.type('s');
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  const names = Array.from({ length: 50 }, (_, i) => `counter:${i}`);
  const ledger = new Ledger(nodes, cluster.addresses[0]!, names, 2);
  await page.keyboard.press('Enter');

  await headline(page, 'RUNNING');
  await expect.poll(() => moved(page), SLOW).toBeGreaterThan(2);
  await expect(page.getByRole('tab', { name: /^Operations running, \d+ percent/ })).toBeVisible();
  expect.soft(await brokenRules(page), 'running').toEqual([]);
  const limit = page.getByLabel('At most, keys/s');
  await expect(limit).toHaveValue(String(LIMIT));
  // The keys are those of the view also after a click beside everything.
  await page.locator('.opmain').click({ position: { x: 400, y: 4 } });
  await page.keyboard.press('[');
  await expect(limit).toHaveValue(String(LIMIT / 2));
  await page.keyboard.press('Space');
  await headline(page, 'PAUSED');
  await expect(view(page)).toContainText('no slot is open');
  const atPause = await moved(page);
  expect(atPause).toBeLessThan(100);

  // Another look at the map, which changed by itself, and back.
  await page.keyboard.press('Control+Shift+D');
  await expect(page.getByRole('region', { name: 'Nodes' }).or(page.locator('#view'))).toContainText(
    /[45],\d{3} slots/,
  );
  await page.keyboard.press('Control+Shift+G');
  await headline(page, 'PAUSED');
  await page.keyboard.press('Space');
  await headline(page, 'PLANNED');
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await expect.poll(() => moved(page), SLOW).toBeGreaterThanOrEqual(atPause);
  for (let i = 0; i < 12; i++) await page.keyboard.press(']');
  await headline(page, 'DONE');
  const report = page.getByRole('list', { name: 'Verified' });
  await expect(report.getByRole('img', { name: 'holds', exact: true }).first()).toBeVisible();
  await expect(report.getByRole('img', { name: 'does not hold' })).toHaveCount(0);
  await expect(figure(page)).toHaveAttribute('aria-valuenow', '100');
  await expect(table.locator('tfoot')).toContainText(String(SLOTS));
  expect.soft(await brokenRules(page), 'report').toEqual([]);

  await button(page, 'Undo…').click();
  await headline(page, 'PLANNED');
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await headline(page, 'DONE');
  await ledger.stop();
  nodes.close();

  expect(await cluster.ownerOf(0)).toBe(cluster.ports[0]);
  expect(await cluster.ownerOf(5460)).toBe(cluster.ports[0]);
  expect(await wholeKeys()).toBe(KEYS);
  expect(ledger.writes).toBeGreaterThan(100);
  const owners = await slotOwners();
  for (const [name, { acknowledged, open }] of ledger.counters) {
    const value = Number(await valueOf(name, owners));
    expect(value, name).toBeGreaterThanOrEqual(acknowledged);
    expect(value, name).toBeLessThanOrEqual(acknowledged + open);
  }
});

test('an app that is killed in mid-reshard offers it at the next start, and finishes it without a lost key', async ({
  launch,
}) => {
  const options = { args: ['-p', String(cluster.ports[0])], env: { XDG_STATE_HOME: state } };
  const first = await launch(options);
  await expect(first.page.getByRole('tab', { name: /^Operations/ })).toBeVisible();
  await planMove(first.page);
  await first.page.keyboard.press('Enter');
  await expect.poll(() => moved(first.page), SLOW).toBeGreaterThan(2);
  await endsBy(first.app, () => Promise.resolve(first.app.process().kill('SIGKILL')));

  const { page } = await launch(options);
  await expect.poll(() => screenText(page), SLOW).toContain(`Not finished: Move ${SLOTS} slots`);
  await expect(page.getByRole('tab', { name: 'Operations 1 operation not finished' })).toBeVisible();
  await page.keyboard.press('Control+Shift+G');
  const open = page.getByRole('region', { name: 'Not finished' });
  await expect(open).toContainText('CUT OFF');
  expect.soft(await brokenRules(page), 'choose').toEqual([]);
  await expect(open.getByRole('button', { name: 'Finish…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await headline(page, 'PLANNED');
  await expect(view(page)).toContainText(/Taken up again: \d+ of 400 slots have moved already/);
  await page.keyboard.press('Enter');
  await headline(page, 'RUNNING');
  for (let i = 0; i < 12; i++) await page.keyboard.press(']');
  await headline(page, 'DONE');
  await expect(figure(page)).toHaveAttribute('aria-valuenow', '100');
  await expect(page.getByRole('tab', { name: 'Operations', exact: true })).toBeVisible();
  expect(await wholeKeys()).toBe(KEYS);
});

test('a machine is added with its share of 20,000 keys under writes; a move from it is cancelled, and moved back', async ({
  launch,
}) => {
  // Thousands of slots, each with a few keys: a slow disk takes minutes to keep their journal.
  test.setTimeout(360_000);
  const all = 20_000;
  const owners = await slotOwners();
  const portOf = (slot: number) => owners.find(({ first, last }) => first <= slot && slot <= last)!.port;
  for (let i = KEYS; i < all; i++) await cluster.command(portOf(keySlot(keyOf(i))), 'SET', keyOf(i), `v${i}`);
  added = await BareNodes.start({ hosts: ['127.0.0.1'] });
  const [machine = ''] = added.addresses;
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
  try {
    const { page } = await launch({
      args: ['-p', String(cluster.ports[0])],
      env: { XDG_STATE_HOME: state },
    });
    await expect(page.getByRole('tab', { name: /^Operations/ })).toBeVisible();
    await page.keyboard.press('Control+Shift+G');
    await button(page, /^Add a machine/).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Address of the new machine')).toBeFocused();
    await page.keyboard.type(machine);
    await page.keyboard.press('Enter');
    await headline(page, 'PLANNED');
    await expect(page.getByRole('table', { name: 'Moves' }).locator('tfoot')).toContainText('4,096');
    const ledger = new Ledger(nodes, cluster.addresses[0]!, ['a', 'b', 'c', 'd'], 2);
    await page.keyboard.press('Enter');
    await headline(page, 'DONE', { timeout: 240_000 });
    await ledger.stop();
    expect(ledger.writes).toBeGreaterThan(100);
    const now = await slotOwners();
    const share = now.filter(({ port }) => machine.endsWith(`:${port}`));
    expect(share.reduce((sum, { first, last }) => sum + last - first + 1, 0)).toBe(4096);
    expect(await wholeKeys(all)).toBe(all);
    for (const [name, { acknowledged, open }] of ledger.counters) {
      const value = Number(await valueOf(name, now));
      expect(value, name).toBeGreaterThanOrEqual(acknowledged);
      expect(value, name).toBeLessThanOrEqual(acknowledged + open);
    }

    await button(page, 'Other operations').click();
    await planMove(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => moved(page), SLOW).toBeGreaterThan(0);
    await page.keyboard.press('Control+.');
    await page.getByRole('button', { name: /^Move \d+ slots? back/ }).focus();
    await page.keyboard.press('Enter');
    await headline(page, 'PLANNED');
    await page.keyboard.press('Enter');
    await headline(page, 'DONE');
    const ranges = (list: Owners) => list.map((one) => JSON.stringify(one)).sort();
    expect(ranges(await slotOwners())).toEqual(ranges(now));
    expect(await wholeKeys(all)).toBe(all);
  } finally {
    nodes.close();
  }
});
