/** The nodes: the panel at the left, the Nodes view, the Changes tab, on a real cluster, and on one of a thousand nodes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { LargeCluster } from '../support/large-cluster.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SLOW = { timeout: 30_000 };

const panel = (page: Page) => page.getByRole('navigation', { name: 'Nodes' });
const table = (page: Page) => page.getByRole('table', { name: 'Nodes' });
const changes = (page: Page) => page.getByRole('list', { name: 'Changes, newest first' });
const rowOf = (page: Page, address: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: new RegExp(`^${address},`) }) });

async function openNodes(page: Page) {
  await page.locator('body').press('Control+Shift+d');
  await expect(table(page)).toBeVisible();
}
const openChanges = (page: Page) => page.locator('body').press('Control+Shift+l');

/** How often a node has been asked a command. */
async function calls(cluster: RedisCluster, port: number, command: 'ping' | 'info'): Promise<number> {
  const stats = String(await cluster.command(port, 'INFO', 'commandstats'));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

/** The charts: what they say, a frozen node, and that nothing more is asked once they are not looked at. */
async function showsCharts(page: Page, cluster: RedisCluster): Promise<void> {
  const [port] = cluster.ports as [number];
  await page.getByRole('button', { name: 'Charts', exact: true }).press('Enter');
  const shard = page.getByRole('group', { name: 'Load of Shard 1' });
  const first = cluster.addresses[0]!;
  for (const load of ['Operations', 'Memory', 'Clients', 'PING'])
    await expect(
      shard.getByRole('img', { name: new RegExp(`^${load} of ${first}: \\d.* now, \\d`) }),
    ).toBeVisible(SLOW);
  await expect(shard.locator('path.primary')).toHaveCount(4);
  await shard.getByRole('button').press('Enter');
  const figures = shard.getByRole('table', { name: /^Shard 1: each figure now/ });
  const replica = figures.getByRole('row').filter({ hasText: cluster.addresses[3]! });
  await expect(replica).toContainText(/replica\d.*\d ms/, SLOW);
  cluster.pause(cluster.ports[3]!);
  await expect(replica).toContainText(/replicano answer/, SLOW);
  cluster.resume(cluster.ports[3]!);
  await expect(replica).toContainText(/replica\d/, SLOW);

  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(table(page)).toBeVisible();
  // A PING that was under way is done after one more round of figures.
  const rounds = async (more: number) => {
    const before = await calls(cluster, port, 'info');
    // Each look is an INFO as well.
    let looks = 0;
    await expect
      .poll(async () => (await calls(cluster, port, 'info')) - before - ++looks, SLOW)
      .toBeGreaterThanOrEqual(more);
  };
  await rounds(1);
  const pings = await calls(cluster, port, 'ping');
  await rounds(2);
  expect(await calls(cluster, port, 'ping')).toBe(pings);
}

test.describe('on six nodes', () => {
  let cluster: RedisCluster;
  test.beforeAll(async () => {
    cluster = await RedisCluster.start({ nodeTimeout: 2000 });
  });
  test.afterAll(() => cluster.stop());
  const args = () => ['-p', String(cluster.ports[0])];

  test('each node has its role, version, epoch, link and lag, and more in its details', async ({
    launch,
  }) => {
    const { app, page } = await launch({ args: args() });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900));
    await openNodes(page);
    const names = await table(page).getByRole('columnheader').allTextContents();
    expect(names).toEqual(expect.arrayContaining(['Node', 'Keys', 'Ops/s', 'Memory', 'Lag']));
    for (const [i, address] of cluster.addresses.entries()) {
      const role = i < 3 ? 'primary' : 'replica';
      const name = new RegExp(`^${address}, (current, )?${role}, online`);
      await expect(table(page).getByRole('button', { name })).toBeVisible(SLOW);
    }
    const replica = cluster.addresses[3]!;
    await table(page)
      .getByRole('button', { name: new RegExp(`^${replica},`) })
      .press('Enter');
    const details = table(page).getByRole('row', { name: `Details of ${replica}` });
    await expect(details).toContainText(cluster.nodes[3]!.id);
    await expect(details).toContainText(/Version\d+\.\d+\.\d+/, SLOW);
    await expect(details).toContainText(/Epoch\d+/);
    await expect(details).toContainText(/Lag(none|\d+ bytes)/, SLOW);
    await expect(details).toContainText('Linkconnected');
    await details.getByRole('button', { name: 'Copy id' }).click();
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(cluster.nodes[3]!.id);
    await details.getByRole('button', { name: 'Make it the current node' }).click();
    await expect(
      panel(page).getByRole('button', { name: new RegExp(`^${replica}, .*current`) }),
    ).toBeVisible();
  });

  test('the filter and arrow keys lead to a node; “only trouble” hides healthy nodes', async ({ launch }) => {
    const { page } = await launch({ args: args() });
    await openNodes(page);
    const field = page.getByRole('main').getByRole('searchbox', { name: 'Find nodes' });
    await expect(field).toBeFocused();
    await expect(table(page).locator('.nodecell [data-row]')).toHaveCount(6);
    await field.fill('shard 2 replica');
    await expect(table(page).locator('.nodecell [data-row]')).toHaveCount(1);
    await field.press('ArrowDown');
    await expect(table(page).getByRole('button', { name: /, replica, online/ })).toBeFocused();
    await field.fill('');
    await expect(table(page).locator('.nodecell [data-row]')).toHaveCount(6);
    await page.getByRole('button', { name: 'Only trouble' }).click();
    await expect(page.getByText('Nothing is wrong with any node.')).toBeVisible();
    await page.getByRole('button', { name: 'Only trouble' }).click();
    await showsCharts(page, cluster);
  });

  test('a node that names another owner for a slot is shown until it agrees', async ({ launch }) => {
    const { page } = await launch({ args: args() });
    await openNodes(page);
    const banner = page.getByRole('region', { name: 'Views differ' });
    await expect(table(page).locator('.nodecell [data-row]')).toHaveCount(6);
    // The true owner puts it right by its next heartbeat: the map is read at once, and again where that was too late.
    await expect(async () => {
      await cluster.command(cluster.ports[1]!, 'CLUSTER', 'SETSLOT', '16383', 'NODE', cluster.nodes[0]!.id);
      await page.keyboard.press('F5');
      await expect(banner).toContainText(`It gives slot 16383 to ${cluster.addresses[0]}`, { timeout: 1500 });
      await expect(page.getByText('1 node disagreeing')).toBeVisible({ timeout: 1500 });
    }).toPass(SLOW);
    await expect(banner).toBeHidden(SLOW);
  });

  test('a lost primary is failed, its replica takes over, and it comes back as a replica: all in the timeline', async ({
    launch,
  }) => {
    const { app, page, userData } = await launch({ args: ['-p', String(cluster.ports[2])] });
    await openNodes(page);
    await openChanges(page);
    await expect(changes(page).getByRole('article', { name: /watching started, 3 shards/ })).toBeVisible(
      SLOW,
    );
    await expect(changes(page).getByRole('article', { name: /^before watching: all/ })).toContainText(
      'before watching: all nodes',
      SLOW,
    );
    const [victim, heir] = [cluster.addresses[0]!, cluster.addresses[3]!];
    await cluster.kill(cluster.ports[0]!);
    await expect(table(page).getByRole('button', { name: new RegExp(`^${victim}, failed`) })).toBeVisible(
      SLOW,
    );
    await expect(rowOf(page, victim)).toContainText(/nodes? reports? it failed/);
    await expect(
      changes(page).getByRole('article', { name: new RegExp(`${heir} took over from`) }),
    ).toBeVisible(SLOW);
    await cluster.restart(cluster.ports[0]!);
    await expect(table(page).getByRole('button', { name: `${victim}, replica, online` })).toBeVisible(SLOW);
    await expect(changes(page).getByRole('article', { name: `shard 1 ${victim} back` })).toBeVisible(SLOW);

    await page.getByRole('button', { name: 'Redirects' }).click();
    await page
      .getByRole('group', { name: 'Kinds of changes' })
      .getByRole('button', { name: 'Nodes' })
      .click();
    await expect(changes(page).getByRole('article', { name: /took over/ })).toHaveCount(0);
    await expect(changes(page).getByRole('article', { name: /watching started/ })).toBeVisible();

    const saved = path.join(userData, 'changes.csv');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, saved);
    await page.getByRole('button', { name: 'Save the timeline as CSV' }).click();
    await expect(page.getByText(`Saved as ${saved}`)).toBeVisible();
    expect(await readFile(saved, 'utf8')).toMatch(/failover.*took over from/);
  });

  test('an entry of the timeline leads to its slots or its node', async ({ launch }) => {
    const { page } = await launch({ args: args() });
    await openChanges(page);
    await changes(page).getByRole('button', { name: '0–16383' }).click();
    await expect(page.getByRole('tab', { name: 'Slot map' })).toHaveAttribute('aria-selected', 'true');
  });
});

