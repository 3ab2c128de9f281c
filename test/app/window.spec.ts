/** The window itself: connecting, the hint line, panels, palette, large replies, what is remembered, what it leaves behind. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { serversOf } from '../../main/demo/leftovers.ts';
import { closeApp, expect, isAlive, screenText, test, type as typeText } from '../support/app.ts';
import { closedPort } from '../support/closed-port.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];
const nodes = (page: Page) => page.getByRole('navigation', { name: 'Nodes' });
const hint = (page: Page) => page.getByRole('status', { name: 'Where the line would go' });

test('a start at a port without a listener says so, and the same window connects elsewhere', async ({
  launch,
}) => {
  const port = await closedPort();
  const { page } = await launch({ args: ['-p', String(port)] });
  await expect(page.getByText(`127.0.0.1:${port}`).first()).toBeVisible();
  await expect(page.getByRole('alert').first()).toContainText(/host and port/i);
  const field = page.getByRole('textbox', { name: 'Server to connect to' });
  await field.fill(`redis://127.0.0.1:${cluster.ports[0]}`);
  await field.press('Enter');
  await expect(nodes(page).getByRole('region', { name: 'Shard 3' })).toBeVisible();
  expect(await enter(page, 'set window 1')).toMatch(/^OK\b/);
});

test('an invalid target is refused in words, and stays in the field', async ({ launch }) => {
  const { page } = await launch();
  const field = page.getByRole('textbox', { name: 'Server to connect to' });
  await field.fill('localhost:99999');
  await field.press('Enter');
  await expect(page.getByRole('alert').first()).toContainText('localhost:99999');
  await expect(field).toHaveValue('localhost:99999');
});

test('the hint line follows every key: slot, shard, node; and which keys would not go together', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await typeText(page, 'get k1{customer}');
  await expect(hint(page)).toContainText('6651');
  await expect(hint(page)).toContainText(cluster.addresses[1]!);
  await page.keyboard.press('Control+u');
  await typeText(page, 'mget k1 k2');
  await expect(hint(page)).toContainText('12706');
  await expect(hint(page)).toContainText('449');
  await expect(hint(page)).toContainText('2 slots');
});

test('a line with an open quote is refused and comes back by arrow up', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  expect(await enter(page, 'set k1 "open')).toContain('Invalid argument(s)');
  await page.keyboard.press('ArrowUp');
  await typeText(page, '"\n');
  await expect.poll(() => screenText(page)).toMatch(/^OK\b/m);
});

test('a paste of several lines runs them in order and leaves the last in the editor', async ({ launch }) => {
  const { app, page } = await launch({ args: onCluster() });
  await enter(page, 'del pasted');
  await app.evaluate(({ clipboard }) =>
    clipboard.writeText('rpush pasted 1\nrpush pasted 2\nrpush pasted 3\nlrange pasted 0 -1'),
  );
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+Shift+V');
  await page.getByRole('button', { name: 'Run 3 lines' }).press('Enter');
  await expect.poll(() => screenText(page)).toMatch(/\(integer\) 3[\s\S]*> lrange pasted 0 -1 stop$/);
  expect(await enter(page, '')).toMatch(/1\) "1".*\n2\) "2"\n3\) "3"/);
});

test('escape sequences in a value reach the screen as text', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await enter(page, 'set evil "\\x1b]0;owned\\x07\\x1b[2J"');
  expect(await enter(page, 'get evil')).toContain('"\\x1b]0;owned\\a\\x1b[2J"');
  expect(await page.title()).not.toContain('owned');
});

test('the trace shows the hops of a redirect, and the Slot panel the keys of a slot, from its owner', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  await enter(page, 'mset k1{customer} v1 k2{customer} v2');
  await page.keyboard.press('Control+2');
  await enter(page, `connect 127.0.0.1 ${cluster.ports[0]}`);
  expect(await enter(page, 'get k1{customer}')).toContain(
    `-> Redirected to slot [6651] located at ${cluster.addresses[1]}`,
  );
  const entry = page.getByRole('article', { name: 'get k1{customer}' }).first();
  await expect(entry).toContainText('MOVED');
  await expect(entry).toContainText('reply');

  await page.keyboard.press('Control+j');
  await page.keyboard.type('k1{customer}');
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('2 keys');
  await expect(inspector).toContainText(cluster.addresses[1]!);
  await inspector.getByRole('option', { name: /k2/ }).click();
  await expect.poll(() => screenText(page)).toMatch(/> GET k2\{customer\} *\n"v2"/);

  await page.keyboard.press('Control+j');
  await page.keyboard.type('another');
  await expect(page.getByRole('textbox', { name: 'Key to slot' })).toHaveValue('another');
});

test('a large reply shows its head; the viewer pages to its end', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  const port = (await cluster.ownerOf(12182))!;
  await cluster.command(port, 'DEL', 'foo');
  await cluster.command(port, 'RPUSH', 'foo', ...Array.from({ length: 30_000 }, (_, i) => `element-${i}`));
  const head = await enter(page, 'lrange foo 0 -1');
  expect(head).toContain('"element-0"');
  expect(head).toMatch(/29,9\d\d more elements/);
  await page.keyboard.press('Alt+o');
  const viewer = page.getByRole('dialog');
  await expect(viewer).toContainText('element-0');
  await viewer.getByRole('listbox').first().focus();
  await page.keyboard.press('End');
  await expect(viewer).toContainText('element-29999');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
});

test('Ctrl+C ends a command that hangs, and says what is not known', async ({ launch }) => {
  const { page } = await launch({ args: onCluster() });
  await typeText(page, 'blpop nothing 0\n');
  await expect.poll(() => screenText(page)).toContain('running');
  await page.keyboard.press('Control+c');
  await expect.poll(() => screenText(page)).toMatch(/may or may not have run/);
  expect(await enter(page, 'ping')).toContain('PONG');
});

test('menu, palette and shortcuts do the same things; F6 goes round the regions', async ({ launch }) => {
  const { app, page } = await launch({ args: onCluster() });
  const mode = (name: string) =>
    page.getByRole('group', { name: 'Redirect mode' }).getByRole('button', { name });
  await app.evaluate(({ Menu }) => {
    const find = (menu: Electron.Menu): Electron.MenuItem | undefined =>
      menu.items
        .flatMap((item) =>
          /Redirects: follow/.test(item.label) ? [item] : item.submenu ? [find(item.submenu)] : [],
        )
        .find(Boolean);
    find(Menu.getApplicationMenu()!)!.click();
  });
  await expect(mode('follow')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+3');
  await expect(mode('off')).toHaveAttribute('aria-pressed', 'true');
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('redirects direct');
  await page.keyboard.press('Enter');
  await expect(mode('direct')).toHaveAttribute('aria-pressed', 'true');
  const regions = new Set<string>();
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('F6');
    regions.add(
      await page.evaluate(() => document.activeElement?.closest('header, nav, main, aside')?.id ?? ''),
    );
  }
  expect([...regions].sort()).toEqual(['centre', 'inspector', 'nodes', 'toolbar']);
});

test('size, theme and mode are remembered', async ({ launch, userData }) => {
  const first = await launch({ args: onCluster(), userData });
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(1010, 710));
  await first.page.locator('.xterm-helper-textarea').focus();
  await first.page.keyboard.press('Control+2');
  await first.page.keyboard.press('Control+k');
  await first.page.keyboard.type('theme: light');
  await first.page.keyboard.press('Enter');
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await closeApp(first.app);
  const second = await launch({ args: onCluster(), userData });
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(second.page.getByRole('button', { name: 'follow' })).toHaveAttribute('aria-pressed', 'true');
  const size = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getSize());
  expect(size).toEqual([1010, 710]);
});

/** The process numbers of the demo's six servers. */
const demoServers = async (page: Page, app: ElectronApplication) => {
  const buttons = nodes(page).getByRole('button', { name: /^Stop 127/ });
  await expect(buttons).toHaveCount(6, { timeout: 30_000 });
  const parent = await app.evaluate(() => process.pid);
  const directory = readdirSync(tmpdir()).find((name) => name.startsWith(`slotshell-demo-${parent}-`))!;
  const servers = serversOf(path.join(tmpdir(), directory));
  expect(servers).toHaveLength(6);
  return servers;
};

