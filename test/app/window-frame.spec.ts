/** The window among other windows and around its views: title, place, size, zoom, tabs, and the question before it ends. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { closeApp, endsBy, expect, screenText, test, type as typeText } from '../support/app.ts';
import { writeSaved } from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start();
});
test.afterAll(() => cluster.stop());

const onCluster = () => ['-p', String(cluster.ports[0])];

/** The system's title of each window, in the order of opening. */
const titles = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .sort((a, b) => a.id - b.id)
      .map((window) => window.getTitle()),
  );

test('the title of a window names its connection, so that two can be told apart', async ({
  launch,
  userData,
}) => {
  const seed = `127.0.0.1:${cluster.ports[0]}`;
  await writeSaved(userData, [{ name: 'Shop', seeds: [seed], environment: 'production' }]);
  const { app, page } = await launch({ args: onCluster(), userData });
  await expect.poll(() => titles(app)).toEqual([`${seed} – Slotshell`]);
  const opened = app.waitForEvent('window');
  await page.keyboard.press('Control+Alt+n');
  const second = await opened;
  await second.waitForSelector('body[data-ready="1"]', { state: 'attached' });
  await expect.poll(() => titles(app)).toEqual([`${seed} – Slotshell`, 'Slotshell']);
  await second.getByRole('button', { name: /^Shop/ }).first().click();
  await expect.poll(() => titles(app)).toEqual([`${seed} – Slotshell`, 'Shop, production – Slotshell']);
});

test('a link of another program is followed only where the user agrees, and a production connection has its own question', async ({
  launch,
  userData,
}) => {
  const seed = `127.0.0.1:${cluster.ports[0]}`;
  await writeSaved(userData, [{ name: 'Shop', seeds: [seed], environment: 'production' }]);
  const { app } = await launch({ userData });
  /** Opens a link as the system does, gives these answers, and returns the questions and the new window. */
  const follow = async (answers: number[]) => {
    const opened = app.waitForEvent('window');
    const asked = await app.evaluate(
      async ({ app, BrowserWindow, dialog }, [link, answers]) => {
        const asked: string[] = [];
        const show = dialog.showMessageBox;
        dialog.showMessageBox = ((options: { message: string }) => {
          asked.push(options.message);
          return Promise.resolve({ response: answers.shift() ?? 0, checkboxChecked: false });
        }) as typeof show;
        const shown = new Promise((resolve) => app.once('browser-window-created', resolve));
        app.emit('open-url', { preventDefault: () => undefined }, link);
        await shown;
        dialog.showMessageBox = show;
        return BrowserWindow.getAllWindows().length > 0 ? asked : [];
      },
      [`redis://alice:secret@${seed}`, answers] as const as [string, number[]],
    );
    return { asked, window: await opened };
  };
  const refused = await follow([1, 0]);
  expect(refused.asked).toEqual([
    `Connect to ${seed}?`,
    'This is your production connection “Shop”. Connect to it by the link?',
  ]);
  await refused.window.waitForSelector('body[data-ready="1"]', { state: 'attached' });
  await expect.poll(() => titles(app)).toEqual(['Slotshell', 'Slotshell']);
  // Without the login in the link, which the user was not seen to choose.
  await follow([1, 1]);
  await expect.poll(() => titles(app)).toEqual(['Slotshell', 'Slotshell', `${seed}, production – Slotshell`]);
});

test('the transcript says when the lines below go elsewhere or as somebody else', async ({
  launch,
  userData,
}) => {
  const [first, second] = cluster.ports;
  await writeSaved(userData, [{ name: 'Other', seeds: [`127.0.0.1:${second}`] }]);
  for (const port of cluster.ports)
    await cluster.command(port, 'ACL', 'SETUSER', 'alice', 'on', '>secret', '+@all', '~*', '&*');
  const { page } = await launch({ args: onCluster(), userData });
  await typeText(page, 'auth alice secret\n');
  await expect
    .poll(() => screenText(page))
    .toMatch(/> auth ••••••\nOK\b.*\nFrom here on commands run as user alice\. +\d\d:\d\d/);
  await page.keyboard.press('Control+Shift+N');
  await page.getByRole('option', { name: /^Other/ }).dblclick();
  await expect
    .poll(() => screenText(page))
    .toMatch(
      new RegExp(
        `Disconnected from 127\\.0\\.0\\.1:${first}\\.[^]*Connected to Other as the default user\\.[^]*>$`,
      ),
    );
});

