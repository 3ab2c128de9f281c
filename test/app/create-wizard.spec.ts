/** A cluster is made of six own servers by keyboard, and then a setting is changed on all of its nodes and changed back. */
import type { Page, TestInfo } from '@playwright/test';
import { brokenRules } from '../support/accessibility.ts';
import { expect, test, type Launched } from '../support/app.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { closedPort } from '../support/closed-port.ts';

const SLOW = { timeout: 30_000 };
const HOSTS = ['127.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.2', '127.0.0.3', '127.0.0.3'];

let nodes: BareNodes;
test.beforeAll(async () => {
  nodes = await BareNodes.start({ hosts: HOSTS });
});
test.afterAll(() => nodes.stop());

const wizard = (page: Page) => page.getByRole('region', { name: 'Create a cluster' });
const step = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Steps' }).first().getByRole('listitem').filter({ hasText: name });

async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** To be looked at, and without anything that breaks a rule of axe. */
async function look({ app, page }: Launched, info: TestInfo, name: string): Promise<void> {
  for (const [theme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1000, 700],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(...size),
      [width, height] as [number, number],
    );
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    await page.screenshot({ path: info.outputPath(`${name}-${theme}-${width}.png`) });
    expect.soft(await brokenRules(page), `${name}, ${theme}`).toEqual([]);
  }
}