test('the demo cluster is stopped as a whole, and started again, from the palette', async ({ launch }) => {
  const { page, app } = await launch({ args: ['--demo'] });
  const servers = await demoServers(page, app);
  const choose = async (action: string) => {
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type(action);
    await page.keyboard.press('Enter');
  };
  await choose('stop the demo');
  await expect.poll(() => servers.filter(isAlive)).toEqual([]);
  await expect.poll(() => screenText(page)).toMatch(/not connected> *$/);
  await choose('start the demo');
  await demoServers(page, app);
  expect(await enter(page, 'set again 1')).toMatch(/^OK\b/);
});

test('the demo’s redis-cli command is copied by a button, works in a terminal, and is nowhere in the page', async ({
  launch,
}) => {
  const { page, app } = await launch({ args: ['--demo'] });
  await demoServers(page, app);
  await nodes(page).getByRole('button', { name: 'Copy redis-cli command' }).press('Enter');
  await expect.poll(() => screenText(page)).toContain('Copied, with the password of this demo');
  const line = await app.evaluate(({ clipboard }) => clipboard.readText());
  const [, password, port] = /^REDISCLI_AUTH=([\w-]{32}) redis-cli -c -p (\d+)$/.exec(line)!;
  const sh = (text: string) => execFileSync('sh', ['-c', text], { encoding: 'utf8' }).trim();
  expect(sh(`${line} set terminal 1`)).toBe('OK');
  expect(sh(`redis-cli -p ${port} dbsize 2>&1`)).toMatch(/^NOAUTH/);
  expect(await page.content()).not.toContain(password!);
  expect(await screenText(page)).not.toContain(password!);
});

test('the demo starts from the first-run screen by Enter, and closing the app leaves no server behind', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await page.getByRole('button', { name: 'Start the demo cluster' }).press('Enter');
  await expect(nodes(page).getByRole('region', { name: 'Shard 3' })).toBeVisible({ timeout: 30_000 });
  const servers = await demoServers(page, app);
  expect(servers.filter(isAlive)).toEqual(servers);
  await closeApp(app);
  expect(servers.filter(isAlive)).toEqual([]);
});
