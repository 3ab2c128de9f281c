/** The list of saved connections by the keyboard alone. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { newProfile } from '../../shared/connections/new-profile.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { brokenRules } from '../support/accessibility.ts';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
});
test.afterAll(() => cluster.stop());

const profile = (name: string, more: Partial<Profile> = {}): Profile => ({
  ...newProfile(randomUUID()),
  name,
  seeds: [`127.0.0.1:${cluster.ports[0]}`],
  ...more,
});
const names = (page: Page) => way.screen(page).getByRole('option').locator('.name').allTextContents();
const hasNames = (page: Page, ...wanted: string[]) => expect.poll(() => names(page)).toEqual(wanted);

test('chosen, copied, renamed, deleted, brought back and connected to without a mouse', async ({
  launch,
  userData,
}) => {
  await way.writeSaved(userData, [
    profile('orders', { usedAt: 3 }),
    profile('payments', { usedAt: 2, environment: 'production' }),
    profile('sessions', { usedAt: 1 }),
  ]);
  const { page } = await launch({ userData });
  await way.open(page);
  await hasNames(page, 'orders', 'payments', 'sessions');
  await expect(way.row(page, 'orders')).toBeFocused();
  await page.keyboard.press('End');
  await expect(way.row(page, 'sessions')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(way.row(page, 'payments')).toBeFocused();
  await expect(way.field(page, 'Name')).toHaveValue('payments');

  await page.keyboard.press('Control+d');
  await expect(way.row(page, 'payments copy')).toHaveAttribute('aria-selected', 'true');
  // The menu is in the dialog: Escape closes the menu alone.
  await page.keyboard.press('ContextMenu');
  await expect(page.getByRole('menu')).toHaveAccessibleName('Connection payments copy');
  expect(await brokenRules(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(way.row(page, 'payments copy')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('e');
  await page.keyboard.press('Enter');
  await expect(way.field(page, 'Name')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('refunds');
  await page.keyboard.press('Control+s');
  await expect.poll(async () => readFile(way.savedFile(userData), 'utf8')).toContain('"refunds"');

  await way.row(page, 'refunds').focus();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await names(page)).length).toBe(2);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await names(page)).length).toBe(4);
  for (let n = 0; n < 4; n++) await page.keyboard.press('Delete');
  await expect(way.screen(page)).toContainText('Nothing is saved yet');
  await expect(way.screen(page).getByRole('button', { name: 'New connection' }).first()).toBeFocused();
  for (let n = 0; n < 4; n++) await page.keyboard.press('Control+z');
  await expect.poll(async () => (await names(page)).length).toBe(4);

  const filter = way.screen(page).getByRole('searchbox', { name: 'Filter saved connections' });
  await filter.focus();
  await page.keyboard.type('production pay');
  await hasNames(page, 'payments');
  await page.keyboard.press('Enter');
  await expect(way.row(page, 'payments')).toBeFocused();
  await way.row(page, 'payments').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Connect', exact: true }).click();
  await way.connected(page, 'payments');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await way.open(page);
  await expect.poll(async () => (await names(page))[0]).toBe('payments');
  await page.keyboard.press('Escape');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});

test('a draft outlives the screen, and what another program saves meanwhile', async ({
  launch,
  userData,
}) => {
  const orders = profile('orders', { usedAt: 1 });
  await way.writeSaved(userData, [orders]);
  const { page } = await launch({ userData });
  await way.open(page);
  await page.keyboard.press('F2');
  await way.field(page, 'Name').fill('orders of tomorrow');
  await page.keyboard.press('Escape');
  await expect(way.screen(page)).toBeHidden();
  await way.writeSaved(userData, [{ ...orders, group: 'shop' }, profile('from elsewhere')]);
  await way.open(page);
  await expect(way.row(page, 'from elsewhere')).toBeVisible();
  await expect(way.field(page, 'Name')).toHaveValue('orders of tomorrow');
  await expect(way.form(page).getByRole('status')).toHaveText('edited');
  await way.form(page).getByRole('button', { name: 'Revert' }).click();
  await expect(way.field(page, 'Name')).toHaveValue('orders');
  await expect(way.form(page).getByPlaceholder('no group')).toHaveValue('shop');
});
