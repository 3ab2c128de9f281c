/** Saved connections, the whole way: made, used, used again after a restart, edited, copied, deleted, examined; the password nowhere to be found. */
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import { closedPort } from '../support/closed-port.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { foundInFiles } from '../support/secret-search.ts';

const PASSWORD = 'hunter2-of-the-orders';
let cluster: RedisCluster;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ password: PASSWORD });
});
test.afterAll(() => cluster.stop());

/** The colour that an element shows for the connection's. */
const painted = (place: Locator) =>
  place.locator('.swatch').evaluate((swatch) => getComputedStyle(swatch).backgroundColor);

test('a connection is made, used, and used again after a restart; without a key store its password is asked for again', async ({
  launch,
  userData,
}) => {
  const first = await launch({ userData });
  await way.make(first.page, 'orders', `127.0.0.1:${cluster.ports[0]}`);
  await way.secret(first.page, 'Password').fill(PASSWORD);
  await first.page.keyboard.press('Enter');
  await way.connected(first.page, 'orders');
  expect(await enter(first.page, 'set k1 v1')).toMatch(/^OK\b/);
  await way.open(first.page);
  await expect(way.form(first.page).getByText('kept for this session')).toBeVisible();
  await expect(way.screen(first.page)).toContainText('This system has no key store');
  // The window was typed the password, and has let go of it.
  expect(await way.pageText(first.page)).not.toContain(PASSWORD);
  // In the session it is not asked for again.
  await way.row(first.page, 'orders').focus();
  await first.page.keyboard.press('Enter');
  await expect(way.screen(first.page)).toBeHidden();
  expect(await enter(first.page, 'get k1')).toContain('v1');
  await closeApp(first.app);
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);

  const { page } = await launch({ userData });
  await way.open(page);
  await expect(way.row(page, 'orders')).toBeFocused();
  await expect(way.row(page, 'orders')).toContainText(`127.0.0.1:${cluster.ports[0]}`);
  await page.keyboard.press('Enter');
  // Refused: the doctor says at which step, and the field for the password has the focus.
  await expect(way.step(page, 'Log in: failed')).toBeVisible();
  await expect(way.secret(page, 'Password')).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await way.connected(page, 'orders');
  expect(await enter(page, 'get k1')).toContain('v1');
  expect(await page.content()).not.toContain(PASSWORD);
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
});

test('a profile’s settings apply to the session; the profile is edited, copied, deleted, restored', async ({
  launch,
  userData,
}) => {
  const plain = await RedisCluster.start({ replicas: 0 });
  try {
    const { page } = await launch({ userData });
    await way.make(page, 'payments', `127.0.0.1:${plain.ports[1]}`);
    await way.form(page).getByRole('button', { name: 'production' }).click();
    await way
      .form(page)
      .getByRole('switch', { name: /^Read-only/ })
      .check();
    await way
      .form(page)
      .getByRole('group', { name: 'Redirects' })
      .getByRole('button', { name: 'follow' })
      .click();
    await way.save(page);
    await expect(way.row(page, 'payments')).toContainText('production');
    await way.row(page, 'payments').focus();
    await page.keyboard.press('Enter');
    await way.connected(page, 'payments, production, read-only');
    expect(await enter(page, 'set k v')).toContain('read-only');
    await expect(page.getByRole('button', { name: 'follow' })).toHaveAttribute('aria-pressed', 'true');

    await way.open(page);
    await way.row(page, 'payments').focus();
    await page.keyboard.press('Control+d');
    await expect(way.row(page, 'payments copy')).toHaveAttribute('aria-selected', 'true');
    await way.row(page, 'payments copy').focus();
    await page.keyboard.press('F2');
    await expect(way.field(page, 'Name')).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('refunds');
    await expect(way.form(page).getByText('edited')).toBeVisible();
    await way.save(page);
    await expect(way.form(page).getByText('edited')).toBeHidden();
    await way.row(page, 'refunds').focus();
    await page.keyboard.press('Delete');
    await expect(way.row(page, 'refunds')).toBeHidden();
    await expect(way.row(page, 'payments')).toBeFocused();
    await way.screen(page).getByRole('button', { name: 'Undo' }).click();
    await expect(way.row(page, 'refunds')).toBeVisible();
    await way.screen(page).getByRole('searchbox', { name: 'Filter saved connections' }).fill('refu prod');
    await expect(way.row(page, 'payments')).toBeHidden();
    await expect(way.row(page, 'refunds')).toBeVisible();
  } finally {
    await plain.stop();
  }
});

