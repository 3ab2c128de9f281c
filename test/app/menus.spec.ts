/** Context menus by keyboard and by mouse, over one cluster: what they offer, what it does, where the focus goes. */
import type { Locator, Page, TestInfo } from '@playwright/test';
import { brokenRules } from '../support/accessibility.ts';
import { expect, screenLines, test, type Launched } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const SLOW = { timeout: 30_000 };
let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const menu = (page: Page) => page.getByRole('menu');
const item = (page: Page, name: string | RegExp) => menu(page).getByRole('menuitem', { name });
const clipboard = ({ app }: Launched) => app.evaluate(({ clipboard }) => clipboard.readText());
const isTheView = (page: Page, name: string) =>
  expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
const promptLine = async (page: Page) => (await screenLines(page)).at(-1) ?? '';

async function sized({ app, page }: Launched, width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
}

async function isInside(page: Page): Promise<void> {
  const box = (await page.locator('.contextmenu').boundingBox())!;
  const [width, height] = await page.evaluate(() => [innerWidth, innerHeight] as const);
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(width!);
  expect(box.y + box.height).toBeLessThanOrEqual(height!);
}

/** To be looked at. */
async function shoot(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) });
  }
}

const rightClick = (what: Locator, position?: { x: number; y: number }) =>
  what.click({ button: 'right', ...(position && { position }) });

