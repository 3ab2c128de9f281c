/** Every failed or lost connection leads to the doctor's page: its findings, leaving it, and copying its report. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MASTER, Sentinels } from '../support/sentinels.ts';
import { SilentProxy } from '../support/silent-proxy.ts';
import { SshServer } from '../support/ssh-server.ts';

const AWAY = 20_000;
const at = (port: number) => `127.0.0.1:${port}`;
const examine = (page: Page) => page.getByRole('banner').getByRole('button', { name: 'Examine' });
const run = (page: Page) => way.doctor(page).getByRole('button', { name: /^(Test|Run again)$/ });
const ran = (page: Page) =>
  expect(way.doctor(page).getByText(/^Ran .* in all$/)).toBeVisible({ timeout: 20_000 });

/** Clients get closed ports; the nodes use their bus as before. */
async function announceElsewhere(cluster: RedisCluster, ports: readonly number[]): Promise<void> {
  for (const port of ports)
    await cluster.command(port, 'CONFIG', 'SET', 'cluster-announce-port', String(port + AWAY));
  await waitUntil('every node knows', async () => {
    const maps = await Promise.all(cluster.ports.map((port) => cluster.command(port, 'CLUSTER', 'NODES')));
    return maps.every((map) => ports.every((port) => String(map).includes(`${at(port + AWAY)}@`)));
  });
}

async function using<T extends { stop(): unknown }>(
  thing: T,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  try {
    await work(thing);
  } finally {
    await thing.stop();
  }
}

test('a failed start and a lost connection lead to the same page, which offers a retry', async ({
  launch,
}) => {
  await using(await RedisServer.start(), async (server) => {
    await server.crash();
    const { page } = await launch({ args: ['-p', String(server.port)] });
    await expect(way.step(page, 'TCP to the seeds: failed')).toContainText('connection refused');
    await expect(way.doctor(page)).toContainText(`About ${at(server.port)}`);
    await expect(way.doctor(page)).toContainText('You cannot connect.');
    await page.keyboard.press('Escape');
    // It does not come back by itself, and is a button and a palette entry away.
    await expect(way.screen(page)).toBeHidden();
    await examine(page).click();
    await expect(way.step(page, 'TCP to the seeds: failed')).toBeVisible();
    await server.start();
    await run(page).click();
    await expect(way.step(page, 'Version: works')).toBeVisible();
    await expect(way.doctor(page)).toContainText('You can connect.');
    const field = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
    await field.fill(at(server.port));
    await field.press('Enter');
    await expect(way.screen(page)).toBeHidden();
    await expect(examine(page)).toBeHidden();
    expect(await enter(page, 'set k 1')).toMatch(/^OK\b/);

    await server.crash();
    await expect(examine(page)).toBeVisible({ timeout: 20_000 });
    await expect(way.screen(page)).toBeHidden();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('examine');
    await page.keyboard.press('Enter');
    await expect(way.step(page, 'TCP to the seeds: failed')).toBeVisible();
    await server.start();
    await run(page).click();
    await expect(way.step(page, 'Log in: works')).toBeVisible();
    // It comes back by itself, and takes nothing away from who reads or types here.
    await expect(examine(page)).toBeHidden({ timeout: 40_000 });
    await expect(way.step(page, 'Log in: works')).toBeVisible();
    await page.keyboard.press('Escape');
    expect(await enter(page, 'get k')).toContain('(nil)');
  });
});