test('errors are shown at their field, and nothing is saved until they are fixed', async ({
  launch,
  userData,
}) => {
  const { page } = await launch({ userData });
  await way.make(page, 'half', 'orders.example:99999');
  await page.keyboard.press('Control+s');
  const seeds = way.field(page, 'Seeds');
  await expect(seeds).toBeFocused();
  await expect(seeds).toHaveAttribute('aria-invalid', 'true');
  await expect(seeds).toHaveAccessibleDescription(/Address 1 is not of the form host:port/);
  await way.turn(page, 'SSH tunnel').check();
  await expect(way.form(page).getByText('The SSH server is missing.')).toBeVisible();
  await way.turn(page, 'SSH tunnel').uncheck();
  // A port that is missing is the usual one.
  await seeds.fill('orders.example, [::1]:7000');
  await expect(seeds).toHaveAttribute('aria-invalid', 'false');
  await way.save(page);
  await expect(way.row(page, 'half')).toContainText('orders.example:6379 +1');
});

test('a failed connect leads to the doctor, which names the step and what to do; a typed one, too', async ({
  launch,
  userData,
}) => {
  const port = await closedPort();
  const { page } = await launch({ userData });
  await way.make(page, 'gone', `127.0.0.1:${port}`);
  await page.keyboard.press('Enter');
  const tcp = way.step(page, 'TCP to the seeds: failed');
  await expect(tcp).toContainText('Check the host and port');
  await expect(way.doctor(page)).toContainText('You cannot connect.');
  await expect(way.doctor(page).getByRole('listitem')).toHaveCount(14 + 1);
  // A wrong password is another step.
  await way.field(page, 'Seeds').fill(`127.0.0.1:${cluster.ports[0]}`);
  await way.secret(page, 'Password').fill('not-the-password');
  await way.doctor(page).getByRole('button', { name: 'Run again' }).click();
  const login = way.step(page, 'Log in: failed');
  await expect(login).toContainText('Check the user and password');
  await expect(way.step(page, 'TCP to the seeds: works')).toBeVisible();
  expect(await way.doctor(page).innerText()).not.toContain('not-the-password');
  await way.secret(page, 'Password').fill(PASSWORD);
  await way.doctor(page).getByRole('button', { name: 'Run again' }).click();
  await expect(way.step(page, /^Reach every announced node: works/)).toBeVisible();

  const typed = way.screen(page).getByRole('textbox', { name: 'Server to connect to' });
  await typed.fill(`127.0.0.1:${port}`);
  await typed.press('Enter');
  await expect(tcp).toBeVisible();
  await expect(way.screen(page).getByRole('alert').first()).toContainText(`127.0.0.1:${port}`);
});

test('a redis-cli line is imported with its password, after a preview of what was recognized', async ({
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData });
  await page.getByRole('button', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  await dialog
    .getByRole('textbox')
    .fill(`redis-cli -c -h 127.0.0.1 -p ${cluster.ports[2]} -a '${PASSWORD}' --bigkeys\nwhat is this`);
  await dialog.getByRole('button', { name: 'Read it' }).click();
  await expect(dialog.getByRole('region', { name: 'Not imported' })).toContainText('--bigkeys');
  await expect(dialog.getByRole('region', { name: 'Not imported' })).toContainText('Line 2');
  expect(await dialog.innerText()).not.toContain(PASSWORD);
  await dialog.getByRole('button', { name: 'Save 1 connection' }).click();
  await expect(dialog).toBeHidden();
  const imported = way.row(page, `127.0.0.1:${cluster.ports[2]}`);
  await expect(imported).toHaveAttribute('aria-selected', 'true');
  expect(await way.pageText(page)).not.toContain(PASSWORD);
  await imported.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
  await closeApp(app);
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
});

test('connections are exported without their secrets, or sealed, and imported again', async ({
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData });
  const file = path.join(userData, 'export.json');
  await app.evaluate(({ dialog }, place) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: place });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [place] });
  }, file);
  await way.make(page, 'orders', `127.0.0.1:${cluster.ports[0]}`);
  await way.secret(page, 'Password').fill(PASSWORD);
  await way.save(page);
  const exporting = page.getByRole('dialog', { name: 'Export connections' });
  const exported = async (act: () => Promise<void>) => {
    await way.screen(page).getByRole('button', { name: 'Export…' }).first().click();
    await act();
    await exporting.getByRole('button', { name: 'Export…' }).click();
  };
  await exported(() => Promise.resolve());
  await expect(exporting).toContainText('Saved to');
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
  await page.keyboard.press('Escape');

  await exported(async () => {
    await exporting.getByRole('radio', { name: /^With passwords/ }).check();
    await exporting.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await exporting.getByLabel('Passphrase again').fill('correct house');
  });
  await expect(exporting.getByRole('alert')).toContainText('not the same');
  await exporting.getByLabel('Passphrase again').fill('correct horse');
  await exporting.getByRole('button', { name: 'Export…' }).click();
  await expect(exporting).toContainText('Saved to');
  expect(await foundInFiles(userData, { password: PASSWORD })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(exporting).toBeHidden();

  await way.row(page, 'orders').focus();
  await page.keyboard.press('Delete');
  await way.screen(page).getByRole('button', { name: 'Import…' }).first().click();
  const importing = page.getByRole('dialog', { name: 'Import connections' });
  await importing.getByRole('button', { name: 'Choose a file…' }).click();
  const passphrase = importing.getByLabel(/encrypted/);
  await passphrase.fill('wrong');
  await passphrase.press('Enter');
  await expect(importing.getByRole('alert')).toBeVisible();
  await passphrase.fill('correct horse');
  await passphrase.press('Enter');
  await importing.getByRole('button', { name: 'Save 1 connection' }).click();
  await expect(importing).toBeHidden();
  await way.row(page, 'orders').focus();
  await page.keyboard.press('Enter');
  await way.connected(page, 'orders');
});

