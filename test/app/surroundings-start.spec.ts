/** A saved connection from a terminal, and what is kept under it: its history, its colour. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const PASSWORD = 'hunter2 at the start';
let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ replicas: 0 });
});
test.afterAll(() => cluster.stop());

const place = () => `127.0.0.1:${cluster.ports[0]}`;
const lastLine = async (page: Page) => (await screenText(page)).trimEnd().split('\n').at(-1)!;
/** Histories in which the text stands. */
async function historiesWith(userData: string, text: string): Promise<number> {
  const directory = path.join(userData, 'history');
  const files = await readdir(directory);
  const contents = await Promise.all(files.map((file) => readFile(path.join(directory, file), 'utf8')));
  return contents.filter((content) => content.includes(text)).length;
}

test('--connection begins with a saved one, by its name or its beginning; an unknown name is reported with the nearest', async ({
  launch,
  userData,
}) => {
  const first = await launch({ userData });
  await way.make(first.page, 'orders', place());
  await way.choose(first.page, 'Colour', 'Colour 3');
  await way.connect(first.page, 'orders');
  // While one is connected, the toolbar has its colour.
  await expect(way.chip(first.page)).toHaveAttribute('data-shard', '3');
  await way.make(first.page, 'payments', place());
  await way
    .form(first.page)
    .getByRole('textbox', { name: /^Group/ })
    .fill('shop');
  await way.save(first.page);
  const group = way.screen(first.page).getByRole('group', { name: 'shop' });
  await expect(group.getByRole('option', { name: /^payments/ })).toBeVisible();
  await closeApp(first.app);

  const second = await launch({ userData, args: ['--connection', 'ord'] });
  await way.connected(second.page, 'orders');
  expect(await enter(second.page, 'set k1 v1')).toMatch(/^OK\b/);
  // A page that is loaded again goes on with what is open.
  await second.page.reload();
  await way.connected(second.page, 'orders');
  await closeApp(second.app);

  const third = await launch({ userData, args: ['--connection', 'paymnets'] });
  await expect(third.page.getByRole('alert').first()).toContainText(
    'No saved connection is called paymnets. The nearest are payments, orders.',
  );
  await expect(way.screen(third.page)).toBeHidden();
});

test('a saved connection whose password is not kept asks for it, started from a terminal, too', async ({
  launch,
  userData,
}) => {
  const locked = await RedisCluster.start({ replicas: 0, password: PASSWORD });
  try {
    const first = await launch({ userData });
    await way.make(first.page, 'locked', `127.0.0.1:${locked.ports[0]}`);
    await way.secret(first.page, 'Password').fill(PASSWORD);
    await way.connect(first.page, 'locked');
    await closeApp(first.app);
    const { page } = await launch({ userData, args: ['--connection=locked'] });
    await expect(way.secret(page, 'Password')).toBeFocused();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await way.connected(page, 'locked');
  } finally {
    await locked.stop();
  }
});

test('a history is that of its saved connection: a new name keeps it, another one to the same host has its own, and it goes with it', async ({
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData });
  const up = async () => {
    await page.locator('.xterm-helper-textarea:visible').focus();
    await page.keyboard.press('ArrowUp');
    return expect.poll(() => lastLine(page));
  };
  await way.make(page, 'one', place());
  await way.connect(page, 'one');
  await enter(page, 'set k-of-one v');
  await way.make(page, 'two', place());
  await way.connect(page, 'two');
  await enter(page, 'set k-of-two v');
  await (await up()).toContain('k-of-two');
  await page.keyboard.press('ArrowUp');
  expect(await lastLine(page)).not.toContain('k-of-one');
  await page.keyboard.press('Control+u');

  await way.open(page);
  await way.row(page, 'one').click();
  // The form of the connection before is there for a frame.
  await expect(way.field(page, 'Name')).toHaveValue('one');
  await way.field(page, 'Name').fill('uno');
  await way.connect(page, 'uno');
  await (await up()).toContain('k-of-one');
  await page.keyboard.press('Control+u');
  expect(await historiesWith(userData, 'k-of-one')).toBe(1);
  expect(await historiesWith(userData, 'k-of-two')).toBe(1);

  await way.open(page);
  for (const name of ['uno', 'two']) {
    await way.row(page, name).focus();
    await page.keyboard.press('Delete');
    await expect(way.row(page, name)).toBeHidden();
  }
  await way.screen(page).getByRole('button', { name: 'Undo' }).first().click();
  await expect(way.screen(page).getByRole('option')).toHaveCount(1);
  const kept = await way.screen(page).getByRole('option').textContent();
  expect(await historiesWith(userData, 'k-of-')).toBe(2);
  await closeApp(app);
  expect(await historiesWith(userData, 'k-of-')).toBe(1);
  expect(await historiesWith(userData, kept!.includes('uno') ? 'k-of-one' : 'k-of-two')).toBe(1);
});
