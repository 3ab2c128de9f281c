/** What one does with lines and answers afterwards: the history, finding, copying, saving, looking closely. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { brokenRules } from '../support/accessibility.ts';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
let directory = '';
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());
test.beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-app-'));
});
test.afterEach(() => rm(directory, { recursive: true, force: true }));

const onCluster = () => ['-p', String(cluster.ports[0])];
const clipboard = (app: ElectronApplication) => app.evaluate(({ clipboard: board }) => board.readText());
const choose = async (page: Page, action: string) => {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type(action);
  await page.keyboard.press('Enter');
};
const lastLine = (page: Page) => expect.poll(async () => (await screenText(page)).split('\n').at(-1));

test('lines come back after a restart, by arrow and by Ctrl+R; passwords do not', async ({ launch }) => {
  const userData = directory;
  const first = await launch({ args: onCluster(), userData });
  await enter(first.page, 'set fruit:1 apple');
  await enter(first.page, 'get fruit:1');
  await enter(first.page, 'ping');
  await first.page.keyboard.type('auth hunter2\n');
  await expect.poll(() => screenText(first.page)).toContain('auth ••••••');
  await first.page.keyboard.press('ArrowUp');
  await lastLine(first.page).toMatch(/> ping\b/);
  await closeApp(first.app);

  const files = await readdir(path.join(userData, 'history'));
  expect(files).toHaveLength(1);
  expect(await readFile(path.join(userData, 'history', files[0]!), 'utf8')).not.toContain('hunter2');

  const { page } = await launch({ args: onCluster(), userData });
  await page.locator('.xterm-helper-textarea').focus();
  await expect(async () => {
    await page.keyboard.press('ArrowUp');
    expect(await screenText(page)).toMatch(/> ping\b/);
  }).toPass();
  await page.keyboard.press('ArrowUp');
  await lastLine(page).toMatch(/> get fruit:1\b/);
  await page.keyboard.press('Control+u');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('fruit');
  await lastLine(page).toBe("(reverse-i-search)'fruit': get fruit:1");
  await page.keyboard.press('Control+r');
  await lastLine(page).toBe("(reverse-i-search)'fruit': set fruit:1 apple");
  await page.keyboard.press('Escape');
  await lastLine(page).toMatch(/:\d+> *$/);
  await page.keyboard.press('Control+r');
  await page.keyboard.type('get fr');
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toContain('"apple"');

  await choose(page, 'delete the history');
  await expect.poll(() => screenText(page)).toContain('history of this connection has been deleted');
  expect(await readdir(path.join(userData, 'history'))).toEqual([]);
});

test('the transcript is searched, from the newest match back, and Escape goes back to the line', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  for (const line of ['set colour red', 'set colour Green', 'get colour']) await enter(page, line);
  const bar = page.getByRole('search', { name: 'Find in the transcript' });
  await expect(bar).toBeHidden();
  await page.keyboard.press('Control+f');
  await expect(bar.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('colour');
  await expect(bar.getByRole('status')).toHaveText('3 of 3');
  await page.keyboard.press('Enter');
  await expect(bar.getByRole('status')).toHaveText('2 of 3');
  await page.keyboard.press('Shift+Enter');
  await expect(bar.getByRole('status')).toHaveText('3 of 3');
  await bar.getByRole('textbox').fill('green');
  await expect(bar.getByRole('status')).toHaveText('2 of 2');
  await bar.getByRole('button', { name: 'Match case' }).click();
  await expect(bar.getByRole('status')).toHaveText('none');
  await bar.getByRole('textbox').press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.type('half');
  await lastLine(page).toMatch(/> half\b/);
  await page.keyboard.press('Control+Shift+F');
  await expect(bar).toBeVisible();
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});

test('a command is copied as JSON, as text and as redis-cli prints it, and the transcript saved', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, 'set k1 "a\\xff"');
  await enter(page, 'get k1');
  await choose(page, 'copy the selected or last command as json');
  await expect.poll(() => clipboard(app)).toContain('"routedBy"');
  expect(JSON.parse(await clipboard(app))).toMatchObject({
    line: 'get k1',
    slot: 12706,
    hops: [{ outcome: 'reply', node: cluster.addresses[2] }],
    reply: { type: 'string', value: { base64: 'Yf8=' } },
  });
  await choose(page, 'copy the transcript as redis-cli');
  await expect.poll(() => clipboard(app)).toMatch(/^\S+> set k1 "a\\xff"\nOK\n\S+> get k1\n"a\\xff"\n/);
  await choose(page, 'copy the selected or last command as text');
  await expect.poll(() => clipboard(app)).toMatch(/^\S+> get k1\n"a\\xff"\n$/);

  const file = path.join(directory, 'saved.txt');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await choose(page, 'save the transcript as redis-cli');
  await expect.poll(() => screenText(page)).toContain(`Saved to ${file}`);
  expect(await readFile(file, 'utf8')).toContain('> get k1\n"a\\xff"\n');
});

test('a large reply is copied as a whole, and all of it is searched', async ({ launch }) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, 'eval "local t = {} for i = 1, 20000 do t[i] = \\"row \\" .. i end return t" 0');
  await choose(page, 'copy the selected or last command as redis-cli');
  await expect.poll(async () => (await clipboard(app)).trimEnd().split('\n').length).toBe(20_001);
  expect((await clipboard(app)).trimEnd().endsWith('\n20000) "row 20000"')).toBe(true);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('row 19999');
  await expect(page.getByRole('search').getByRole('status')).toContainText('Alt+O');
  await page.keyboard.press('Alt+o');
  const dialog = page.getByRole('dialog', { name: 'Reply' });
  await expect(dialog.getByRole('listbox')).toBeFocused();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('ROW 19999');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('row 19,999');
  await expect(dialog.locator('.replyrow.found')).toContainText('"row 19999"');
  await expect(dialog.locator('.replyrow.found')).toBeInViewport();
  await page.keyboard.type('9');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('none');
});

test('a value is looked at by itself: elements, JSON, bytes; copied and saved', async ({ launch }) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, `rpush list '{"name":"Ann","ids":[1,12345678901234567890]}' "b\\x00\\xff"`);
  await enter(page, 'lrange list 0 -1');
  await page.keyboard.press('Alt+v');
  const viewer = page.getByRole('dialog', { name: 'Value' });
  await expect(viewer).toContainText('array, 2 elements');
  await viewer.getByRole('treeitem', { name: /Ann/ }).click();
  await expect(viewer.getByRole('button', { name: 'JSON' })).toHaveAttribute('aria-pressed', 'true');
  await expect(viewer).toContainText('12345678901234567890');
  await viewer.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => clipboard(app)).toMatch(/^\{\n {2}"name": "Ann",\n/);
  await viewer.getByRole('button', { name: 'lrange list 0 -1' }).click();
  await viewer.getByRole('treeitem').nth(1).click();
  await expect(viewer).toContainText('string, 3 bytes · not UTF-8');
  await expect(viewer).toContainText('62 00 ff');
  const file = path.join(directory, 'value.bin');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await viewer.getByRole('button', { name: 'Save…' }).click();
  await expect(viewer).toContainText(`Saved to ${file}`);
  expect([...(await readFile(file))]).toEqual([0x62, 0, 0xff]);
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();

  const row = { x: 30, y: 10 };
  await page.locator('.xterm-screen').click({ position: row });
  await expect(viewer).toBeHidden();
  await page.locator('.xterm-screen').click({ position: row, modifiers: ['Control'] });
  await expect(viewer).toContainText('integer');
});

test('replies are tables to sort, filter and open, and trees to fold; a large one by page', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, 'hset people ann 41 bob 7 "c\\xff" 100');
  await enter(page, 'hgetall people');
  await page.keyboard.press('Alt+v');
  const viewer = page.getByRole('dialog', { name: 'Value' });
  const grid = viewer.getByRole('grid');
  const cells = (role: 'grid' | 'tree') => viewer.getByRole(role).locator('[role=gridcell], [role=treeitem]');
  await expect(cells('grid')).toHaveText(['ann', '41', 'bob', '7', 'c\\xff', '100']);
  await grid.focus();
  for (const key of ['ArrowDown', 'ArrowRight', 's']) await page.keyboard.press(key);
  await expect(cells('grid')).toHaveText(['bob', '7', 'ann', '41', 'c\\xff', '100']);
  await page.keyboard.press('s');
  await expect(cells('grid')).toHaveText(['c\\xff', '100', 'ann', '41', 'bob', '7']);
  expect(await brokenRules(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(viewer.getByRole('list', { name: 'The value as Text' })).toHaveText('100');
  await viewer.getByRole('button', { name: 'hgetall people' }).click();
  await expect(grid).toBeVisible();
  await cells('grid').nth(0).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy the row, with tabs' }).click();
  await expect.poll(() => clipboard(app)).toBe('c\\xff\t100');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('BO');
  await expect(cells('grid')).toHaveText(['bob', '7']);
  await expect(viewer.getByRole('status')).toHaveText('1 of 3 rows');
  await page.keyboard.press('Escape');

  await enter(page, 'eval "return {1, {2, {\'deep\'}}}" 0');
  await page.keyboard.press('Alt+v');
  await expect(cells('tree')).toHaveCount(2);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('DEEP');
  await page.keyboard.press('Enter');
  await expect(cells('tree')).toHaveCount(5);
  await expect(viewer.getByRole('treeitem', { selected: true })).toContainText('deep');
  await viewer.getByRole('tree').focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(cells('tree')).toHaveCount(2);
  await page.keyboard.press('Escape');

  await enter(page, "eval \"for i = 1, 6000 do redis.call('hset', KEYS[1], 'f' .. i, i) end\" 1 wide");
  await enter(page, 'hgetall wide');
  await page.keyboard.press('Alt+o');
  const large = page.getByRole('dialog', { name: 'Reply' });
  await expect(large.getByRole('grid', { name: /6,000 rows/ })).toContainText('f1');
  await large.getByLabel('Go to').fill('6000');
  await page.keyboard.press('Enter');
  await expect(large.getByRole('row', { selected: true })).toHaveText(/^f\d+$/);
  await large.getByRole('grid').focus();
  const last = large.getByRole('gridcell', { name: '6000', exact: true });
  for (const key of ['ArrowRight', 'Home', 's', 's']) {
    await page.keyboard.press(key);
    if (key === 's')
      await expect(large.getByRole('columnheader', { name: 'value' })).not.toHaveAttribute(
        'aria-sort',
        'none',
      );
  }
  await expect(large.getByRole('columnheader', { name: 'value' })).toHaveAttribute('aria-sort', 'descending');
  await expect(large.getByRole('gridcell').first()).toHaveText('f6000');
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ContextMenu');
  await expect(page.getByRole('menu')).toHaveAccessibleName('Cell of value');
  await page.getByRole('menuitem', { name: 'Copy the row as JSON' }).click();
  await expect.poll(() => clipboard(app)).toMatch(/"field": "f6000",\s+"value": "6000"/);
  await page.keyboard.press('Enter');
  await expect(large.getByRole('option', { selected: true })).toContainText('"6000"');
  await expect(large.getByRole('listbox')).toBeFocused();
  await large.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(large.getByRole('columnheader', { name: 'value' })).toHaveAttribute('aria-sort', 'none');
  await large.getByRole('button', { name: 'Reply', exact: true }).click();
  await large.getByRole('listbox').press('End');
  await page.keyboard.press('ContextMenu');
  await expect(page.getByRole('menu')).toHaveAccessibleName('Element 12000');
  await page.keyboard.press('Escape');
  await expect(large.getByRole('option', { selected: true })).toContainText('12000');
});
