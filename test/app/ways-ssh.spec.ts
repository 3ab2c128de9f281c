/** SSH tunnels, the whole way: a key with a passphrase, the agent, the host key remembered, and refused once it changes. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { ForwardProxy } from '../support/forward-proxy.ts';
import { sshKeyPair } from '../support/ssh-keys.ts';
import { SshServer } from '../support/ssh-server.ts';

const SLOW = { timeout: 60_000 };
const PASSPHRASE = 'sesame of the bastion';
const locked = sshKeyPair({
  passphrase: PASSPHRASE,
  cipher: 'aes256-cbc',
  rounds: 16,
});
const plain = sshKeyPair();
let cluster: RedisCluster;
let ssh: SshServer;
let directory: string;
test.beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'slotshell-ssh-'));
  for (const [name, key] of [
    ['locked', locked],
    ['plain', plain],
  ] as const) {
    writeFileSync(path.join(directory, name), key.private);
    chmodSync(path.join(directory, name), 0o600);
  }
  cluster = await RedisCluster.start();
});
test.afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});
test.afterEach(() => ssh.stop());

async function makeTunnelled(page: Page, name: string): Promise<void> {
  await way.make(page, name, cluster.addresses[0]!);
  await way.turn(page, 'SSH tunnel').check();
  await way.field(page, 'Host, port').fill('127.0.0.1');
  await way.field(page, 'SSH port').fill(String(ssh.port));
  await way.field(page, 'User').fill('ops');
}

/** A key per node of every slot's shard: nothing is left out. */
async function expectAllThrough(page: Page): Promise<void> {
  for (const key of ['k1', 'k2', 'k3']) expect(await enter(page, `set ${key} v`)).toMatch(/^OK\b/);
  await expect.poll(() => [...new Set(ssh.forwarded)].sort()).toEqual([...cluster.addresses].sort());
}

test('a key with a passphrase through a server whose host key is accepted once; a changed one is refused before anything is sent', async ({
  launch,
}) => {
  ssh = await SshServer.start('ops', { publicKey: locked.public });
  const { port } = ssh;
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await makeTunnelled(page, 'bastion');
    await way.choose(page, 'SSH login by', 'key');
    await way.field(page, 'SSH key').fill(path.join(directory, 'locked'));
    await way.secret(page, 'Passphrase of the SSH key').fill(PASSPHRASE);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.step(page, 'SSH tunnel: failed')).toContainText(ssh.hostKey);
    expect(ssh.logins).toEqual([]);
    await way.doctor(page).getByRole('button', { name: 'Accept this host key' }).click();
    await expect(way.step(page, 'SSH tunnel: works')).toBeVisible();
    await expect(way.step(page, /^Reach every announced node: works/)).toBeVisible();
    await way.connect(page, 'bastion');
    await expectAllThrough(page);
    await closeApp(first.app);
  }

  // The passphrase was for the session; the host key is kept.
  const second = await launch({ userData });
  {
    const { page } = second;
    await way.connectByEnter(page, 'bastion');
    await expect(way.step(page, 'SSH tunnel: failed')).toContainText('passphrase');
    await expect(way.secret(page, 'Passphrase of the SSH key')).toBeFocused();
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press('Enter');
    await way.connected(page, 'bastion');
    expect(await enter(page, 'get k1')).toContain('"v"');

    await ssh.stop();
    ssh = await SshServer.start('ops', { publicKey: locked.public }, port);
    await way.told(page, /has changed.*No node can be reached\..*do not connect/);
    expect(await screenText(page)).not.toContain('The other nodes still work');
    expect(ssh.logins).toEqual([]);
    await closeApp(second.app);
  }

  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'bastion');
  await expect(way.secret(page, 'Passphrase of the SSH key')).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  const failed = way.step(page, 'SSH tunnel: failed');
  await expect(failed).toContainText('has changed');
  await expect(failed).toContainText(`has changed to ${ssh.hostKey}`);
  await expect(failed).toContainText('do not connect');
  expect(ssh.logins).toEqual([]);
  expect(ssh.forwarded).toEqual([]);
  const accept = way.doctor(page).getByRole('button', { name: 'Accept the changed key' });
  await expect(accept).toHaveClass(/danger/);
  await accept.click();
  await expect(way.step(page, 'SSH tunnel: works')).toBeVisible();
  await way.connect(page, 'bastion');
  expect(await enter(page, 'get k1')).toContain('"v"');
});

