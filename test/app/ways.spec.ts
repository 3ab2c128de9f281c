/** Ways of connecting, the whole way: by an ACL user, to replicas, a database, a proxy; and two windows at once. */
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test, type } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { enter } from '../support/enter.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

const PASSWORD = 'orders-of-the-day';
/** What a program would be allowed that only reads. */
const READER =
  'user reader on >few-words ~* resetchannels -@all +get +cluster|slots +cluster|nodes +cluster|info +ping +asking';
let cluster: RedisCluster;
let locked: RedisServer;
let server: RedisServer;
let proxy: Nutcracker;
test.beforeAll(async () => {
  [cluster, locked, server] = await Promise.all([
    RedisCluster.start({ password: PASSWORD, conf: [READER] }),
    RedisServer.start({ args: ['--requirepass', 'another'] }),
    RedisServer.start(),
  ]);
  proxy = await Nutcracker.start({ servers: [server.port] });
});
test.afterAll(async () => {
  await proxy?.stop();
  await Promise.all([cluster, locked, server].map((one) => one?.stop()));
});

const view = (page: Page) => page.locator('#view');

test('an ACL user of few commands: the shell goes as far as it may, and says who forbids the rest', async ({
  launch,
}) => {
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await way.make(page, 'readers', cluster.addresses[0]!);
    await way.field(page, 'User, password').fill('reader');
    await way.secret(page, 'Password').fill('few-words');
    await way.connect(page, 'readers');
    expect(await enter(page, 'get k1')).toMatch(/^\(nil\).*slot 12706 · shard 3/);
    const refused = await enter(page, 'set k1 v1');
    expect(refused).toContain('NOPERM');
    await page.locator('body').press('Control+Shift+m');
    await view(page).getByRole('button', { name: 'Count keys' }).click();
    await expect(view(page)).toContainText(/NOPERM|may not|permission/);
    await page.locator('body').press('Control+Shift+h');
    await view(page)
      .getByRole('button', { name: /Scan|Start/ })
      .first()
      .click();
    await expect(view(page)).toContainText(/NOPERM|may not|permission/);
    await expect(view(page)).toContainText('it says nothing about the keyspace');
    await page.locator('body').press('Control+Shift+d');
    await expect(view(page).getByRole('note', { name: 'Figures are missing' })).toContainText(
      '6 nodes do not answer INFO to this user',
    );
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'readers');
  await expect(way.secret(page, 'Password')).toBeFocused();
  await page.keyboard.type('few-words');
  await page.keyboard.press('Enter');
  await way.connected(page, 'readers');
  await way.open(page);
  await way
    .doctor(page)
    .getByRole('button', { name: /Test|Run again/ })
    .click();
  const permissions = way.step(page, /^Permissions of the user/);
  for (const command of ['SCAN', 'CLUSTER COUNTKEYSINSLOT', 'INFO', 'COMMAND', 'TYPE'])
    await expect(permissions).toContainText(command);
  await expect(permissions).toContainText('+cluster|countkeysinslot');
  await expect(permissions).not.toContainText('CLUSTER SLOTS:');
});

