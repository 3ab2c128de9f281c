/** The window when servers, the network or the password fail: it takes keys, says what happened and when, and recovers. */
import type { Page } from '@playwright/test';
import { expect, screenText, test, type as typeText } from '../support/app.ts';
import { told } from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { SilentProxy } from '../support/silent-proxy.ts';

const closing: (() => unknown)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startCluster(nodeTimeout = 2000): Promise<RedisCluster> {
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0, nodeTimeout });
  closing.push(() => cluster.stop());
  return cluster;
}

const TIME = '\\d\\d:\\d\\d:\\d\\d';

/** Typed text appears at the prompt at once, whatever happens. */
async function takesKeys(page: Page): Promise<void> {
  await typeText(page, 'still here');
  await expect.poll(() => screenText(page), { timeout: 2000 }).toContain('> still here');
  await page.keyboard.press('Control+u');
  await expect.poll(() => screenText(page), { timeout: 2000 }).not.toContain('> still here');
}

/** Types a line and waits for its answer, whatever the prompt says of a lost connection or a subscription. */
async function say(page: Page, line: string, answer: string): Promise<void> {
  await typeText(page, `${line}\n`);
  await told(page, new RegExp(`> ${line} ${answer}`));
}

test('a node dies during a write and returns: the write’s fate is unknown, and it is not repeated', async ({
  launch,
}) => {
  const cluster = await startCluster(60_000);
  const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  expect(await enter(page, 'set foo before')).toMatch(/OK\b/);
  const owner = cluster.ports[2]!;
  cluster.pause(owner);
  await typeText(page, 'append foo more\n');
  await typeText(page, 'get k2');
  await cluster.kill(owner);
  await told(page, /append foo more.*may or may not have run; it was not sent again/);
  await told(page, new RegExp(`127.0.0.1:${owner} cannot be reached from here .* ${TIME}`));
  await page.keyboard.press('Control+u');
  await takesKeys(page);
  await cluster.restart(owner);
  await told(page, new RegExp(`127.0.0.1:${owner} answers again\\. +${TIME}`));
  // The server keeps nothing on disk, so a repeated write would be visible.
  expect(await enter(page, 'get foo')).toMatch(/^\(nil\)/m);
});

test('the whole cluster restarts on the same ports: the notice says when, and the shell continues', async ({
  launch,
}) => {
  const cluster = await startCluster();
  const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  await say(page, 'subscribe news', '.*1\\) "subscribe"');
  for (const port of cluster.ports) await cluster.kill(port);
  await told(page, new RegExp(`No node answers any more .* ${TIME}`));
  await told(page, /SUBSCRIBE news: the connection to \S+ broke .*nothing has come since/);
  await takesKeys(page);
  await say(page, 'set k1 v', '.*did not run');
  for (const port of cluster.ports) await cluster.restart(port);
  await told(page, new RegExp(`Connected again after \\d+ s: 127.0.0.1:\\d+ answers\\. +${TIME}`));
  await told(page, /SUBSCRIBE news goes on at \S+ after \d+ s: what was sent between/);
  await say(page, 'set k2 v', '.*OK slot 449');
  await page.screenshot({ path: test.info().outputPath('restarted.png') });
});

test('another cluster answers at the seed, on other addresses: it is found and reported as different', async ({
  launch,
}) => {
  const [old, next] = [await startCluster(), await startCluster()];
  const proxy = await SilentProxy.start(old.ports[0]!);
  closing.push(() => proxy.stop());
  const { page } = await launch({ args: ['-p', String(proxy.port)] });
  expect(await enter(page, 'set k1 old')).toMatch(/OK\b/);
  proxy.lead(next.ports[0]!);
  for (const port of old.ports) await old.kill(port);
  await told(
    page,
    new RegExp(
      `has none of the earlier nodes\\. It may be a different cluster with different keys\\. +${TIME}`,
    ),
  );
  await told(page, /is not in the cluster any more: the prompt moves to 127\.0\.0\.1:\d+/);
  await takesKeys(page);
  expect(await enter(page, 'set k1 new')).toMatch(/OK\b/);
  expect(String(await next.command(next.ports[2]!, 'GET', 'k1'))).toBe('new');
  await expect(
    page.getByRole('navigation', { name: 'Nodes' }).getByText(`:${next.ports[2]}`).first(),
  ).toBeVisible();
});

test('the servers’ password changes: the notice says what to type, and after that everything works', async ({
  launch,
}) => {
  const cluster = await startCluster();
  const { page } = await launch({ args: ['-p', String(cluster.ports[0])] });
  expect(await enter(page, 'set k1 v')).toMatch(/OK\b/);
  for (const port of cluster.ports) await cluster.command(port, 'CONFIG', 'SET', 'requirepass', 'sesame');
  for (const port of cluster.ports)
    await cluster.command(port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await told(page, /NOAUTH.*Type AUTH with the current password/);
  await takesKeys(page);
  await say(page, 'set k1 lost', '.*(did not run|NOAUTH)');
  await typeText(page, 'auth sesame\n');
  await told(page, /Connected again after/);
  for (const key of ['k1', 'k2', 'foo'])
    await expect.poll(() => enter(page, `set ${key} w`), { timeout: 20_000 }).toMatch(/OK\b/);
  expect(await screenText(page)).not.toContain('sesame');
});

test('the network returns after sockets died silently: the next command runs once, streams continue', async ({
  launch,
}) => {
  const server = await RedisServer.start();
  closing.push(() => server.stop());
  const proxy = await SilentProxy.start(server.port);
  closing.push(() => proxy.stop());
  const { page } = await launch({ args: ['-p', String(proxy.port)] });
  expect(await enter(page, 'rpush list 1')).toMatch(/^\(integer\) 1/);
  await say(page, 'subscribe news', '.*1\\) "subscribe"');
  await page.context().setOffline(true);
  proxy.fallSilent();
  proxy.recover();
  await page.context().setOffline(false);
  await say(page, 'rpush list 2', '.*\\(integer\\) 2');
  await told(page, /SUBSCRIBE news goes on at/);
  await say(page, 'llen list', '.*\\(integer\\) 2');
  await takesKeys(page);
});