test('the agent logs in, and again after a restart; without one the app says so', async ({ launch }) => {
  ssh = await SshServer.start('ops', { publicKey: plain.public });
  const agent = await startAgent(path.join(directory, 'agent'));
  test.skip(agent === null, 'There is no ssh-agent here (openssh-client).');
  const env = { SSH_AUTH_SOCK: path.join(directory, 'agent') };
  try {
    execFileSync('ssh-add', ['-q', path.join(directory, 'plain')], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    const first = await launch({ env });
    const { userData } = first;
    await makeTunnelled(first.page, 'agented');
    await way.choose(first.page, 'SSH login by', 'agent');
    await way.doctor(first.page).getByRole('button', { name: 'Test' }).click();
    await way.doctor(first.page).getByRole('button', { name: 'Accept this host key' }).click();
    await expect(way.step(first.page, 'SSH tunnel: works')).toBeVisible();
    await way.connect(first.page, 'agented');
    await expectAllThrough(first.page);
    await closeApp(first.app);

    const second = await launch({ userData, env });
    await way.connectByEnter(second.page, 'agented');
    await way.connected(second.page, 'agented');
    expect(await enter(second.page, 'get k1')).toContain('"v"');
    await closeApp(second.app);

    const { page } = await launch({ userData, env: { SSH_AUTH_SOCK: '' } });
    await way.connectByEnter(page, 'agented');
    await expect(way.screen(page).getByRole('alert').first()).toContainText('No SSH agent is running');
  } finally {
    agent?.kill();
  }
});

/** Null where there is none to start. */
async function startAgent(socket: string): Promise<ChildProcess | null> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  const failed = new Promise<boolean>((resolve) => agent.once('error', () => resolve(true)));
  const ready = waitUntil('the agent', () => {
    try {
      // It answers "no identities" with 1, and 2 where it cannot be reached.
      execFileSync('ssh-add', ['-l'], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      return true;
    } catch (error) {
      return (error as { status?: number }).status === 1;
    }
  }).then(
    () => false,
    () => true,
  );
  return (await Promise.race([failed, ready])) ? null : agent;
}

test('a SOCKS5 proxy with a login: examined, its password asked for again after a restart, every node through it', async ({
  launch,
  userData,
}) => {
  ssh = await SshServer.start('ops', {});
  const proxy = await ForwardProxy.start('socks5', { user: 'ops', password: PASSPHRASE });
  try {
    const first = await launch({ userData });
    const { page } = first;
    await way.make(page, 'relayed', cluster.addresses[0]!);
    await way.turn(page, 'Proxy').check();
    await way.field(page, 'Proxy host, port').fill('127.0.0.1');
    await way.field(page, 'Proxy port').fill(String(proxy.port));
    await way.doctor(page).getByRole('button', { name: 'Test' }).click();
    await expect(way.step(page, /^Proxy .*: failed/)).toContainText('asks for a login');
    expect(proxy.connected).toEqual([]);
    await way.form(page).getByRole('textbox', { name: 'Proxy user, password' }).fill('ops');
    await way.secret(page, 'Proxy password').fill(PASSPHRASE);
    await way.connect(page, 'relayed');
    for (const key of ['k1', 'k2', 'k3']) expect(await enter(page, `set ${key} v`)).toMatch(/^OK\b/);
    await expect.poll(() => [...new Set(proxy.connected)].sort()).toEqual([...cluster.addresses].sort());
    await closeApp(first.app);

    const { page: again } = await launch({ userData });
    await way.connectByEnter(again, 'relayed');
    await expect(way.step(again, /^Proxy .*: failed/)).toContainText('refuses the login of ops');
    await expect(way.secret(again, 'Proxy password')).toBeFocused();
    await again.keyboard.type(PASSPHRASE);
    await again.keyboard.press('Enter');
    await way.connected(again, 'relayed');
  } finally {
    await proxy.stop();
  }
});

for (const place of ['one of the nodes', 'another server'] as const)
  test(`a cluster is created over SSH, where the window is at ${place}, up to Connect to it`, async ({
    launch,
  }, info) => {
    ssh = await SshServer.start('ops', { publicKey: plain.public });
    const nodes = await BareNodes.start({ hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'] });
    try {
      const { page } = await launch();
      await makeTunnelled(page, 'bastion');
      const seed = place === 'another server' ? cluster.addresses[0]! : nodes.addresses[0]!;
      await way.form(page).getByRole('textbox', { name: 'Seeds' }).fill(seed);
      await way.choose(page, 'SSH login by', 'key');
      await way.field(page, 'SSH key').fill(path.join(directory, 'plain'));
      await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
      await way.doctor(page).getByRole('button', { name: 'Accept this host key' }).click();
      await expect(way.step(page, 'SSH tunnel: works')).toBeVisible();
      await way.connect(page, 'bastion');
      await page.keyboard.press('Control+Shift+P');
      await page.keyboard.type('create a cluster');
      await page.keyboard.press('Enter');
      await page
        .getByRole('textbox', { name: 'Addresses of the nodes' })
        .fill(`${nodes.addresses.join(' ')} --cluster-replicas 0`);
      await page.getByRole('checkbox', { name: /^Ask as this window’s connection does/ }).check();
      ssh.forwarded.length = 0;
      for (const title of ['What they say', 'Placement', 'Conf', 'Plan', 'Join']) {
        await page.keyboard.press('Control+Enter');
        await expect(
          page.getByRole('list', { name: 'Steps' }).first().getByRole('listitem').filter({ hasText: title }),
        ).toHaveAttribute('aria-current', 'step', SLOW);
      }
      await expect(page.getByText('[OK] All 16384 slots covered.')).toBeVisible(SLOW);
      const connect = page.getByRole('button', { name: 'Connect to it' });
      await expect(connect).toBeFocused();
      await page.screenshot({ path: info.outputPath('joined.png') });
      await page.keyboard.press('Enter');
      await expect(page.getByRole('tab', { name: 'Shell' })).toHaveAttribute('aria-selected', 'true', SLOW);
      await page.screenshot({ path: info.outputPath('connected.png') });
      for (const key of ['k1', 'k2', 'k3']) expect(await enter(page, `set ${key} v`)).toMatch(/^OK\b/);
      await expect(way.nodes(page)).toContainText(nodes.addresses[2]!);
      await page.screenshot({ path: info.outputPath('shell.png') });
      const all = await Promise.all(nodes.ports.map((port) => nodes.command(port, 'DBSIZE')));
      expect(all.map(Number).reduce((a, b) => a + b, 0)).toBe(3);
      for (const address of nodes.addresses) expect(ssh.forwarded).toContain(address);
    } finally {
      await nodes.stop();
    }
  });