test('addresses found elsewhere are in the NAT map while connected, and are kept on a click', async ({
  launch,
}) => {
  await using(await RedisCluster.start({ replicas: 0 }), async (cluster) => {
    await announceElsewhere(cluster, cluster.ports);
    const { page } = await launch();
    await way.make(page, 'dockyard', cluster.addresses.join(', '));
    await way.connect(page, 'dockyard');
    await way.told(page, /3 announced addresses cannot be reached/);
    await way.open(page);
    const table = way.form(page).getByRole('table', { name: 'NAT map' });
    for (const port of cluster.ports)
      await expect(table.getByRole('row', { name: `${at(port + AWAY)} ${at(port)} found` })).toBeVisible();
    const [first, ...others] = cluster.ports as [number, ...number[]];
    await table.getByRole('button', { name: `Keep ${at(first + AWAY)} at ${at(first)}` }).click();
    await expect(way.field(page, 'Announced, line 1')).toHaveValue(at(first + AWAY));
    await expect(way.field(page, 'Reached at, line 1')).toHaveValue(at(first));
    await expect(table.getByRole('button', { name: /^Keep/ })).toHaveCount(others.length);
    await way.form(page).getByRole('button', { name: 'Keep all that were found' }).click();
    await expect(table.getByRole('button', { name: /^Keep/ })).toHaveCount(0);
    // The doctor uses what is in the form.
    await run(page).click();
    const nodes = way.step(page, 'Reach every announced node: works');
    for (const port of cluster.ports)
      await expect(nodes).toContainText(`${at(port + AWAY)} at ${at(port)} (NAT map)`);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.screen(page)).toBeHidden();
    for (const key of ['k1', 'k2', 'k3']) expect(await enter(page, `set ${key} v`)).toMatch(/^OK\b/);
    await way.open(page);
    await expect(table.getByText('found')).toHaveCount(0);
    await expect(table.getByText('by hand')).toHaveCount(3);
  });
});

test('half a cluster is a connection: the doctor says what is missing, the rest works, and a command that cannot run says why', async ({
  launch,
}) => {
  await using(await RedisCluster.start({ primaries: 4, replicas: 0 }), async (cluster) => {
    const [here, there, far, farther] = cluster.ports as [number, number, number, number];
    await announceElsewhere(cluster, [far, farther]);
    const { app, page } = await launch();
    await way.make(page, 'half', at(here));
    await run(page).click();
    const nodes = way.step(page, 'Reach every announced node: works, with a warning');
    await expect(nodes).toContainText('2 of 4 nodes answer');
    await expect(nodes).toContainText(`${at(far + AWAY)} as announced, primary: connection refused`);
    await expect(nodes).toContainText(`${at(there)} as announced, primary`);
    await expect(way.doctor(page)).toContainText(
      '1 of 10 steps has a warning. You can connect, but some nodes cannot be used.',
    );
    await ran(page);
    await way.doctor(page).getByRole('button', { name: 'Copy report' }).click();
    await expect(way.doctor(page)).toContainText('Copied.');
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain('Connection doctor: half');
    expect(copied).toContain(`- ${at(far + AWAY)} as announced, primary: connection refused`);
    // Its lines want to be filled in: the focus is where.
    await nodes.getByRole('button', { name: 'Add to NAT map…' }).click();
    await expect(way.field(page, 'Reached at, line 1')).toBeFocused();
    await way.form(page).getByRole('button', { name: 'Discard' }).click();

    await way.make(page, 'half', at(here));
    await way.connect(page, 'half');
    await way.told(page, /2 nodes cannot be reached from here .* The others still work\./);
    const replies = [];
    for (const key of ['a', 'b', 'c', 'd']) replies.push(await enter(page, `set ${key} v`));
    const worked = replies.filter((reply) => /^OK\b/.test(reply));
    expect(worked.length).toBeGreaterThan(0);
    expect(worked.length).toBeLessThan(replies.length);
    for (const reply of replies)
      if (!worked.includes(reply))
        expect(reply).toMatch(/cannot be reached: connection refused .*did not run/s);
  });
});

test('a step that hangs is shown as running; it ends by a click, by closing the screen, or by another run', async ({
  launch,
}) => {
  await using(await RedisServer.start(), async (server) =>
    using(await SilentProxy.start(server.port), async (silent) => {
      silent.fallSilent();
      const { page } = await launch();
      await way.make(page, 'swallowed', silent.address);
      await way.form(page).getByText('Advanced').click();
      await way.form(page).getByLabel('Connect timeout').fill('60000');
      await run(page).click();
      await expect(way.step(page, 'Log in: running')).toBeVisible();
      await way.doctor(page).getByRole('button', { name: 'Stop' }).click();
      await waitUntil('its sockets are closed', () => silent.open === 0);
      await expect(way.doctor(page).getByRole('listitem')).toHaveCount(0);
      await run(page).click();
      await expect(way.step(page, 'Log in: running')).toBeVisible();
      await page.keyboard.press('Escape');
      await waitUntil('its sockets are closed', () => silent.open === 0);
      await way.open(page);
      silent.recover();
      await run(page).click();
      await expect(way.step(page, 'Version: works')).toBeVisible();
    }),
  );
});

