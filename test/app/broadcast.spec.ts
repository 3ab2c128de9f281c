/** A line entered in one shell, run in the others that are ticked; each asks, answers and fails by itself. */
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RawClient } from '../support/raw-client.ts';
import { RedisServer } from '../support/redis-server.ts';

let server: RedisServer;
test.beforeEach(async () => {
  server = await RedisServer.start();
});
test.afterEach(() => server.stop());

const bar = (page: Page) => page.getByRole('complementary', { name: 'Broadcast' });
const tick = (page: Page, number: number) =>
  bar(page).getByRole('checkbox', { name: new RegExp(`^Shell ${number} `) });
const pane = (page: Page, number: number) => page.getByRole('region', { name: `Shell ${number}, ` });
const shows = (page: Page, number: number, text: string) =>
  expect(pane(page, number).locator('.xterm-rows')).toContainText(text);
async function ask(line: string): Promise<string> {
  const client = await RawClient.connect(server.port);
  try {
    return await client.run(line);
  } finally {
    client.close();
  }
}

test('a line runs once in each ticked shell, until Escape', async ({ launch }) => {
  const { page } = await launch({ args: ['-p', String(server.port)] });
  await enter(page, 'ping');
  await page.keyboard.press('Control+Shift+O');
  await enter(page, 'select 3');
  await page.keyboard.press('Control+4');
  await expect(pane(page, 1).locator('.xterm-helper-textarea')).toBeFocused();

  await page.keyboard.press('Control+Alt+b');
  await expect(bar(page)).toContainText('Each line you enter here also runs in Shell 2.');
  await expect(page.getByRole('tab', { name: 'Shell 1 broadcast' })).toBeVisible();
  await enter(page, 'incr n');
  await shows(page, 2, '[3]> incr n');
  await expect.poll(async () => [await ask('get n'), await ask('dbsize')]).toEqual(['$1\r\n1\r\n', ':1\r\n']);
  await expect.poll(() => ask('info keyspace')).toContain('db3:keys=1');

  await tick(page, 2).uncheck();
  await expect(bar(page)).toContainText('No other shell is ticked');
  await page.keyboard.press('Control+Shift+S');
  await enter(page, 'incr alone');
  await tick(page, 2).check();
  await page.keyboard.press('Control+6');
  await expect(pane(page, 2).locator('.xterm-helper-textarea')).toBeFocused();
  await expect(bar(page)).toContainText('also runs in Shell 1.');
  await enter(page, 'exists alone');
  await shows(page, 2, '(integer) 0');
  await shows(page, 1, '(integer) 1');

  // The bar goes before the line is entered, which then runs here alone.
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeEmpty();
  await enter(page, 'incr n');
  expect(await ask('get n')).toBe('$1\r\n1\r\n');
  await page.keyboard.press('Control+Alt+b');

  await server.stop();
  await expect(tick(page, 1)).toHaveAccessibleName(/connection lost/);
  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.type('incr lost');
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toContain('Not connected: Shell 1.');
  await shows(page, 1, 'incr lost');
});

test('on production the user ticks each shell, and each asks by itself', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', String(server.port)] });
  await enter(page, 'set k1 v1');
  await page.keyboard.press('Control+5');
  await expect(pane(page, 2).locator('.xterm-helper-textarea')).toBeFocused();

  await page.keyboard.press('Control+Alt+b');
  await expect(bar(page)).toContainText('ticked by hand');
  await expect(tick(page, 1)).toBeFocused();
  await expect(bar(page).getByRole('checkbox', { checked: true })).toHaveCount(0);
  await page.keyboard.press('Control+Shift+S');
  await enter(page, 'append k1 x');
  expect(await ask('get k1')).toBe('$3\r\nv1x\r\n');

  await tick(page, 1).press('Space');
  await tick(page, 2).press('Space');
  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.type('flushall');
  const question = (number: number) =>
    page.getByRole('alertdialog', { name: new RegExp(`^FLUSHALL .*\\(in Shell ${number}\\)$`) });
  await page.keyboard.press('Enter');
  await expect(question(2).or(question(1))).toBeVisible();
  const first = (await question(2).isVisible()) ? 2 : 1;
  await page.keyboard.press('Escape');
  await expect(question(3 - first)).toBeVisible();
  expect(await ask('get k1'), 'nothing has been deleted').toBe('$3\r\nv1x\r\n');
  await page.keyboard.type(`127.0.0.1:${server.port}`);
  await page.keyboard.press('Enter');
  await expect.poll(() => ask('get k1')).toBe('$-1\r\n');
  await shows(page, first, 'Not sent');
  await shows(page, 3 - first, 'OK');
  await expect(bar(page)).toContainText('also runs in');
});
