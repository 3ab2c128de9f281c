/** Secrets with a real key store: kept, opened again, not opened; and nowhere to be found but there. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test, type Launch } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { Keyring } from '../support/keyring.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { foundIn, foundInFiles, heapStrings } from '../support/secret-search.ts';

const PASSWORD = 'hunter2-of-the-payments';
let cluster: RedisCluster;
let keyring: Keyring;
test.skip(process.platform !== 'linux', 'the key store of the tests is gnome-keyring');
test.beforeAll(async () => {
  [cluster, keyring] = await Promise.all([
    RedisCluster.start({ replicas: 0, password: PASSWORD }),
    Keyring.start(),
  ]);
});
test.afterAll(() => Promise.all([cluster.stop(), keyring.remove()]));

const password = (page: Page) => way.secret(page, 'Password');

async function make(page: Page, name: string): Promise<void> {
  await way.make(page, name, cluster.addresses[0]!);
  await password(page).fill(PASSWORD);
}
/** A start in which the connection goes to the key store, with its password. */
async function keep(launch: Launch, userData: string): Promise<void> {
  const { app, page } = await launch({ userData, env: keyring.env });
  await make(page, 'payments');
  await page.keyboard.press('Enter');
  await way.connected(page, 'payments');
  await closeApp(app);
}
const connectAgain = (page: Page) => way.connectByEnter(page, 'payments');

test('a password goes to the key store, opens there after a restart, and never comes to the window', async ({
  launch,
  userData,
}) => {
  const first = await launch({ userData, env: keyring.env });
  await make(first.page, 'payments');
  await expect(way.screen(first.page)).toContainText('Passwords are in the system’s key store');
  await first.page.keyboard.press('Enter');
  await way.connected(first.page, 'payments');
  await way.open(first.page);
  await expect(way.form(first.page).getByText('kept in the key store')).toBeVisible();
  await closeApp(first.app);
  const secrets = path.join(userData, 'secrets.json');
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  expect(await readFile(secrets, 'utf8')).toMatch(/"password": "djEx/);
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);

  const { app, page } = await launch({ userData, env: keyring.env });
  await connectAgain(page);
  await way.connected(page, 'payments');
  expect(await enter(page, 'set k1 marker-in-the-heap')).toMatch(/^OK\b/);
  expect(await enter(page, 'get k1')).toContain('marker-in-the-heap');
  await way.open(page);
  await expect(way.form(page).getByText('kept in the key store')).toBeVisible();
  const heap = await heapStrings(app);
  expect(heap).toContain('marker-in-the-heap');
  expect(foundIn(heap, { password: PASSWORD })).toEqual([]);
});

test('a key store that is gone leaves the secret where it is: it is asked for, and opens again when the store is back', async ({
  launch,
  userData,
}) => {
  await keep(launch, userData);
  const sealed = await readFile(path.join(userData, 'secrets.json'), 'utf8');

  const second = await launch({ userData });
  await connectAgain(second.page);
  await expect(password(second.page)).toBeFocused();
  await expect(way.form(second.page)).toContainText('type it again: the key store cannot open it');
  await expect(way.screen(second.page)).toContainText('This system has no key store');
  await second.page.keyboard.type(PASSWORD);
  await second.page.keyboard.press('Enter');
  await way.connected(second.page, 'payments');
  await closeApp(second.app);
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
  expect(await readFile(path.join(userData, 'secrets.json'), 'utf8')).toBe(sealed);

  const { page } = await launch({ userData, env: keyring.env });
  await connectAgain(page);
  await way.connected(page, 'payments');
});

test('a deleted connection takes its secret along, and brings it back', async ({ launch, userData }) => {
  const { app, page } = await launch({ userData, env: keyring.env });
  await make(page, 'payments');
  await page.keyboard.press('Control+s');
  await expect(way.form(page).getByText('kept in the key store')).toBeVisible();
  const file = path.join(userData, 'secrets.json');
  const holds = async () => (await readFile(file, 'utf8')).includes('"password"');
  expect(await holds()).toBe(true);
  await way.row(page, 'payments').focus();
  await page.keyboard.press('Delete');
  await expect.poll(holds).toBe(false);
  await way.screen(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(holds).toBe(true);
  await way.row(page, 'payments').focus();
  await page.keyboard.press('Enter');
  await way.connected(page, 'payments');
  await closeApp(app);
});

test('a store that would seal with a well-known key counts as missing', async ({ launch, userData }) => {
  const { page } = await launch({ userData, args: ['--password-store=basic'], env: keyring.env });
  await make(page, 'payments');
  await expect(way.screen(page)).toContainText('This system has no key store');
  await page.keyboard.press('Control+s');
  await expect(way.form(page).getByText('kept for this session')).toBeVisible();
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
});

test('secrets that another key store sealed are asked for, and a damaged file of them is set aside whole', async ({
  launch,
  userData,
}) => {
  await keep(launch, userData);
  const secrets = path.join(userData, 'secrets.json');
  const sealed = await readFile(secrets, 'utf8');

  const foreign = await Keyring.start();
  try {
    const second = await launch({ userData, env: foreign.env });
    await connectAgain(second.page);
    await expect(password(second.page)).toBeFocused();
    await expect(way.form(second.page)).toContainText('type it again: the key store cannot open it');
    await closeApp(second.app);
    expect(await readFile(secrets, 'utf8')).toBe(sealed);
  } finally {
    await foreign.remove();
  }

  const damaged = sealed.slice(0, -20);
  for (const file of [secrets, `${secrets}.bak`]) await writeFile(file, damaged);
  const { page } = await launch({ userData, env: keyring.env });
  await expect.poll(() => screenText(page)).toContain('set aside');
  const files = await readdir(userData);
  const aside = files.filter((name) => name.startsWith('secrets') && name.includes('damaged'));
  const kept = await Promise.all(aside.map((name) => readFile(path.join(userData, name), 'utf8')));
  expect(kept).toContain(damaged);
});
