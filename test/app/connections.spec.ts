/** Saved connections, the whole way: saved, used, used again after a restart, deleted, brought back; the password nowhere to be found. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const PASSWORD = 'hunter2-of-the-orders';
let cluster: RedisCluster;
let userData: string;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ password: PASSWORD });
});
test.afterAll(() => cluster.stop());
test.beforeEach(async () => {
  userData = await mkdtemp(path.join(tmpdir(), 'slotshell-connections-'));
});
test.afterEach(() => rm(userData, { recursive: true, force: true }));

const target = (page: Page) => page.getByRole('textbox', { name: 'Server to connect to' });
const name = (page: Page) => page.getByRole('textbox', { name: /^Name to save it under/ });
const saved = (page: Page) => page.getByRole('region', { name: 'Saved connections' });

async function save(page: Page, as: string, text: string): Promise<void> {
  await target(page).fill(text);
  await name(page).fill(as);
  await name(page).press('Enter');
}

/** Every file below the directory that holds the text in plain, hexadecimal or base64. */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').slice(0, -2)];
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    const place = path.join(file.path, file.name);
    const content = (await readFile(place)).toString('latin1');
    if (forms.some((form) => content.includes(form))) found.push(place);
  }
  return found;
}

test('a connection is saved, and used again after a restart by Enter alone; its password only where it may be', async ({
  launch,
}) => {
  const first = await launch({ userData });
  await save(first.page, 'orders', `redis://:${PASSWORD}@127.0.0.1:${cluster.ports[0]}`);
  await expect(first.page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
  await expect(first.page.getByRole('button', { name: /Connection: orders/ })).toBeVisible();
  expect(await enter(first.page, 'set k1 v1')).toMatch(/^OK\b/);
  // The window was typed the password, and has let go of it.
  await first.page.keyboard.press('Control+Shift+N');
  await expect(saved(first.page)).toContainText(`127.0.0.1:${cluster.ports[0]}`);
  expect(await saved(first.page).innerText()).not.toContain(PASSWORD);
  await expect(target(first.page)).toHaveValue('');
  await closeApp(first.app);
  expect(await filesWith(userData, PASSWORD)).toEqual([]);

  const { page } = await launch({ userData });
  const row = saved(page).getByRole('button', { name: /^orders/ });
  await expect(row).toContainText('development');
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(PASSWORD);
  await row.focus();
  await page.keyboard.press('Enter');
  // Where there is no key store the password held for its session only: then the refusal says so.
  const outcome = page.getByRole('region', { name: 'Shard 3' }).or(saved(page).getByRole('alert'));
  await expect(outcome.first()).toBeVisible();
  if (await saved(page).isVisible())
    await expect(saved(page).getByRole('alert')).toContainText(/password|login/i);
});

test('a saved connection without a password comes back after a restart; production asks, read-only refuses', async ({
  launch,
}) => {
  const plain = await RedisCluster.start({ replicas: 0 });
  try {
    const first = await launch({ userData });
    await target(first.page).fill(`-p ${plain.ports[1]}`);
    await name(first.page).fill('payments');
    await first.page.getByRole('checkbox', { name: /Read-only/ }).check();
    await first.page.getByRole('checkbox', { name: /production/ }).check();
    await name(first.page).press('Enter');
    await expect(first.page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
    await closeApp(first.app);

    const { page } = await launch({ userData });
    const row = saved(page).getByRole('button', { name: /^payments/ });
    await expect(row).toContainText('production');
    await expect(row).toContainText('read-only');
    await row.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
    expect(await enter(page, 'set k v')).toContain('read-only');
  } finally {
    await plain.stop();
  }
});

test('Delete deletes, Undo brings back; what says no place is refused and stays in the field', async ({
  launch,
}) => {
  const { page } = await launch({ userData });
  await save(page, 'nowhere', 'localhost:99999');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(target(page)).toHaveValue('localhost:99999');
  await expect(saved(page)).toBeHidden();
  await save(page, 'closed', '127.0.0.1:1');
  // It was saved, though nobody listens there.
  const row = saved(page).getByRole('button', { name: /^closed/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole('alert').first()).toContainText('127.0.0.1:1');
  await row.focus();
  await page.keyboard.press('Delete');
  await expect(row).toBeHidden();
  await saved(page).getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
  expect(await screenText(page)).not.toContain(PASSWORD);
});