test('a thousand nodes: found by a word, navigated by keys, and only those in view are drawn', async ({
  launch,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux has all of 127.0.0.0/8 for the loopback');
  const cluster = await LargeCluster.start(1000);
  try {
    const { page } = await launch({ args: ['-h', '127.1.0.1', '-p', String(cluster.port)] });
    await expect(panel(page)).toContainText('1000', SLOW);
    expect(await panel(page).getByRole('region').count()).toBeLessThan(60);
    const first = panel(page).getByRole('button', { name: new RegExp(`^${cluster.address(0)},`) });
    await first.focus();
    await page.keyboard.press('End');
    await expect(
      panel(page).getByRole('button', { name: new RegExp(`^${cluster.address(999)},`) }),
    ).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(
      panel(page).getByRole('button', { name: new RegExp(`^${cluster.address(499)},`) }),
    ).toBeFocused();
    await panel(page).getByRole('searchbox', { name: 'Find nodes' }).fill('shard 250');
    await expect(panel(page).getByRole('region')).toHaveCount(1);

    await openNodes(page);
    await expect(page.getByText('1,000 nodes, 500 shards')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(
      table(page).getByRole('button', { name: new RegExp(`^${cluster.address(0)},`) }),
    ).toBeFocused();
    await page.keyboard.press('End');
    await expect(
      table(page).getByRole('button', { name: new RegExp(`^${cluster.address(999)},`) }),
    ).toBeFocused();
    expect(await table(page).locator('.nodecell [data-row]').count()).toBeLessThan(120);
    cluster.change();
    await page.keyboard.press('F5');
    await expect(table(page).getByRole('button', { name: /failed, replica/ })).toBeVisible(SLOW);
  } finally {
    await cluster.stop();
  }
});
