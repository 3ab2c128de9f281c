/** Starts beside and after each other: a second one opens a window in the first, a later one the windows of the last. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { closeApp, expect, isAlive, printedBy, screenText, startAgain, test } from '../support/app.ts';
import { Certificates } from '../support/certificates.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

let certificates: Certificates;
let cluster: RedisCluster;
let locked: RedisServer;
test.beforeAll(async () => {
  certificates = new Certificates();
  const args = ['--requirepass', 'hunter2'];
  [cluster, locked] = await Promise.all([
    RedisCluster.start({ replicas: 0 }),
    RedisServer.start({ tls: certificates, args }),
  ]);
});
test.afterAll(async () => {
  await Promise.all([cluster.stop(), locked.stop()]);
  certificates.remove();
});

/** The window that `act` opens, once it accepts keys. */
async function opened<T>(
  app: ElectronApplication,
  act: () => Promise<T>,
): Promise<{ page: Page; result: T }> {
  const window = app.waitForEvent('window');
  const result = await act();
  const page = await window;
  await page.waitForSelector('body[data-ready="1"]', { state: 'attached' });
  return { page, result };
}

test('a second start opens a window in the first, with its own directory and password', async ({
  electron,
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData, args: ['-p', String(cluster.ports[0])] });
  const again = (args: string[], more: { env?: Record<string, string>; cwd?: string } = {}) =>
    startAgain(electron, { userData, args, ...more });

  const address = ['-p', String(locked.port), '--tls', '--cacert', 'ca.crt'];
  const second = await opened(app, () =>
    again(address, { cwd: path.dirname(certificates.files.ca), env: { REDISCLI_AUTH: 'hunter2' } }),
  );
  expect(second.result).toMatchObject({ code: 0, out: 'Slotshell runs already: it opens a window.\n' });
  await way.told(second.page, 'The password is that of REDISCLI_AUTH.');
  expect(await enter(second.page, 'ping')).toMatch(/^PONG\b/);
  expect(await enter(page, 'ping'), 'the first window stays as it was').toMatch(/^PONG\b/);

  const wrong = await opened(app, () => again(['-p', 'abc']));
  expect(wrong.result).toMatchObject({ code: 0, out: '' });
  expect(wrong.result.err).toContain('abc is not a port');
  await expect(wrong.page.getByText('abc is not a port').first()).toBeVisible();

  const unknown = await opened(app, () => again(['--connection', 'nowhere']));
  expect(unknown.result.err).toContain('No saved connection is called nowhere.');

  const long = await again(['-a', 'hunter2'.repeat(3000)]);
  expect(long).toMatchObject({ code: 1, out: '' });
  expect(long.err).toContain('The arguments are too long.');

  const pid = app.process().pid!;
  process.kill(pid, 'SIGSTOP');
  const beside = await again([]).finally(() => process.kill(pid, 'SIGCONT'));
  expect(beside.code).toBe(1);
  expect(beside.err).toContain(`its process ${pid} is stopped`);
  expect(isAlive(pid)).toBe(true);
  expect(printedBy(app) + second.result.err + long.err).not.toContain('hunter2');
  await closeApp(app);
  expect(existsSync(path.join(userData, 'windows.json')), 'a start with arguments keeps no windows').toBe(
    false,
  );
});

/** The address that the prompt of the shell that is shown has. */
const prompt = async (page: Page) => (await screenText(page)).trimEnd().split(/\s/).at(-1);

test('windows come back with their shells and views; production waits', async ({ launch, userData }) => {
  const [first, , third] = cluster.addresses as [string, string, string];
  const field = (page: Page) => way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
  const connect = async (page: Page, text: string) => {
    await way.open(page);
    await field(page).fill(text);
    await field(page).press('Enter');
    await way.connected(page, text.split(' ')[0]!);
  };
  const one = await launch({ userData, restores: true });
  await connect(one.page, first);
  await one.page.keyboard.press('Control+Shift+O');
  await enter(one.page, `connect ${third.replace(':', ' ')}`);
  const { page: other } = await opened(one.app, () => one.page.keyboard.press('Control+Alt+N'));
  await connect(other, `${first} --production`);
  await one.page.bringToFront();
  await one.page.keyboard.press('Control+Shift+M');
  await expect(one.page.getByRole('tab', { name: 'Slot map', selected: true })).toBeVisible();
  await closeApp(one.app);

  // As the settings page writes it, for what comes below.
  await writeFile(path.join(userData, 'settings.json'), JSON.stringify({ notify: true, notifyAfter: 1 }));
  const { app } = await launch({ userData, restores: true });
  const titled = async (title: RegExp) => {
    const titles = await Promise.all(app.windows().map((page) => page.title()));
    return app.windows()[titles.findIndex((text) => title.test(text))];
  };
  await expect.poll(() => titled(/^127/), { timeout: 20_000 }).toBeDefined();
  await expect.poll(() => titled(/^Slotshell$/)).toBeDefined();
  const page = (await titled(/^127/))!;
  await way.connected(page, first);
  await expect(page.getByRole('tab', { name: 'Slot map', selected: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Shell 2' }).click();
  await expect.poll(() => prompt(page)).toBe(`${third}>`);
  await page.getByRole('tab', { name: 'Shell 1' }).click();
  await expect.poll(() => prompt(page)).toBe(`${first}>`);
  expect(await enter(page, 'ping')).toMatch(/^PONG\b/);

  const offered = (await titled(/^Slotshell$/))!;
  await expect(field(offered)).toHaveValue(`${first} --production`);
  await way.told(offered, 'That is production');

  // There is no desktop here that shows notifications.
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification) {
      shown.push(`${this.title}: ${this.body}`);
      Object.assign(globalThis, { last: this });
    };
    for (const window of BrowserWindow.getAllWindows()) window.blur();
  });
  expect(await enter(page, 'blpop secret-key 1.1')).toContain('(nil)');
  const shown = await app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
  expect(shown).toEqual([`${first}: BLPOP ended after 1 second.`]);

  // A click on it leads to the shell that ran the command, wherever the user is by then.
  await page.getByRole('tab', { name: 'Shell 2' }).click();
  await page.keyboard.press('Control+Shift+M');
  await expect(page.getByRole('tab', { name: 'Slot map', selected: true })).toBeVisible();
  const focused = await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.getTitle().startsWith('127'))!;
    window.minimize();
    (globalThis as unknown as { last: Electron.Notification }).last.emit('click');
    return !window.isMinimized() && window.isVisible();
  });
  expect(focused).toBe(true);
  await expect(page.getByRole('tab', { name: 'Shell 1', selected: true })).toBeVisible();
  await expect.poll(() => screenText(page)).toContain('blpop secret-key');
});
