/** The window on each newer server, and on a cluster with several databases. */
import type { Page } from '@playwright/test';
import { expect, screenText, test, type } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { NEWER_SERVERS } from '../support/servers.ts';

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const parts = (page: Page) => inspector(page).getByRole('status', { name: 'Keys in the slot' });
const map = (page: Page) => page.getByRole('application', { name: /^Slot map/ });
const legend = (page: Page) => page.getByRole('complementary', { name: 'Legend of the slot map' });
const said = (page: Page) => page.getByRole('status', { name: 'Slot at the cursor' });

/** Opens the Slot panel and asks for what is typed there. */
async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('tab', { name: 'Slot', exact: true }).click();
  const field = inspector(page).getByRole('textbox', { name: /A key, or a slot/ });
  await field.fill(text);
  await field.press('Enter');
}

for (const { name, server, hasSlotStats } of NEWER_SERVERS)
  test(`${name}: connect, a redirect, hints, the keys of a slot, the map and its overlays`, async ({
    launch,
  }) => {
    test.skip(server === null, 'this machine does not have it');
    const conf = hasSlotStats ? ['cluster-slot-stats-enabled yes'] : [];
    const cluster = await RedisCluster.start({ server, conf, replicas: 0 });
    try {
      const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
      await expect(page.getByText(`${server!.name} ${server!.version}`)).toBeVisible();
      expect(await enter(page, 'set k1 v1')).toContain('OK');
      expect(await enter(page, 'hello 3')).toContain(`"server" => "${server!.name.toLowerCase()}"`);
      const own = server!.name === 'Redis' ? 'hgetdel' : 'cluster slot-stats';
      await type(page, `${own} `);
      await expect.poll(() => screenText(page)).toMatch(new RegExp(`> ${own} +\\S`));
      await page.keyboard.press('Control+u');
      await ask(page, 'k1');
      await expect(parts(page)).toContainText('1 key');
      await page.keyboard.press('Control+Shift+M');
      await expect(legend(page).getByRole('list', { name: 'Shards' })).toContainText('5,461 slots');
      const cpu = page.getByRole('button', { name: 'cpu', exact: true });
      await page.getByRole('button', { name: 'keys', exact: true }).click();
      await expect(legend(page)).toContainText('1 key');
      if (!hasSlotStats) return expect(cpu).toBeDisabled();
      await cpu.click();
      await expect(legend(page)).toContainText('CPU, µs');
    } finally {
      await cluster.stop();
    }
  });

test('several databases in a cluster: panels, map and scan follow the shell’s, and say which', async ({
  launch,
}) => {
  const { server = null } = NEWER_SERVERS.find(({ hasClusterDatabases }) => hasClusterDatabases) ?? {};
  test.skip(server === null, 'this machine has no server with databases in a cluster');
  const cluster = await RedisCluster.start({ server, conf: ['cluster-databases 16'], replicas: 0 });
  try {
    const { app, page } = await launch({ args: ['-p', String(cluster.ports[0])] });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(1500, 900));
    await enter(page, 'set k1 zero');
    await enter(page, 'set {k1}b zero');
    await ask(page, 'k1');
    await expect(parts(page)).toContainText('2 keys');
    await page.keyboard.press('Control+Shift+M');
    await page.getByRole('button', { name: 'keys', exact: true }).click();
    await expect(legend(page)).toContainText('2 keys');

    await page.keyboard.press('Control+Shift+S');
    await enter(page, 'select 3');
    await expect(parts(page)).toContainText('0 keys in database 3');
    await expect(inspector(page)).toContainText('Slot 12706 is empty in database 3.');
    expect(await enter(page, 'set k1 v1')).toContain('OK');
    expect(await enter(page, 'cluster countkeysinslot 12706')).toContain('(integer) 1');
    await ask(page, 'k1');
    await expect(parts(page)).toContainText('1 key in database 3');
    await expect(inspector(page).getByRole('option', { name: /string.*k1.* bytes/ })).toBeVisible();

    await page.keyboard.press('Control+Shift+M');
    await map(page).focus();
    await page.keyboard.press('c');
    const histogram = legend(page).getByRole('region', { name: 'Keys per slot' });
    await expect(histogram).toContainText('1 key in database 3');
    await page.getByRole('textbox', { name: 'Find a slot, a key or a tag on the map' }).fill('12706');
    await expect(said(page)).toContainText('1 key in database 3');
    // The nodes' own figures are read every two seconds.
    await expect(page.getByRole('region', { name: 'Shard 3' })).toContainText('1 key in database 3');

    await page.keyboard.press('Control+Shift+H');
    const scan = page.getByRole('region', { name: 'Scan', exact: true });
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await expect(scan).toContainText('1 key in database 3');

    await page.keyboard.press('Control+Shift+S');
    await enter(page, 'select 0');
    await expect(parts(page)).toContainText('2 keys in database 0');
    await page.keyboard.press('Control+Shift+H');
    await expect(scan).toContainText('The shell is in database 0 now');
    await page.getByRole('button', { name: 'Scan again' }).click();
    await expect(scan).toContainText('2 keys in database 0');
    await page.keyboard.press('Control+Shift+M');
    await expect(histogram).toContainText('2 keys in database 0');
  } finally {
    await cluster.stop();
  }
});
