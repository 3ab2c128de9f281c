/** Starts after and beside each other: a second one opens a window in the first. */
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, isAlive, printedBy, startAgain, test } from '../support/app.ts';
import { Certificates } from '../support/certificates.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisServer } from '../support/redis-server.ts';

let certificates: Certificates;
let plain: RedisServer;
let locked: RedisServer;
test.beforeAll(async () => {
  certificates = new Certificates();
  const args = ['--requirepass', 'hunter2'];
  [plain, locked] = await Promise.all([RedisServer.start(), RedisServer.start({ tls: certificates, args })]);
});
test.afterAll(async () => {
  await Promise.all([plain.stop(), locked.stop()]);
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
  const { app, page } = await launch({ userData, args: ['-p', String(plain.port)] });
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
});
