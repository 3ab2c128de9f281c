/** Production and read-only in the real app, on a cluster of real servers. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());
test.beforeEach(async () => {
  for (const [port, key] of [
    [cluster.ports[0]!, 'k2'],
    [cluster.ports[1]!, '{customer}1'],
    [cluster.ports[2]!, 'k1'],
  ] as const)
    await cluster.command(port, 'SET', key, 'kept');
});

const sizes = () =>
  Promise.all(cluster.ports.slice(0, 3).map((port) => cluster.command(port, 'DBSIZE') as Promise<number>));
const seed = () => String(cluster.ports[0]);
const dialogOf = (page: Page) => page.getByRole('alertdialog', { name: /^FLUSHALL deletes every key of/ });

async function flushall(page: Page) {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('flushall');
  await expect(page.locator('#hint')).toContainText('flushall has no key: it would go to all 3 primaries');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeVisible();
}

test('FLUSHALL on production runs when the name is typed out, by keyboard alone', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', seed()] });
  await expect(page.getByRole('button', { name: /^Connection: .*, production/ })).toBeVisible();
  await flushall(page);
  const dialog = dialogOf(page);
  const run = dialog.getByRole('button', { name: /^Delete/ });
  await expect(dialog.getByRole('row')).toHaveCount(5);
  await expect(dialog.getByRole('radio', { name: /^All 3 primaries/ })).toBeChecked();
  await expect(dialog).toContainText('Nothing has been sent yet');
  await page.keyboard.type('127.0.0.1');
  await expect(run).toBeDisabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  expect(await sizes()).not.toContain(0);
  await page.keyboard.type(`:${seed()}`);
  await expect(run).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(sizes).toEqual([0, 0, 0]);
  // The focus is back in the shell.
  expect(await enter(page, 'dbsize')).toContain('(integer) 0');
});

test('Escape sends nothing, and text typed ahead does not either', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', seed()] });
  await flushall(page);
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
  await flushall(page);
  await page.keyboard.type('yes');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeVisible();
  await dialogOf(page)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(dialogOf(page)).toBeHidden();
  expect(await sizes()).not.toContain(0);
});

test('only the current node is emptied if that was chosen', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', seed()] });
  const before = await sizes();
  await flushall(page);
  await dialogOf(page).getByRole('radio', { name: /^Only/ }).check();
  await dialogOf(page).getByLabel(/^Type/).fill(`127.0.0.1:${seed()}`);
  await dialogOf(page)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect.poll(sizes).toEqual([0, before[1], before[2]]);
});

test('a cluster connected as read-only takes no write', async ({ launch }) => {
  const { page } = await launch();
  await page.getByLabel('Server to connect to').fill(`127.0.0.1:${seed()}`);
  await page.getByLabel(/^Read-only/).check();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Connection: .*read-only/ })).toBeVisible();
  const refused = await enter(page, 'set k1 changed');
  expect(refused).toContain('SET was not sent: this connection is read-only, and it writes.');
  expect(await enter(page, 'get k1')).toContain('"kept"');
});