test('an unknown master name: the names that the Sentinels know are a click away', async ({ launch }) => {
  await using(await Sentinels.start(), async (sentinels) => {
    const { page } = await launch();
    await way.make(page, 'watched', '127.0.0.1:1');
    await way.turn(page, 'Sentinel').check();
    await way.field(page, 'Sentinels').fill(sentinels.addresses.join(', '));
    await way.field(page, 'Master name').fill('oders');
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    const name = way.step(page, 'Master named by the Sentinels: failed');
    await expect(name).toContainText(`They watch ${MASTER}: use that name.`);
    await expect(way.step(page, 'TCP to the Sentinels: works')).toBeVisible();
    await name.getByRole('button', { name: `Use ${MASTER}` }).click();
    await expect(way.step(page, 'Master named by the Sentinels: works')).toContainText(
      `${MASTER} is ${at(sentinels.servers[0].port)}`,
    );
    await expect(way.doctor(page)).toContainText('You can connect.');
    await way.connect(page, 'watched');
  });
});

test('the open connection is examined over a separate tunnel, and passwords stay in main', async ({
  launch,
}) => {
  const password = 'hunter2-of-the-doctor';
  await using(await RedisServer.start({ args: ['--requirepass', password] }), async (server) =>
    using(await SshServer.start('ops', { password: 'bastion-secret' }), async (ssh) => {
      const { app, page } = await launch();
      await way.make(page, 'far', at(server.port));
      await way.secret(page, 'Password').fill(password);
      await way.turn(page, 'SSH tunnel').check();
      await way.field(page, 'Host, port').fill('127.0.0.1');
      await way.field(page, 'SSH port').fill(String(ssh.port));
      await way.field(page, 'User').fill('ops');
      await way.form(page).getByRole('button', { name: 'password', exact: true }).click();
      await way.secret(page, 'SSH password').fill('bastion-secret');
      await run(page).click();
      await way.doctor(page).getByRole('button', { name: 'Accept this host key' }).click();
      await expect(way.step(page, 'Log in: works')).toBeVisible();
      await way.connect(page, 'far');
      expect(await enter(page, 'set k 1')).toMatch(/^OK\b/);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('examine');
      await page.keyboard.press('Enter');
      await expect(way.step(page, 'SSH tunnel: works')).toBeVisible();
      await expect(way.doctor(page)).toContainText('About far');
      await ran(page);
      await way.doctor(page).getByRole('button', { name: 'Copy report' }).click();
      await expect(way.doctor(page)).toContainText('Copied.');
      const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
      for (const secret of [password, 'bastion-secret']) {
        expect(copied).not.toContain(secret);
        expect(await page.content()).not.toContain(secret);
      }
      await page.keyboard.press('Escape');
      // The session's own tunnel stays up.
      await expect(examine(page)).toBeHidden();
      expect(await enter(page, 'get k')).toContain('"1"');
    }),
  );
});

test('a server that requires a client certificate and a port without TLS are distinguished', async ({
  launch,
}) => {
  await using(await RedisCluster.start({ replicas: 0, tls: 'mutual' }), async (cluster) => {
    const { page } = await launch();
    await way.make(page, 'mutual', cluster.addresses[0]!);
    await way.turn(page, 'TLS').check();
    await way.field(page, 'CA certificate').fill(cluster.tls!.files.ca);
    await run(page).click();
    await expect(way.step(page, 'TLS: failed')).toContainText('The server requires a client certificate');
    await using(await RedisServer.start(), async (plain) => {
      await way.form(page).getByRole('textbox', { name: 'Seeds' }).fill(at(plain.port));
      await run(page).click();
      await way.doctor(page).getByRole('button', { name: 'Switch TLS off' }).click();
      await expect(way.step(page, 'Version: works')).toBeVisible();
    });
  });
});

test('in a small window the doctor is below the form: it starts from above and scrolls into view', async ({
  launch,
}) => {
  await using(await RedisServer.start(), async (server) => {
    const { app, page } = await launch();
    await way.make(page, 'small', at(server.port));
    const fromAbove = way.form(page).getByRole('button', { name: 'Test', exact: true });
    await expect(fromAbove).toBeHidden();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(640, 400));
    await expect(way.doctor(page).getByRole('heading')).not.toBeInViewport();
    await way.field(page, 'Name').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(fromAbove).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(way.doctor(page).getByText('You can connect.')).toBeInViewport();
    await page.screenshot({ path: test.info().outputPath('small.png') });
  });
});