test('a host key is accepted in the doctor’s words and kept; TLS that is not verified is marked for as long as one is connected', async ({
  launch,
  userData,
}) => {
  const { SshServer } = await import('../support/ssh-server.ts');
  const tls = await RedisCluster.start({ replicas: 0, tls: true });
  const ssh = await SshServer.start('ops', { password: 'bastion' });
  try {
    const { app, page } = await launch({ userData });
    await way.make(page, 'far', `127.0.0.1:${tls.ports[0]}`);
    await way.turn(page, 'SSH tunnel').check();
    await way.field(page, 'Host, port').fill('127.0.0.1');
    await way.field(page, 'SSH port').fill(String(ssh.port));
    await way.field(page, 'User').fill('ops');
    await way.form(page).getByRole('button', { name: 'password', exact: true }).click();
    await way.secret(page, 'SSH password').fill('bastion');
    await way.turn(page, 'TLS').check();
    await way.turn(page, 'Verify certificate').uncheck();
    await expect(way.form(page).getByRole('note')).toContainText('Anyone on the network path');
    await way.form(page).getByRole('button', { name: 'Colour 4' }).click();
    const colour = await painted(way.form(page).getByRole('button', { name: 'Colour 4' }));
    await page.keyboard.press('Control+s');
    await way.doctor(page).getByRole('button', { name: 'Test' }).click();
    await way.doctor(page).getByRole('button', { name: 'Accept this host key' }).click();
    await expect(way.form(page)).toContainText(ssh.hostKey);
    await expect(way.step(page, 'SSH tunnel: works')).toBeVisible();
    await expect(way.step(page, 'TLS: works, with a warning')).toBeVisible();
    await way.form(page).getByRole('button', { name: 'Connect' }).click();
    await way.connected(page, 'far, development, TLS not verified');
    const chip = page.getByRole('button', { name: /^Connection: far,/ });
    expect(await painted(chip)).toBe(colour);
    // In a small window, too, the mark stands whole within the chip.
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(640, 400));
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(640);
    const [outer, mark] = await Promise.all([
      chip.boundingBox(),
      chip.getByText('TLS not verified').boundingBox(),
    ]);
    expect(mark!.x + mark!.width).toBeLessThanOrEqual(outer!.x + outer!.width);
    expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
    expect(ssh.forwarded.length).toBeGreaterThan(0);
    await way.open(page);
    await expect(way.row(page, 'far')).toContainText('TLS not verified');
    await expect(way.form(page).getByText('TLS not verified', { exact: true })).toBeVisible();
  } finally {
    await ssh.stop();
    await tls.stop();
  }
});

test('two windows have a cluster each, and one list of connections', async ({ launch, userData }) => {
  const plain = await RedisCluster.start({ replicas: 0 });
  try {
    const { app, page } = await launch({ userData, args: ['-p', String(plain.ports[0])] });
    await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
    const opened = app.waitForEvent('window');
    await page.keyboard.press('Control+Alt+n');
    const second = await opened;
    await second.waitForSelector('body[data-ready="1"]', { state: 'attached' });
    await way.make(second, 'orders', `127.0.0.1:${cluster.ports[0]}`);
    await way.secret(second, 'Password').fill(PASSWORD);
    await second.keyboard.press('Enter');
    await way.connected(second, 'orders');
    expect(await enter(second, 'set two windows')).toMatch(/^OK\b/);
    expect(await enter(page, 'get two')).toContain('(nil)');
    expect(await screenText(page)).not.toContain('windows');
    await way.open(page);
    await expect(way.row(page, 'orders')).toBeVisible();
    await page.keyboard.press('Escape');
    await second.close();
    expect(await enter(page, 'set one 1')).toMatch(/^OK\b/);
  } finally {
    await plain.stop();
  }
});