test('six empty servers become a cluster, and a setting is changed on all nodes and changed back', async ({
  launch,
}, info) => {
  test.setTimeout(180_000);
  const launched = await launch();
  const { page } = launched;
  await choose(page, 'create a cluster');
  const addresses = page.getByRole('textbox', { name: 'Addresses of the nodes' });
  await expect(addresses).toBeFocused();
  const closed = `127.0.0.1:${await closedPort()}`;
  await page.keyboard.insertText(`${nodes.addresses.join(' ')} ${closed} ${nodes.addresses[0]}`);
  await expect(wizard(page)).toContainText(
    `7 addresses. ${nodes.addresses[0]} is there more than once. It is asked once.`,
  );
  await look(launched, info, '1-addresses');
  await page.keyboard.press('Control+Enter');

  await expect(step(page, 'What they say')).toHaveAttribute('aria-current', 'step', SLOW);
  await expect(wizard(page)).toContainText('6 of 7 nodes can join.');
  await expect(page.getByRole('list', { name: 'Why nodes cannot join' })).toContainText(
    `${closed} cannot be reached`,
  );
  await expect(page.getByRole('row', { name: new RegExp(nodes.addresses[2]!) })).toContainText(
    `${nodes.ports[2]! + 10_000} open`,
  );
  await look(launched, info, '2-answers');
  await page.getByRole('button', { name: `Leave out ${closed}` }).focus();
  await page.keyboard.press('Enter');
  await expect(wizard(page)).toContainText('All 6 nodes can join.');
  await page.keyboard.press('Control+Enter');

  const score = page.getByRole('region', { name: 'Anti-affinity' });
  await expect(score).toContainText('Score 0');
  const shards = page.getByRole('region', { name: 'Shards' }).getByRole('row');
  const primaryOf = (shard: number) => shards.nth(shard).getByRole('cell').nth(3);
  const [before, replica] = await Promise.all([
    primaryOf(1).textContent(),
    shards.nth(1).getByRole('cell').nth(4).textContent(),
  ]);
  // Two primaries change places by the mouse, and back.
  const other = await primaryOf(2).textContent();
  const nodeAt = (address: string | null) => wizard(page).locator(`[data-node="${address}"]`);
  await nodeAt(before).dragTo(nodeAt(other));
  await expect(primaryOf(1)).toHaveText(other!);
  await expect(primaryOf(2)).toHaveText(before!);
  await nodeAt(before).dragTo(nodeAt(other));
  await expect(primaryOf(1)).toHaveText(before!);
  // The replica of shard 1 and its primary change places; then the primary goes where that leaves two on one host, and back.
  await page.getByRole('button', { name: `shard 1 ${replica} replica` }).focus();
  await page.keyboard.press('p');
  await expect(primaryOf(1)).toHaveText(replica!);
  await expect(wizard(page)).toContainText('changed by you');
  // A key that can do nothing says why.
  await page.keyboard.press('9');
  await expect(wizard(page)).toContainText('There is no shard 9.');
  await page.keyboard.press('2');
  await expect(wizard(page)).toContainText(`${replica} is the primary of shard 1. Make one of its replicas`);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await look(launched, info, '3-placement');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');

  await expect(step(page, 'Conf')).toHaveAttribute('aria-current', 'step');
  await expect(page.getByRole('region', { name: 'Settings of each node' })).toContainText(
    'cluster-node-timeout',
  );
  await look(launched, info, '4-conf');
  await page.keyboard.press('Control+Enter');

  await expect(step(page, 'Plan')).toHaveAttribute('aria-current', 'step', SLOW);
  await expect(wizard(page)).toContainText('Create a cluster of 3 primaries and 3 replicas');
  await page.keyboard.press('Control+Enter');

  await expect(step(page, 'Join')).toHaveAttribute('aria-current', 'step', SLOW);
  await expect(wizard(page)).toContainText('[OK] All 16384 slots covered.', SLOW);
  await expect(page.getByRole('region', { name: 'Who knows whom' }).first()).toContainText('30 of 30 links');
  await look(launched, info, '6-join');
  const connect = page.getByRole('button', { name: 'Connect to it' });
  await expect(connect).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Shell' })).toHaveAttribute('aria-selected', 'true', SLOW);
  const map = String(await nodes.command(nodes.ports[0]!, 'CLUSTER', 'NODES'));
  const lineOf = (address: string) => map.split('\n').find((line) => line.includes(` ${address}@`))!;
  expect(lineOf(replica!)).toContain('master');
  expect(lineOf(before!)).toContain('slave');

  // Settings of the cluster that was just made.
  await choose(page, 'settings of the cluster');
  const settings = page.getByRole('region', { name: 'Settings of the cluster' });
  await expect(settings).toContainText('6 nodes', SLOW);
  await page.keyboard.press('/');
  await page.keyboard.type('full-cov');
  await page.keyboard.press('Enter');
  const coverage = page.getByRole('button', { name: 'cluster-require-full-coverage' });
  await expect(coverage).toBeFocused();
  const row = page.getByRole('row').filter({ has: coverage });
  await expect(row.getByRole('cell', { name: 'yes' })).toHaveCount(7);
  await expect(row).toContainText('at once');
  const side = page.getByRole('complementary', { name: 'cluster-require-full-coverage' });
  // The fixture's files are on this computer, and are read.
  await expect(side.getByRole('list', { name: 'Values by node' })).not.toContainText('unknown');
  await expect(side).toContainText(/The default is yes, as a fresh (Redis|Valkey) [\d.]+ says\./);
  await look(launched, info, '7-settings');
  await page.keyboard.press('ContextMenu');
  await expect(page.getByRole('menu')).toHaveAccessibleName('Setting cluster-require-full-coverage');
  await expect(page.getByRole('menuitem', { name: 'Change it on the nodes…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'New value' })).toBeFocused();
  await page.keyboard.type('no');
  await page.keyboard.press('Enter');
  const start = page.getByRole('button', { name: /^Start/ });
  await expect(start).toBeFocused(SLOW);
  // No slot changes its owner.
  await expect(page.getByRole('region', { name: /slots by shard/ })).toHaveCount(0);
  await page.keyboard.press('Enter');
  const values = async () =>
    Promise.all(
      nodes.ports.map(async (port) =>
        String(await nodes.command(port, 'CONFIG', 'GET', 'cluster-require-full-coverage')),
      ),
    );
  await expect.poll(values, SLOW).toEqual(nodes.ports.map(() => 'cluster-require-full-coverage,no'));
  const undo = page.getByRole('button', { name: /^Undo/ }).first();
  await expect(undo).toBeVisible(SLOW);
  await choose(page, 'settings of the cluster');
  await expect(row.getByRole('cell', { name: 'no', exact: true })).toHaveCount(6, SLOW);
  await expect(side).toContainText('no');
  await choose(page, 'operations');
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(start).toBeFocused(SLOW);
  await page.keyboard.press('Enter');
  await expect.poll(values, SLOW).toEqual(nodes.ports.map(() => 'cluster-require-full-coverage,yes'));
});
