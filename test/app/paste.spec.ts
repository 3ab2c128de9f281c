/** Several lines pasted at the shell: shown first, and run when the user says so. */
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { paste } from '../support/paste.ts';
import { RedisServer } from '../support/redis-server.ts';

let server: RedisServer;
test.beforeAll(async () => {
  server = await RedisServer.start();
});
test.afterAll(() => server.stop());

const dialogOf = (page: Page) => page.getByRole('alertdialog', { name: /^Run \d+ lines on / });

test('on production Escape runs nothing; Tab and Enter run the lines that were shown', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', String(server.port)] });
  await enter(page, 'ping');
  await paste(page, 'set pasted:1 a\nget pasted:1\nauth secret\n');
  await expect(dialogOf(page)).toContainText('1 of the pasted lines writes');
  await expect(dialogOf(page)).toContainText('auth ••••••');
  await page.keyboard.press('Escape');
  await expect.poll(() => screenText(page)).toContain('None of the pasted text was run.');
  expect(await enter(page, 'exists pasted:1')).toContain('(integer) 0');
  await paste(page, 'set pasted:1 a\necho through\n');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toMatch(/"through"/);
  expect(await enter(page, 'exists pasted:1')).toContain('(integer) 1');
});

test('elsewhere reading lines run at once, lines that write when Enter confirms them, a quoted value as one', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['-p', String(server.port)] });
  await enter(page, 'ping');
  await paste(page, 'get nothing\nttl nothing\necho read\n');
  await expect.poll(() => screenText(page)).toMatch(/"read"/);
  await paste(page, 'set kept 1\nset text "one\ndel kept\ntwo"\n');
  await expect(dialogOf(page)).toHaveAccessibleName(/^Run 2 lines/);
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeHidden();
  expect(await enter(page, 'get text')).toContain('"one\\ndel kept\\ntwo"');
  expect(await enter(page, 'exists kept')).toContain('(integer) 1');
});

test('a long line is shown to its end before it is confirmed', async ({ launch }) => {
  const { page } = await launch({ args: ['--production', '-p', String(server.port)] });
  await enter(page, 'ping');
  await paste(
    page,
    `get a\neval "${'local x = 1 '.repeat(40)}redis.call('flushall')" 0\nset b ${'b'.repeat(3000)}\n`,
  );
  const shown = dialogOf(page).getByRole('listitem').filter({ hasText: 'flushall' }).locator('bdi');
  expect(await shown.evaluate((line) => line.scrollWidth <= line.clientWidth)).toBe(true);
  const rows = dialogOf(page).getByRole('listitem');
  const [evalBox, next] = [await rows.nth(1).boundingBox(), await rows.nth(2).boundingBox()];
  expect(next!.y).toBeGreaterThanOrEqual(evalBox!.y + evalBox!.height - 1);
  await expect(rows.nth(2)).toContainText('more characters');
});

test('the palette sets that lines run at once, and this stays', async ({ launch, userData }) => {
  const { page } = await launch({ args: ['-p', String(server.port)], userData });
  await enter(page, 'ping');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Pasting: run');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await paste(page, 'set a 1\nset b 2\necho at once\n');
  await expect.poll(() => screenText(page)).toMatch(/"at once"|at once/);
  await expect(dialogOf(page)).toBeHidden();
});

test('a bar says that this Electron is not the one that package.json names', async ({ launch }) => {
  const { app, page } = await launch();
  const running = await app.evaluate(() => process.versions.electron);
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const wanted = manifest.devDependencies.electron;
  const bar = page.getByText(`Electron ${running}, not ${wanted}.`);
  if (running === wanted) await expect(bar).toHaveCount(0);
  else await expect(bar).toBeVisible();
});