test('a typed address outside the map is said to be one: the window stays with its connection', async ({
  launch,
}) => {
  const other = await RedisServer.start();
  const { page } = await launch({ args: onCluster() });
  await enter(page, `connect 127.0.0.1 ${cluster.ports[1]}`);
  expect(await screenText(page)).not.toContain('is not in the map');
  await typeText(page, `connect 127.0.0.1 ${other.port}\n`);
  await expect
    .poll(() => screenText(page))
    .toContain(`127.0.0.1:${other.port} is not in the map of 127.0.0.1:${cluster.ports[0]}.`);
  await other.stop();
});

test('a remembered place that no display has is made to fit', async ({ launch, userData }) => {
  for (const bounds of [
    { x: 0, y: 0, width: 1, height: 1 },
    { x: 40, y: 40, width: 90_000, height: 90_000 },
    { x: -70_000, y: 70_000, width: 800, height: 600 },
  ]) {
    const settings = { bounds: { ...bounds, maximized: false } };
    await writeFile(path.join(userData, 'settings.json'), JSON.stringify(settings));
    const { app } = await launch({ userData });
    const [here, area] = await app.evaluate(({ BrowserWindow, screen }) => [
      BrowserWindow.getAllWindows()[0]!.getBounds(),
      screen.getPrimaryDisplay().workArea,
    ]);
    expect(here!.width).toBeGreaterThanOrEqual(640);
    expect(here!.height).toBeGreaterThanOrEqual(400);
    expect(here!.x).toBeGreaterThanOrEqual(area!.x);
    expect(here!.x + here!.width).toBeLessThanOrEqual(area!.x + area!.width);
    expect(here!.y).toBeGreaterThanOrEqual(area!.y);
    expect(here!.y + here!.height).toBeLessThanOrEqual(area!.y + area!.height);
    await closeApp(app);
  }
});

interface Asked {
  asked: string[];
}

/** The question before the end is answered by Cancel, and kept. */
const cancelQuestions = (app: ElectronApplication) =>
  app.evaluate(({ dialog }) => {
    const kept: string[] = [];
    (globalThis as unknown as Asked).asked = kept;
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string };
      kept.push(`${message} ${detail}`);
      return Promise.resolve({ response: 1, checkboxChecked: false });
    };
  });
const questions = (app: ElectronApplication) => app.evaluate(() => (globalThis as unknown as Asked).asked);
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => setImmediate(() => BrowserWindow.getAllWindows()[0]!.close()) && null);
const quitApp = (app: ElectronApplication) =>
  app.evaluate(({ app }) => setImmediate(() => app.quit()) && null);

test('closing with a subscription or with a command that blocks asks first; Cancel leaves all as it is', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await cancelQuestions(app);
  await typeText(page, 'subscribe news\n');
  await expect.poll(() => screenText(page)).toMatch(/subscribed mode/);
  await closeWindow(app);
  await expect.poll(() => questions(app)).toEqual(['Close this window? A subscription or MONITOR is open.']);
  await typeText(page, 'publish news hello\n');
  await expect.poll(() => screenText(page)).toMatch(/3\) "hello"/);
  await page.keyboard.press('Control+c');
  await expect.poll(() => screenText(page)).toMatch(/127\.0\.0\.1:\d+>$/);

  await page.keyboard.press('Control+Shift+O');
  await typeText(page, 'blpop nothing 0\n');
  await expect.poll(() => screenText(page)).toMatch(/running/);
  await quitApp(app);
  await expect
    .poll(async () => (await questions(app)).at(-1))
    .toMatch(/^Quit Slotshell\? A command is still running in shell 2: /);
  await cluster.command(cluster.ports[0]!, 'PING');
  await page.keyboard.press('Control+c');
  await expect.poll(() => screenText(page)).toMatch(/Stopped/);
  expect(await questions(app)).toHaveLength(2);
});

