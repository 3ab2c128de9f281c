/** The real window on a scripted codis: hint, groups, slot map, a slot's keys, the scan and the doctor. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { CodisProxy } from '../support/codis-proxy.ts';
import { FIRST_GROUP, SECOND_GROUP } from '../support/codis-backends.ts';
import { enter } from '../support/enter.ts';

let proxy: CodisProxy;
test.beforeEach(async () => {
  proxy = new CodisProxy();
  proxy.backends.slots[0]!.replicas = [['127.0.0.1:29002']];
  await proxy.listen();
});
test.afterEach(() => proxy.close());

const hint = (page: Page) => page.locator('#hint');
const view = (page: Page) => page.locator('#view');

test('says what it is, where a key goes, what becomes of several keys, and whether a command ran', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['-p', String(proxy.port)] });
  await expect(page.getByRole('button', { name: /^Connection: .*codis/ })).toBeVisible();
  await expect(page.getByText('codis: 1024 of 1024 slots have a server, in 2 groups')).toBeVisible();
  const nodes = page.getByRole('navigation', { name: 'Nodes' });
  await expect(nodes.getByRole('region', { name: 'Group 1' })).toContainText('127.0.0.1:29002');
  await expect(nodes.getByRole('region', { name: 'Group 2' })).toContainText(SECOND_GROUP);

  await page.keyboard.type('get {user}:1');
  await expect(hint(page)).toContainText('585');
  await expect(hint(page)).toContainText('group 2');
  await page.keyboard.press('Control+u');
  await page.keyboard.type('sunion bar user');
  await expect(hint(page)).toContainText('goes whole to the group of one key');
  await page.keyboard.press('Control+u');
  await page.keyboard.type('multi');
  await expect(hint(page)).toContainText('Would not be sent: codis does not allow it');
  await page.keyboard.press('Control+u');

  expect(await enter(page, 'get foo')).toMatch(/"bar"[\s\S]*slot 289 · group 1/);
  expect(await enter(page, 'multi')).toContain('MULTI was not sent: codis does not allow it.');
  proxy.backends.dead.add(SECOND_GROUP);
  const lost = await enter(page, 'set user 1');
  expect(lost.replaceAll(/[\s│]+/g, ' ')).toContain('it may or may not have run');
});

test('the map, a slot’s keys, the scan, the calculator and the doctor are those of codis', async ({
  launch,
}) => {
  const { backends } = proxy;
  for (let i = 0; i < 12; i++) backends.data(backends.of('user')).set(`{user}:${i}`, 'v');
  const { app, page } = await launch({ args: ['-p', String(proxy.port)] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1000, 700));
  await expect(page.getByRole('region', { name: 'Group 2' })).toBeVisible();
  const before = proxy.refused.length;

  await page.locator('body').press('Control+Shift+m');
  await expect(view(page).locator('.codiscells > i')).toHaveCount(1024);
  const cells = view(page).getByRole('application', { name: /1024 slots/ });
  await cells.press('End');
  await expect(view(page)).toContainText(`slot 1023, group 2, ${SECOND_GROUP}`);
  await page.screenshot({ path: test.info().outputPath('map.png') });
  await view(page).locator('[data-slot="585"]').click();
  const slot = page.locator('.slotpanel');
  await expect(slot).toContainText('{user}:11');

  await page.locator('body').press('Control+Shift+h');
  await view(page).getByRole('button', { name: 'Scan', exact: true }).click();
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: 'user' });
  await expect(row).toContainText('585');

  await page.locator('body').press('Control+Shift+k');
  await view(page).locator('textarea').fill('foo{}{bar}');
  await expect(view(page).getByRole('region', { name: 'Step by step' })).toContainText('0 mod 1024 = 0');
  await expect(view(page)).not.toContainText('CRC16');
  await page.screenshot({ path: test.info().outputPath('calculator.png') });

  await page.locator('body').press('Control+Shift+d');
  const group = view(page).getByRole('rowgroup', { name: 'Group 2' });
  await expect(group).toContainText('12 keys');
  await expect(group).toContainText('512–1023');
  Object.assign(backends.slots[815]!, { primary: FIRST_GROUP, from: SECOND_GROUP });
  backends.slots[300]!.primary = '';
  await expect(view(page).getByRole('region', { name: 'Slots behind codis' })).toContainText(
    'Slot 300 has no server: codis refuses commands on keys there.Slot 815 moves',
  );
  await page.screenshot({ path: test.info().outputPath('nodes.png') });
  await page.locator('body').press('Control+Shift+l');
  const changes = page.getByRole('list', { name: 'Changes, newest first' });
  await expect(
    changes.getByRole('article', { name: 'group 2 → group 1 815 migration started' }),
  ).toBeVisible();
  const offline = 'group 1 → no group 300 have no server: codis refuses their keys, 1024 → 1023 covered';
  await expect(changes.getByRole('article', { name: offline })).toBeVisible();
  expect(proxy.refused.slice(before)).toEqual([]);
  backends.slots[300]!.primary = FIRST_GROUP;
  Object.assign(backends.slots[815]!, { primary: SECOND_GROUP, from: '' });

  proxy.online = false;
  proxy.cut();
  const examine = page.getByRole('banner').getByRole('button', { name: 'Examine' });
  await expect(examine).toBeVisible({ timeout: 20_000 });
  await examine.click();
  await expect(way.step(page, 'Log in: failed')).toContainText('router is not online');
  proxy.online = true;
  await way.doctor(page).getByRole('button', { name: 'Run again' }).click();
  await expect(way.step(page, 'Kind of server: works')).toContainText('codis');
  await expect(way.step(page, 'Reach every announced node: works')).toContainText(
    'the proxy reaches all 3 servers',
  );
});
