/** The form of a connection: what becomes of secrets where no key store is, pasted certificates and keys, odd contents of the file. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { newTls } from '../../shared/connections/new-profile.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const PASSWORD = 'hunter2-of-the-form';
let cluster: RedisCluster;
let mutual: RedisCluster;
test.beforeAll(async () => {
  [cluster, mutual] = await Promise.all([
    RedisCluster.start({ replicas: 0, password: PASSWORD }),
    RedisCluster.start({ replicas: 0, tls: 'mutual' }),
  ]);
});
test.afterAll(() => Promise.all([cluster, mutual].map((one) => one?.stop())));

/** As the user's clipboard would, line ends and all. */
const paste = (field: Locator, text: string) =>
  field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
const question = (page: Page) => way.form(page).getByRole('group', { name: 'Keep: Password' });

test('without a key store, the first typed letter of a password asks whether to keep it; not at all means once', async ({
  launch,
  userData,
}) => {
  const { page } = await launch({ userData });
  await way.make(page, 'orders', cluster.addresses[0]!);
  await expect(question(page)).toBeHidden();
  await way.secret(page, 'Password').fill(PASSWORD);
  await expect(question(page)).toBeVisible();
  await expect(way.secret(page, 'Password')).toHaveAccessibleDescription(/no key store/);
  await page.keyboard.press('Tab');
  await expect(question(page).getByRole('button', { name: 'for this session only' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(question(page).getByRole('button', { name: 'not at all' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await way.secret(page, 'Password').press('Enter');
  await way.connected(page, 'orders');
  expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
  await way.open(page);
  await expect(way.form(page)).not.toContainText('kept for this session');
  await way.row(page, 'orders').press('Enter');
  await expect(way.secret(page, 'Password')).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await way.form(page).getByRole('button', { name: 'for this session only' }).click();
  await way.connect(page, 'orders');
  await way.open(page);
  await expect(way.form(page)).toContainText('kept for this session');
});

test('certificates are pasted into the connection; a pasted key is a secret, and is refused in a field for certificates', async ({
  launch,
  userData,
}) => {
  const { ca, cert, key } = mutual.tls!;
  const line = key.split('\n')[1]!;
  const { page } = await launch({ userData });
  await way.make(page, 'strongroom', mutual.addresses[0]!);
  await way.turn(page, 'TLS').check();
  await paste(way.field(page, 'CA certificate'), `${ca}${key}`);
  await expect(way.field(page, 'CA certificate')).toHaveAccessibleDescription(/private key/);
  await paste(way.field(page, 'CA certificate'), ca);
  await expect(way.field(page, 'CA certificate')).toHaveValue('1 certificate as text');
  await paste(way.field(page, 'Client certificate'), cert.replaceAll('\n', '\r\n'));
  await paste(way.field(page, 'Key of the client certificate'), key);
  await expect(way.field(page, 'Key of the client certificate')).toHaveValue('private key, as text');
  await way.connect(page, 'strongroom');
  expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
  expect(await page.content()).not.toContain(line);
  const kept = await readFile(way.savedFile(userData), 'utf8');
  expect(kept).toContain(ca.split('\n')[1]!);
  expect(kept).not.toContain(line);
  await way.open(page);
  await expect(way.field(page, 'Key of the client certificate')).toHaveAccessibleDescription('');
  await expect(way.form(page)).toContainText('kept for this session');
  await way.form(page).getByRole('button', { name: 'Remove: CA certificate' }).click();
  await expect(way.field(page, 'CA certificate')).toHaveValue('');
});

test('TLS that is not verified is marked in the list, in the form and on the first screen, whether connected or not', async ({
  launch,
  userData,
}) => {
  await way.writeSaved(userData, [
    { name: 'blind', tls: { ...newTls(), verify: false }, usedAt: 2 },
    { name: 'named', tls: { ...newTls(), verifyName: false }, usedAt: 1 },
    { name: 'sound', tls: newTls() },
  ]);
  const { page } = await launch({ userData });
  const first = page.getByRole('region', { name: 'Saved connections' });
  await expect(first.getByRole('button', { name: /^blind.*TLS not verified/ })).toBeVisible();
  await way.open(page);
  await expect(way.row(page, 'blind')).toContainText('TLS not verified');
  await expect(way.row(page, 'named')).toContainText('TLS name not verified');
  await expect(way.row(page, 'sound')).not.toContainText('verified');
  await expect(way.form(page)).toContainText('TLS not verified');
  await way.turn(page, 'Verify certificate').check();
  await expect(way.form(page).getByText(/TLS (name )?not verified/)).toBeHidden();
  await way.turn(page, 'Verify each node’s name').uncheck();
  await expect(way.form(page).getByText(/TLS (name )?not verified/)).toHaveText('TLS name not verified');
});

test('odd contents of the file are shown escaped, edited and saved without harm to the rest', async ({
  launch,
  userData,
}) => {
  const odd = 'a\u0007b\u202edcba\u0000<b>bold</b>';
  const long = 'long '.repeat(40);
  await way.writeSaved(userData, [
    { name: odd, group: '__proto__', username: '\u001b[31m', usedAt: 3 },
    { name: long, seeds: [`${'h'.repeat(250)}:6379`], group: 'constructor', usedAt: 2 },
    { name: 'خادم المدفوعات', usedAt: 1 },
  ]);
  const { page } = await launch({ userData });
  await way.open(page);
  await expect(way.screen(page).getByRole('option')).toHaveCount(3);
  const names = await way.screen(page).getByRole('option').locator('.name').allTextContents();
  expect(names[0]).toContain('<b>bold</b>');
  expect(names.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  await way.form(page).getByPlaceholder('no group').fill('shop');
  await page.keyboard.press('Control+s');
  await expect.poll(() => readFile(way.savedFile(userData), 'utf8')).toContain('"shop"');
  const { profiles } = JSON.parse(await readFile(way.savedFile(userData), 'utf8')) as { profiles: Profile[] };
  expect(profiles.map(({ name }) => name).sort()).toEqual([odd, long, 'خادم المدفوعات'].sort());
  const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(width).toBeLessThanOrEqual(0);
});
