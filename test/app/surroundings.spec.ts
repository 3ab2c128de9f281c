/** What redis-cli takes from its surroundings, in the window. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { foundInFiles } from '../support/secret-search.ts';

let cluster: RedisCluster;
let directory = '';
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-rc-'));
});
test.afterAll(() => Promise.all([cluster.stop(), rm(directory, { recursive: true })]));

const typed = async (page: Page, line: string) => {
  await page.keyboard.type(line);
  return expect.poll(async () => (await screenText(page)).split('\n').at(-1));
};

test('~/.redisclirc says whether hints are shown; unknown settings in it are reported; :set overrides it', async ({
  launch,
}) => {
  const rc = path.join(directory, '.redisclirc');
  await writeFile(rc, ':set nohints\n:set colours\nflushall\n');
  const { page } = await launch({
    args: ['-p', String(cluster.ports[0])],
    env: { HOME: directory, REDISCLI_RCFILE: '' },
  });
  await expect.poll(() => screenText(page)).toContain(".redisclirc: unknown redis-cli preference 'colours'");
  expect(await screenText(page)).toContain(".redisclirc: unknown redis-cli internal command 'flushall'");
  expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
  await (await typed(page, 'expire ')).toMatch(/> expire *$/);
  await page.keyboard.press('Control+u');
  await enter(page, ':set hints');
  await (await typed(page, 'expire ')).toMatch(/> expire +key seconds/);
  await page.keyboard.press('Control+u');
  expect(await enter(page, 'get k1')).toContain('v1');
});

test('the key separator of a saved connection is the one that a scan groups by', async ({ launch }) => {
  const { page } = await launch();
  await way.make(page, 'dotted', cluster.addresses[0]!);
  await way.form(page).getByText('Advanced').click();
  await way.field(page, 'Key separator').fill('.');
  await way.connect(page, 'dotted');
  for (const key of ['cart.1', 'cart.2', 'cart.3', 'a:b']) await enter(page, `set ${key} v`);
  await page.keyboard.press('Control+Shift+H');
  await expect(page.getByLabel('Separator')).toHaveValue('.');
  await page.getByRole('form', { name: 'Scan options' }).getByRole('button', { name: 'Scan' }).click();
  await page.getByRole('tab', { name: 'Without a tag' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'cart' })).toContainText('3');
});

test('REDISCLI_AUTH is the password of a typed address, for the doctor too, but not of a saved connection', async ({
  launch,
}) => {
  const locked = await RedisCluster.start({ replicas: 0, password: 'from the environment' });
  try {
    const { page, userData } = await launch({ env: { REDISCLI_AUTH: 'from the environment' } });
    await way.open(page);
    const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
    await field.fill('127.0.0.1:1');
    await field.press('Enter');
    await expect(way.step(page, 'TCP to the seeds: failed')).toBeVisible();
    await field.fill(`127.0.0.1:${locked.ports[0]}`);
    await way
      .screen(page)
      .getByRole('textbox', { name: /^Name to save it under/ })
      .fill('locked');
    await field.press('Enter');
    await expect(way.step(page, 'Log in: failed')).toBeVisible();
    await field.fill(`127.0.0.1:${locked.ports[0]}`);
    await field.press('Enter');
    await expect(way.screen(page)).toBeHidden();
    await way.told(page, 'The password is that of REDISCLI_AUTH.');
    expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('examine');
    await page.keyboard.press('Enter');
    await expect(way.step(page, 'Log in: works')).toContainText('password from REDISCLI_AUTH');
    // From a terminal it is told of, too, though the connection may be there before the window.
    const args = ['-p', String(locked.ports[0])];
    const started = await launch({ args, env: { REDISCLI_AUTH: 'from the environment' } });
    await way.told(started.page, 'The password is that of REDISCLI_AUTH.');
    expect(await foundInFiles(userData, { password: 'from the environment' })).toEqual([]);
  } finally {
    await locked.stop();
  }
});