test('reads go to replicas if the form says so, and the annotation says it; writes go to the primary', async ({
  launch,
}) => {
  const { ports, nodes } = cluster;
  const shard = nodes.filter((node) => node.shard === 2);
  const place = (role: string) => `127.0.0.1:${shard.find((node) => node.role === role)!.port}`;
  const first = await launch();
  const { userData } = first;
  await way.make(first.page, 'near', `127.0.0.1:${ports[0]}`);
  await way.secret(first.page, 'Password').fill(PASSWORD);
  await way.choose(first.page, 'Read from', 'replicas, else primaries');
  await way.connect(first.page, 'near');
  expect(await enter(first.page, 'set k1 v1')).toMatch(new RegExp(`^OK\\b.*${place('primary')}`));
  await cluster.replicated(shard[0]!.port);
  const read = await enter(first.page, 'get k1');
  expect(read).toMatch(/^"v1"\s+read from a replica \(READONLY\) · slot 12706 · shard 3/);
  expect(read).toContain(place('replica'));
  await closeApp(first.app);

  const { page } = await launch({ userData });
  await way.open(page);
  await expect(way.form(page).getByRole('button', { name: 'replicas, else primaries' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await way.choose(page, 'Read from', 'replicas');
  await way.secret(page, 'Password').fill(PASSWORD);
  await way.connect(page, 'near');
  expect(await enter(page, 'get k1')).toContain('read from a replica (READONLY)');
  expect(await enter(page, 'set k1 v2')).not.toContain('replica');
});

test('over a slow way the first elements of a large reply are shown while the rest is coming; Ctrl+C gives it up', async ({
  launch,
}) => {
  const slow = await CuttingProxy.start(server.port);
  try {
    const { page } = await launch({ args: ['-p', String(slow.port)] });
    await expect(way.nodes(page)).toContainText('not a cluster');
    await enter(page, `eval "for i = 0, 49999 do redis.call('RPUSH', KEYS[1], 'e' .. i) end" 1 long`);
    slow.onCommand = (line) => line.startsWith('lrange') && slow.holdAfter(300_000);
    await type(page, 'lrange long 0 -1\n');
    await expect
      .poll(() => screenText(page))
      .toMatch(
        new RegExp(
          `receiving from ${slow.address}: [12]\\d,\\d{3} of 50,000 elements, \\d+ kB.* Ctrl\\+C stops it`,
        ),
      );
    expect(await screenText(page)).toContain('2) "e1"');
    slow.release();
    await expect.poll(() => screenText(page)).toMatch(/49,9\d\d more elements/);
    await type(page, 'lrange long 0 -1\n');
    await expect.poll(() => screenText(page)).toContain('receiving from');
    await page.keyboard.press('Control+c');
    slow.onCommand = null;
    slow.release();
    await expect.poll(() => screenText(page)).toContain('Stopped while waiting');
    expect(await screenText(page)).not.toContain('receiving from');
    expect(await enter(page, 'llen long')).toContain('(integer) 50000');
  } finally {
    await slow.stop();
  }
});

test('one server with a database of its own: the prompt has it, transactions work, and what needs slots says so', async ({
  launch,
}) => {
  const first = await launch();
  const { userData } = first;
  const address = `127.0.0.1:${server.port}`;
  {
    const { page } = first;
    await way.make(page, 'single', address);
    await way.field(page, 'Database').fill('3');
    await way.connect(page, 'single');
    expect(await enter(page, 'set in-three yes')).toMatch(/^OK\b/);
    expect(await screenText(page)).toContain(`${address}[3]>`);
    expect(await enter(page, 'select 0')).toMatch(/^OK\b/);
    expect(await enter(page, 'get in-three')).toContain('(nil)');
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'single');
  await way.connected(page, 'single');
  await expect.poll(() => screenText(page)).toContain(`${address}[3]>`);
  expect(await enter(page, 'get in-three')).toContain('"yes"');
  await expect(way.nodes(page)).toContainText('not a cluster: no slots');
  for (const [line, answer] of [
    ['multi', 'OK'],
    ['incr hits', 'QUEUED'],
    ['incr hits', 'QUEUED'],
    ['exec', '2) (integer) 2'],
  ] as const)
    expect(await enter(page, line)).toContain(answer);
  await page.locator('body').press('Control+Shift+m');
  await expect(view(page)).toContainText('not in a cluster');
});

test('a twemproxy: the findings are shown, unknown commands are not sent, and it is connected to again', async ({
  launch,
}) => {
  const first = await launch();
  const { userData } = first;
  const asked = (times: number) =>
    expect.poll(async () => (await proxy.metrics()).requests, { timeout: 10_000 }).toBe(times);
  const use = async (page: Page, requests: number) => {
    await expect(page.getByRole('button', { name: /^Connection: funnel, .*twemproxy/ })).toBeVisible();
    await expect(way.screen(page)).toBeHidden();
    await expect(way.nodes(page).getByRole('region', { name: 'Proxy' })).toBeVisible();
    expect(await enter(page, 'set p 1')).toMatch(/^OK\b/);
    await asked(requests + 1);
    const before = await proxy.metrics();
    for (const line of ['cluster info', 'scan 0', 'info'])
      expect(await enter(page, line)).toContain('was not sent: twemproxy does not know it');
    expect(await enter(page, 'get p')).toContain('"1"');
    await asked(requests + 2);
    expect((await proxy.metrics()).clientErrors).toBe(before.clientErrors);
  };
  await way.make(first.page, 'funnel', proxy.address);
  await way.connect(first.page, 'funnel');
  await use(first.page, 0);
  await closeApp(first.app);
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'funnel');
  await use(page, 2);
  await way.open(page);
  await way.doctor(page).getByRole('button', { name: 'Test' }).click();
  await expect(way.doctor(page)).toContainText('twemproxy');
  await expect(way.doctor(page).getByText(/^Ran /)).toBeVisible({ timeout: 20_000 });
});

test('two windows have a connection and a password each; one opens while the other waits, and closing one leaves the other', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await way.make(page, 'orders', cluster.addresses[0]!);
  await way.secret(page, 'Password').fill(PASSWORD);
  await way.connect(page, 'orders');
  await page.keyboard.type('blpop nothing 0');
  await page.keyboard.press('Enter');
  await expect.poll(() => screenText(page)).toContain('blpop nothing 0');
  const opened = app.waitForEvent('window');
  await page.keyboard.press('Control+Alt+n');
  const second = await opened;
  await second.waitForSelector('body[data-ready="1"]', { state: 'attached' });
  await way.make(second, 'single-file', `127.0.0.1:${locked.port}`);
  await way.secret(second, 'Password').fill('another');
  await way.connect(second, 'single-file');
  expect(await enter(second, 'set mine 2')).toMatch(/^OK\b/);
  await way.connected(page, 'orders');
  await second.close();
  await page.bringToFront();
  await page.locator('.xterm-helper-textarea:visible').focus();
  await page.keyboard.press('Control+c');
  expect(await enter(page, 'get mine')).toContain('(nil)');
  await way.connected(page, 'orders');
});