test('a window without anything to lose closes unasked, and the last one ends the app', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  await cancelQuestions(app);
  await enter(page, 'set k1 v1');
  await endsBy(app, () => closeWindow(app));
});

test('the demo with data of the user’s asks before it is deleted; with its own alone it does not', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: ['--demo'] });
  await expect.poll(() => screenText(page), { timeout: 30_000 }).toMatch(/127\.0\.0\.1:\d+>/);
  await cancelQuestions(app);
  await enter(page, 'set mine 1');
  await quitApp(app);
  await expect
    .poll(() => questions(app))
    .toEqual(['Quit Slotshell? The demo cluster holds data that you wrote. It is deleted with the cluster.']);
  expect(await enter(page, 'get mine')).toMatch(/^"1"/);

  const other = await launch({ args: ['--demo'] });
  await expect.poll(() => screenText(other.page), { timeout: 30_000 }).toMatch(/127\.0\.0\.1:\d+>/);
  await cancelQuestions(other.app);
  await enter(other.page, 'dbsize');
  await endsBy(other.app, () => quitApp(other.app));
});

const resize = async (app: ElectronApplication, page: Page, width: number, height: number) => {
  await app.evaluate(
    ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w!, h!),
    [width, height],
  );
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
};

test('with three shells in a small window the tabs scroll, and the controls beside them stay', async ({
  launch,
}, info) => {
  const { app, page } = await launch({ args: onCluster() });
  await resize(app, page, 640, 400);
  for (const name of ['Shell 2', 'Shell 3']) {
    await page.keyboard.press('Control+Shift+O');
    await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }
  for (const name of ['New shell', 'Close this shell', 'Editor', 'Nodes'])
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('tab', { name: 'Shell 3' })).toBeInViewport({ ratio: 1 });
  await page.getByRole('tab', { name: 'Shell 3' }).focus();
  for (const name of ['Slot map', 'Key slots', 'Hash tags', 'Nodes']) {
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name, exact: true })).toBeFocused();
    await expect(page.getByRole('tab', { name, exact: true })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'New shell' })).toBeInViewport({ ratio: 1 });
  }
  await page.screenshot({ path: info.outputPath('tabs.png') });
});

test('Ctrl+Shift+E brings up the editor from every view, and puts it away from the shell', async ({
  launch,
}) => {
  const { page } = await launch({ args: onCluster() });
  const editor = page.getByRole('region', { name: 'Editor' });
  for (const view of ['Slot map', 'Key slots', 'Hash tags', 'Nodes']) {
    await page.getByRole('tab', { name: view, exact: true }).click();
    await page.keyboard.press('Control+Shift+E');
    await expect(page.getByRole('tab', { name: 'Shell' })).toHaveAttribute('aria-selected', 'true');
    await expect(editor).toBeVisible();
    await expect(editor.locator('.inputarea')).toBeFocused();
  }
  await page.keyboard.press('Control+Shift+E');
  await expect(editor).toBeHidden();
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});

test('Ctrl with =, + and the wheel makes all larger, with - smaller, with 0 as it was', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: onCluster() });
  const level = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel());
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+=');
  await expect.poll(level).toBe(0.5);
  await page.keyboard.press('Control+Shift++');
  await expect.poll(level).toBe(1);
  await page.keyboard.press('Control+-');
  await expect.poll(level).toBe(0.5);
  await page.keyboard.press('Control+0');
  await expect.poll(level).toBe(0);
  await page.locator('#terminal').hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await expect.poll(level).toBe(0.5);
  await page.mouse.wheel(0, 100);
  await expect.poll(level).toBe(0);
  await page.keyboard.up('Control');
  await page.keyboard.press('F1');
  await page.keyboard.press('Control+=');
  await expect.poll(level).toBe(0.5);
});
