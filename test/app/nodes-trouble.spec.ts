/** Trouble that the cluster itself does not report: a silent node, an open migration. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SLOW = { timeout: 30_000 };
const panel = (page: Page) => page.getByRole('navigation', { name: 'Nodes' });
const table = (page: Page) => page.getByRole('table', { name: 'Nodes' });

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ nodeTimeout: 60_000 });
});
test.afterAll(() => cluster.stop());

test('a stopped node is shown as silent, with the time, in panel and view; its lag comes from its primary', async ({
  launch,
}, info) => {
  const { app, page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900));
  await page.locator('body').press('Control+Shift+d');
  const replica = cluster.addresses[3]!;
  await expect(table(page).getByRole('button', { name: `${replica}, replica, online` })).toBeVisible(SLOW);
  await expect(page.getByText('no trouble')).toBeVisible(SLOW);
  cluster.pause(cluster.ports[3]!);
  try {
    const since = String.raw`silent since \d\d:\d\d:\d\d`;
    await expect(
      panel(page).getByRole('button', { name: new RegExp(`^${replica}, ${since}, INFO not answered`) }),
    ).toBeVisible(SLOW);
    const row = table(page).getByRole('button', { name: new RegExp(`^${replica}, ${since}`) });
    await expect(row).toBeVisible();
    await expect(table(page)).toContainText(/INFO not answered since .*behind, its primary reports/, SLOW);
    await expect(page.getByText('1 node with trouble')).toBeVisible();
    await page.getByRole('button', { name: 'Only trouble' }).click();
    await expect(table(page).locator('.nodecell [data-row]')).toHaveCount(1);
    await page.screenshot({ path: info.outputPath('silent.png') });
  } finally {
    cluster.resume(cluster.ports[3]!);
  }
  await expect(page.getByText('Nothing is wrong with any node.')).toBeVisible(SLOW);
});

test('an open migration shows its age and the keys on both sides, in panel and view', async ({
  launch,
}, info) => {
  const [from, to] = cluster.ports as [number, number];
  for (let i = 0; i < 10; i++) await cluster.command(from, 'SET', `{k2}:${i}`, 'v');
  await cluster.migrateSlot(449, from, to, { stopAfter: 'keys', keys: 4 });
  const { app, page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900));
  await page.locator('body').press('Control+Shift+d');
  const banner = page.getByRole('region', { name: 'Migrations' });
  const text = /Slot 449 from \S+ to \S+: open for at least \d+ s, 4 keys moved, 6 left\./;
  await expect(banner).toContainText(text, SLOW);
  await expect(panel(page).getByRole('region', { name: 'Migrating' })).toContainText('4 keys moved, 6 left');
  await page.screenshot({ path: info.outputPath('migration.png') });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(640, 400));
  await expect(banner).toContainText(text);
  await page.screenshot({ path: info.outputPath('migration-small.png') });
  await cluster.migrateSlot(449, from, to);
  await expect(banner).toBeHidden(SLOW);
});
