/** The real window without a cluster: a twemproxy before two servers, and a replica of a plain server. */
import type { Page } from '@playwright/test';
import { expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { RedisServer } from '../support/redis-server.ts';

let servers: RedisServer[];
let proxy: Nutcracker;
test.beforeAll(async () => {
  servers = await Promise.all([RedisServer.start(), RedisServer.start()]);
  proxy = await Nutcracker.start({ servers: servers.map(({ port }) => port) });
});
test.afterAll(async () => {
  await proxy.stop();
  for (const server of servers) await server.stop();
});

const center = (page: Page) => page.locator('#view');

test('the shell works on a proxy, says what it found, and refuses what the proxy does not know', async ({
  launch,
}) => {
  const { app, page } = await launch({ args: ['-p', String(proxy.port)] });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1280, 800));
  await expect(page.getByRole('button', { name: /^Connection: .*twemproxy/ })).toBeVisible();
  await expect(page.getByText('a proxy: no slots, no figures')).toBeVisible();
  const nodes = page.getByRole('navigation', { name: 'Nodes' });
  await expect(nodes.getByRole('region', { name: 'Proxy' })).toContainText('cannot be asked');
  await expect(
    nodes.getByRole('button', { name: `${proxy.address}, proxy, online, current node` }),
  ).toBeVisible();

  expect(await enter(page, 'mset a 1 b 2 c 3 d 4')).toContain('OK');
  expect(await enter(page, 'mget a b c d e')).toMatch(/1\) "1"[\s\S]*4\) "4"[\s\S]*5\) \(nil\)/);
  expect(await enter(page, 'get a')).toContain('"1"');
  const refusal = await enter(page, 'keys *');
  expect(refusal).toContain('KEYS was not sent: twemproxy does not know it, and would close the connection.');
  expect(refusal).toContain('Each server behind it has its own part of the keys');
  expect(await enter(page, 'select 1')).toContain('redis_db');
  expect(await enter(page, 'get b')).toContain('"2"');

  await page.keyboard.type('keys user:*');
  await expect(page.locator('#hint')).toContainText('Would not be sent: twemproxy does not know it');
  await page.keyboard.press('Control+u');

  await page.locator('body').press('Control+Shift+m');
  await expect(center(page)).toContainText('is a proxy: it has no slots');
  await page.locator('body').press('Control+Shift+h');
  await expect(center(page)).toContainText('A proxy does not support SCAN');
  await page.locator('body').press('Control+Shift+d');
  await expect(
    page.getByRole('table', { name: 'Nodes' }).getByRole('rowgroup', { name: 'Proxy' }),
  ).toContainText(proxy.address);

  // Rounds of the timer: no question makes the proxy hang up, and no notice appears.
  const before = await proxy.metrics();
  const refreshed = page.getByText(/^answered/);
  for (let round = 0; round < 3; round++)
    for (const seconds of [/[12] s ago/, /0 s ago/])
      await expect(refreshed).toHaveText(seconds, { timeout: 15_000 });
  expect((await proxy.metrics()).clientErrors).toBe(before.clientErrors);
  await page.locator('body').press('Escape');
  expect(await screenText(page)).not.toMatch(/No node answers|Connected again|connection lost/);
});

test('a replica outside a cluster: its role, its databases, and the primary for writes', async ({
  launch,
}) => {
  const replica = await RedisServer.start({ args: ['--replicaof', '127.0.0.1', String(servers[0]!.port)] });
  try {
    const { page } = await launch({ args: ['-p', String(replica.port)] });
    const nodes = page.getByRole('navigation', { name: 'Nodes' });
    const address = `127.0.0.1:${replica.port}`;
    // Its rate stands before its role once there are figures.
    const row = new RegExp(`^${address}, (.*, )?replica, online.*current node$`);
    await expect(nodes.getByRole('button', { name: row })).toBeVisible();
    await expect(page.getByText('not a cluster: no slots').first()).toBeVisible();
    const refusal = await enter(page, 'set a 1');
    expect(refusal).toContain('READONLY');
    expect(refusal).toContain('is a replica: writes belong to its primary.');
    expect(refusal).toContain('Connect to the primary to write');
    expect(await enter(page, 'select 2')).toContain('OK');
    await expect.poll(() => screenText(page)).toContain(`${address}[2]>`);
  } finally {
    await replica.stop();
  }
});