test('nodes, slots, keys, tags and lines have menus, by keyboard and by mouse', async ({ launch }, info) => {
  const launched = await launch({ args: ['-p', String(cluster.ports[0])] });
  const { page } = launched;
  await sized(launched, 1440, 900);
  const [, second, , , replica] = cluster.addresses as [string, string, string, string, string];
  const node = (address: string) =>
    page.getByRole('navigation', { name: 'Nodes' }).getByRole('button', { name: new RegExp(`^${address},`) });

  await test.step('the menu key on a node: arrows, letters, Escape', async () => {
    await node(second).focus();
    await page.keyboard.press('ContextMenu');
    await expect(menu(page)).toHaveAccessibleName(`Node ${second}`);
    await expect(item(page, 'Make it the current node')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(item(page, 'Fail over to a replica…')).toBeFocused();
    await page.keyboard.press('End');
    await expect(item(page, 'Show its details')).toBeFocused();
    await page.keyboard.press('c');
    await expect(item(page, 'Copy its address')).toBeFocused();
    expect(await brokenRules(page)).toEqual([]);
    await shoot(page, info, 'node');
    await page.keyboard.press('Escape');
    await expect(menu(page)).toBeHidden();
    await expect(node(second)).toBeFocused();
  });

  await test.step('Shift+F10: an item does what it says, and the focus returns', async () => {
    await page.keyboard.press('Shift+F10');
    await page.keyboard.press('c');
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(launched)).toBe(second);
    await expect(node(second)).toBeFocused();
  });

  await test.step('an item that a screen reader has given the focus is the one that is chosen', async () => {
    await launched.app.evaluate(({ clipboard }) => clipboard.clear());
    await page.keyboard.press('Shift+F10');
    await item(page, 'Copy its address').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => clipboard(launched)).toBe(second);
    await expect(menu(page)).toBeHidden();
  });

  await test.step('what cannot be done says why, and is not done', async () => {
    await rightClick(node(cluster.addresses[0]!));
    const current = item(page, 'Make it the current node It is.');
    await expect(current).toHaveAttribute('aria-disabled', 'true');
    await current.click({ force: true });
    await expect(menu(page)).toBeVisible();
    await page.mouse.click(700, 300);
    await expect(menu(page)).toBeHidden();
  });

  await test.step("a shard's heading is a row like its nodes, and has its menu by Enter and by the menu key", async () => {
    const shards = page.getByRole('navigation', { name: 'Nodes' }).getByRole('list', { name: 'Shards' });
    await node(second).focus();
    await page.keyboard.press('ArrowUp');
    const heading = shards.getByRole('button', { name: 'Shard 2' });
    await expect(heading).toBeFocused();
    for (const key of ['Enter', 'ContextMenu', 'Shift+F10']) {
      await page.keyboard.press(key);
      await expect(menu(page)).toHaveAccessibleName('Shard 2');
      await expect(item(page, 'Move slots from this shard…')).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(heading).toBeFocused();
    }
    await page.keyboard.press('ArrowDown');
    await expect(node(second)).toBeFocused();
    await page.keyboard.press('Home');
    await expect(shards.getByRole('button', { name: 'Shard 1' })).toBeFocused();
    await shoot(page, info, 'heading');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('menu of what has');
    await page.keyboard.press('Enter');
    await expect(menu(page)).toHaveAccessibleName('Shard 1');
    await page.keyboard.press('Escape');
  });

  await test.step('a badge and an address have the menus of what they name, wherever they are', async () => {
    await page.keyboard.press('Control+Shift+D');
    const heading = page.getByRole('table', { name: 'Nodes' }).getByRole('button', { name: 'Shard 3' });
    await rightClick(heading.locator('.shard'));
    await expect(menu(page)).toHaveAccessibleName('Shard 3');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+S');
    await enter(page, 'set k1 v1');
    await page.getByRole('tab', { name: 'Trace' }).click();
    await rightClick(page.locator('.hop .at').first());
    await expect(menu(page)).toHaveAccessibleName(`Node ${cluster.addresses[2]}`);
    await page.keyboard.press('Escape');
  });

  await test.step('the failover of a replica is a plan away', async () => {
    await rightClick(node(replica));
    await item(page, 'Fail over to it…').click();
    await isTheView(page, 'Operations');
    await expect(page.locator('.operations')).toContainText(replica);
    await page.keyboard.press('Control+Shift+S');
  });

  await test.step('the selected slots of the map move from their shard', async () => {
    await page.keyboard.press('Control+Shift+M');
    await expect(page.getByRole('application', { name: /^Slot map/ })).toBeFocused();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ContextMenu');
    await expect(menu(page)).toHaveAccessibleName('Slots 0–3');
    await expect(item(page, 'Move as many slots (4) from shard 1…')).toBeVisible();
    await page.keyboard.press('Escape');
    // Beside the selection it is about the slot under the pointer.
    await rightClick(page.locator('#slot-map'), { x: 400, y: 300 });
    await expect(menu(page)).toHaveAccessibleName(/^Slot \d+$/);
    await item(page, /^Insert CLUSTER COUNTKEYSINSLOT/).click();
    await isTheView(page, 'Shell');
    await expect.poll(() => promptLine(page)).toMatch(/> CLUSTER COUNTKEYSINSLOT \d+/);
    await page.keyboard.press('Control+u');
  });

  await test.step('a line of the transcript: the one under the pointer, or the last one', async () => {
    await enter(page, 'set {user}:1 one');
    await enter(page, 'get {user}:1');
    await page.keyboard.press('ContextMenu');
    await expect(menu(page)).toHaveAccessibleName('Line get {user}:1');
    await page.keyboard.press('Escape');
    await expect(page.locator('.xterm-helper-textarea:visible').first()).toBeFocused();
    const row = (await screenLines(page)).findIndex((line) => line.includes('set {user}:1'));
    const rows = page.locator('.xterm-rows > div');
    const box = (await rows.nth(row).boundingBox())!;
    await page.mouse.click(box.x + 60, box.y + box.height / 2, { button: 'right' });
    await expect(menu(page)).toHaveAccessibleName('Line set {user}:1 one');
    await shoot(page, info, 'line');
    await item(page, 'Insert it again').click();
    await expect.poll(() => promptLine(page)).toContain('> set {user}:1 one');
    await page.keyboard.press('Control+u');
    await page.keyboard.press('Shift+F10');
    await item(page, 'Copy it as redis-cli prints it').click();
    await expect.poll(() => clipboard(launched)).toContain('get {user}:1\n"one"');
    await page.keyboard.press('Shift+F10');
    await item(page, 'Show its trace').click();
    await expect(page.getByRole('tab', { name: 'Trace' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('an entry of the trace: arrows go from one to the next', async () => {
    const entries = page.getByRole('list', { name: 'Trace, newest first' }).getByRole('article');
    await page.getByRole('tab', { name: 'Trace' }).focus();
    await page.keyboard.press('Tab');
    await expect(entries.nth(0)).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(entries.nth(1)).toBeFocused();
    await page.keyboard.press('ContextMenu');
    await expect(menu(page)).toHaveAccessibleName('Trace of set {user}:1 one');
    await shoot(page, info, 'trace');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => clipboard(launched))
      .toMatch(/^set \{user\}:1 one .*\n {2}127.0.0.1:\d+ {2}reply status/);
    await expect(entries.nth(1)).toBeFocused();
  });

  await test.step('a change of the cluster, which hides its kind', async () => {
    await page.keyboard.press('Control+Shift+L');
    const changes = page.getByRole('list', { name: /^Changes/ }).getByRole('article');
    await changes.first().focus();
    await page.keyboard.press('Shift+F10');
    await expect(menu(page)).toHaveAccessibleName(/^Change at \d\d:/);
    expect(await brokenRules(page)).toEqual([]);
    await item(page, 'Copy it as JSON').click();
    await expect.poll(() => clipboard(launched)).toContain('"kind": "');
    await rightClick(changes.first(), { x: 5, y: 5 });
    await item(page, /^Hide changes of/).click();
    await expect(
      page.getByRole('group', { name: 'Kinds of changes' }).locator('[aria-pressed=false]'),
    ).toHaveCount(1);
  });

  await test.step('a key of the Slot panel, whose row is the active one of a list', async () => {
    await page.keyboard.press('Control+j');
    await page.keyboard.type('{user}:1');
    await page.keyboard.press('Enter');
    const keys = page.getByRole('listbox');
    await expect(keys.getByRole('option')).toHaveCount(1, SLOW);
    await keys.focus();
    await page.keyboard.press('ContextMenu');
    await expect(menu(page)).toHaveAccessibleName('Key {user}:1');
    await item(page, 'Copy its hash tag').click();
    await expect.poll(() => clipboard(launched)).toBe('{user}');
    await expect(keys).toBeFocused();
  });

  await test.step('a small window has all of the menu, which closes when the window changes', async () => {
    await sized(launched, 640, 400);
    await page.keyboard.press('Control+Shift+D');
    const rows = page.getByRole('table', { name: 'Nodes' }).getByRole('button', { name: /^127/ });
    await rightClick(rows.nth(1));
    await expect(menu(page)).toBeVisible();
    await isInside(page);
    await page.keyboard.press('End');
    await expect(item(page, 'Show its details')).toBeInViewport();
    await shoot(page, info, 'small');
    await sized(launched, 1000, 700);
    await expect(menu(page)).toBeHidden();
  });

  await test.step('the palette finds the same by an address', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`${cluster.ports[1]} rebalance bytes`);
    await expect(page.getByRole('option').first()).toHaveAccessibleName(
      new RegExp(`Node ${second}: Rebalance by bytes…`),
    );
    await page.keyboard.press('Enter');
    await isTheView(page, 'Operations');
  });

  await test.step('and by a range of slots, a key, a tag', async () => {
    for (const [typed, offered] of [
      ['0-99 move', 'Slots 0–99: Move as many slots (100) from shard 1…'],
      ['{user}:1', 'Hash tag {user}: Show its slot'],
      ['key a b', 'Key a b: Show its value'],
      ['tag user', 'Hash tag {user}: Rebalance by bytes…'],
    ]) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed!);
      await expect(page.getByRole('option', { name: offered! })).toBeVisible();
      await page.keyboard.press('Escape');
    }
  });
});

test("a shell's tab has a menu by both, and a text field the system's", async ({ launch }) => {
  const { app, page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await enter(page, 'ping');
  await page.keyboard.press('Control+Shift+O');
  const second = page.getByRole('tab', { name: /^Shell 2/ });
  await isTheView(page, 'Shell 2');
  await rightClick(second);
  await item(page, 'Open another one').click();
  await isTheView(page, 'Shell 3');
  await second.focus();
  await page.keyboard.press('Shift+F10');
  await expect(menu(page)).toHaveAccessibleName('Shell 2');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await isTheView(page, 'Shell');

  await app.evaluate(({ Menu }) => {
    Menu.prototype.popup = function (this: Electron.Menu) {
      process.env['SLOTSHELL_TEST_MENU'] = this.items.map(({ label }) => label).join();
    };
  });
  await rightClick(page.getByRole('navigation', { name: 'Nodes' }).getByRole('textbox').first());
  await expect
    .poll(() => app.evaluate(() => process.env['SLOTSHELL_TEST_MENU']))
    .toBe('Cut,Copy,Paste,,Select All');
});
