/** Saved connections, the whole way: made, used, used again after a restart, edited, copied, deleted, examined; the password nowhere to be found. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { closeApp, expect, screenText, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

const PASSWORD = 'hunter2-of-the-orders';
let cluster: RedisCluster;
let userData: string;
test.beforeAll(async () => {
  cluster = await RedisCluster.start({ password: PASSWORD });
});
test.afterAll(() => cluster.stop());
test.beforeEach(async () => {
  userData = await mkdtemp(path.join(tmpdir(), 'slotshell-connections-'));
});
test.afterEach(() => rm(userData, { recursive: true, force: true }));

const screen = (page: Page) => page.getByRole('dialog', { name: 'Connections', exact: true });
const form = (page: Page) => screen(page).getByRole('form', { name: /^Connection / });
const doctor = (page: Page) => screen(page).getByRole('complementary', { name: 'Connection doctor' });
const row = (page: Page, name: string | RegExp) => screen(page).getByRole('option', { name });
const connected = (page: Page, name: string) =>
  expect(page.getByRole('button', { name: new RegExp(`^Connection: ${name},`) })).toBeVisible();
const open = (page: Page) => page.keyboard.press('Control+Shift+N');

interface Fields {
  name: string;
  seeds: string;
  password?: string;
}

/** Opens the screen, makes a connection, and leaves the focus in its form. */
async function make(page: Page, { name, seeds, password }: Fields): Promise<void> {
  if (!(await screen(page).isVisible())) await open(page);
  await screen(page).getByRole('button', { name: 'New connection' }).first().click();
  await form(page).getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await form(page).getByRole('textbox', { name: 'Seeds' }).fill(seeds);
  if (password !== undefined) await form(page).getByLabel('Password', { exact: true }).fill(password);
}
const save = async (page: Page) => {
  await page.keyboard.press('Control+s');
  await expect(form(page).getByText('not saved yet')).toBeHidden();
};

/** Every file below the directory that holds the text in plain, hexadecimal or base64. */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').slice(0, -2)];
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    const place = path.join(file.path, file.name);
    const content = (await readFile(place)).toString('latin1');
    if (forms.some((form) => content.includes(form))) found.push(place);
  }
  return found;
}

/** Everything in the page that can be read: its elements, and what stands in its fields. */
const pageText = (page: Page) =>
  page.evaluate(
    () =>
      document.documentElement.outerHTML +
      [...document.querySelectorAll('input, textarea')]
        .map((field) => (field as HTMLInputElement).value)
        .join('\n') +
      window.slotshellTest.lines().join('\n'),
  );

/** The colour that an element shows for the connection's. */
const painted = (place: Locator) =>
  place.locator('.swatch').evaluate((swatch) => getComputedStyle(swatch).backgroundColor);

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a connection is made, used, and used again after a restart; without a key store its password is asked for anew', async ({
  launch,
}) => {
  const first = await launch({ userData });
  await make(first.page, { name: 'orders', seeds: `127.0.0.1:${cluster.ports[0]}`, password: PASSWORD });
  await first.page.keyboard.press('Enter');
  await connected(first.page, 'orders');
  expect(await enter(first.page, 'set k1 v1')).toMatch(/^OK\b/);
  await open(first.page);
  await expect(form(first.page).getByText('kept for this session')).toBeVisible();
  await expect(screen(first.page)).toContainText('This system has no key store');
  // The window was typed the password, and has let go of it.
  expect(await pageText(first.page)).not.toContain(PASSWORD);
  // In the session it is not asked for again.
  await row(first.page, /^orders/).focus();
  await first.page.keyboard.press('Enter');
  await expect(screen(first.page)).toBeHidden();
  expect(await enter(first.page, 'get k1')).toContain('v1');
  await closeApp(first.app);
  expect(await filesWith(userData, PASSWORD)).toEqual([]);

  const { page } = await launch({ userData });
  await open(page);
  await expect(row(page, /^orders/)).toBeFocused();
  await expect(row(page, /^orders/)).toContainText(`127.0.0.1:${cluster.ports[0]}`);
  await page.keyboard.press('Enter');
  // Refused: the doctor says at which step, and the field for the password has the focus.
  await expect(doctor(page).getByRole('listitem', { name: 'Log in: failed' })).toBeVisible();
  await expect(form(page).getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await connected(page, 'orders');
  expect(await enter(page, 'get k1')).toContain('v1');
  expect(await page.content()).not.toContain(PASSWORD);
  expect(await filesWith(userData, PASSWORD)).toEqual([]);
});

test('what a profile says holds for the session: environment, read-only, redirects, separator; it is edited, copied, deleted, brought back', async ({
  launch,
}) => {
  const plain = await RedisCluster.start({ replicas: 0 });
  try {
    const { page } = await launch({ userData });
    await make(page, { name: 'payments', seeds: `127.0.0.1:${plain.ports[1]}` });
    await form(page).getByRole('button', { name: 'production' }).click();
    await form(page)
      .getByRole('switch', { name: /^Read-only/ })
      .check();
    await form(page)
      .getByRole('group', { name: 'Redirects' })
      .getByRole('button', { name: 'follow' })
      .click();
    await save(page);
    await expect(row(page, /^payments/)).toContainText('production');
    await row(page, /^payments/).focus();
    await page.keyboard.press('Enter');
    await connected(page, 'payments, production, read-only');
    expect(await enter(page, 'set k v')).toContain('read-only');
    await expect(page.getByRole('button', { name: 'follow' })).toHaveAttribute('aria-pressed', 'true');

    await open(page);
    await row(page, /^payments/).focus();
    await page.keyboard.press('Control+d');
    await expect(row(page, /^payments copy/)).toHaveAttribute('aria-selected', 'true');
    await row(page, /^payments copy/).focus();
    await page.keyboard.press('F2');
    await expect(form(page).getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('refunds');
    await expect(form(page).getByText('edited')).toBeVisible();
    await save(page);
    await expect(form(page).getByText('edited')).toBeHidden();
    await row(page, /^refunds/).focus();
    await page.keyboard.press('Delete');
    await expect(row(page, /^refunds/)).toBeHidden();
    await expect(row(page, /^payments/)).toBeFocused();
    await screen(page).getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, /^refunds/)).toBeVisible();
    await screen(page).getByRole('searchbox', { name: 'Filter saved connections' }).fill('refu prod');
    await expect(row(page, /^payments/)).toBeHidden();
    await expect(row(page, /^refunds/)).toBeVisible();
  } finally {
    await plain.stop();
  }
});

test('what is wrong with a field is said at the field, and nothing is saved before it is right', async ({
  launch,
}) => {
  const { page } = await launch({ userData });
  await make(page, { name: 'half', seeds: 'orders.example:99999' });
  await page.keyboard.press('Control+s');
  const seeds = form(page).getByRole('textbox', { name: 'Seeds' });
  await expect(seeds).toBeFocused();
  await expect(seeds).toHaveAttribute('aria-invalid', 'true');
  await expect(seeds).toHaveAccessibleDescription(/Address 1 is not of the form host:port/);
  await form(page).getByRole('switch', { name: 'SSH tunnel' }).check();
  await expect(form(page).getByText('The SSH server is missing.')).toBeVisible();
  await form(page).getByRole('switch', { name: 'SSH tunnel' }).uncheck();
  // A port that is missing is the usual one.
  await seeds.fill('orders.example, [::1]:7000');
  await expect(seeds).toHaveAttribute('aria-invalid', 'false');
  await save(page);
  await expect(row(page, /^half/)).toContainText('orders.example:6379 +1');
});

test('a failed connect leads to the doctor, who names the step and what to do; a typed one, too', async ({
  launch,
}) => {
  const port = await closedPort();
  const { page } = await launch({ userData });
  await make(page, { name: 'gone', seeds: `127.0.0.1:${port}` });
  await page.keyboard.press('Enter');
  const tcp = doctor(page).getByRole('listitem', { name: 'TCP to the seeds: failed' });
  await expect(tcp).toContainText('Check host and port');
  await expect(doctor(page)).toContainText('No connection comes about.');
  await expect(doctor(page).getByRole('listitem')).toHaveCount(12 + 1);
  // A wrong password is another step.
  await form(page).getByRole('textbox', { name: 'Seeds' }).fill(`127.0.0.1:${cluster.ports[0]}`);
  await form(page).getByLabel('Password', { exact: true }).fill('not-the-password');
  await doctor(page).getByRole('button', { name: 'Run again' }).click();
  const login = doctor(page).getByRole('listitem', { name: 'Log in: failed' });
  await expect(login).toContainText('Check user and password');
  await expect(doctor(page).getByRole('listitem', { name: 'TCP to the seeds: works' })).toBeVisible();
  expect(await doctor(page).innerText()).not.toContain('not-the-password');
  await form(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
  await doctor(page).getByRole('button', { name: 'Run again' }).click();
  await expect(
    doctor(page).getByRole('listitem', { name: /^Reach every announced node: works/ }),
  ).toBeVisible();

  const typed = screen(page).getByRole('textbox', { name: 'Server to connect to' });
  await typed.fill(`127.0.0.1:${port}`);
  await typed.press('Enter');
  await expect(tcp).toBeVisible();
  await expect(screen(page).getByRole('alert').first()).toContainText(`127.0.0.1:${port}`);
});

test('a redis-cli line is imported with its password, after a look at what was found and what was not', async ({
  launch,
}) => {
  const { app, page } = await launch({ userData });
  await page.getByRole('button', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  await dialog
    .getByRole('textbox')
    .fill(`redis-cli -c -h 127.0.0.1 -p ${cluster.ports[2]} -a '${PASSWORD}' --bigkeys\nwhat is this`);
  await dialog.getByRole('button', { name: 'Read it' }).click();
  await expect(dialog.getByRole('region', { name: 'Not taken over' })).toContainText('--bigkeys');
  await expect(dialog.getByRole('region', { name: 'Not taken over' })).toContainText('Line 2');
  expect(await dialog.innerText()).not.toContain(PASSWORD);
  await dialog.getByRole('button', { name: 'Save 1 connection' }).click();
  await expect(dialog).toBeHidden();
  const imported = row(page, new RegExp(`127\\.0\\.0\\.1:${cluster.ports[2]}`));
  await expect(imported).toHaveAttribute('aria-selected', 'true');
  expect(await pageText(page)).not.toContain(PASSWORD);
  await imported.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
  await closeApp(app);
  expect(await filesWith(userData, PASSWORD)).toEqual([]);
});

test('connections are exported without their secrets, or sealed, and imported again', async ({ launch }) => {
  const { app, page } = await launch({ userData });
  const file = path.join(userData, 'export.json');
  await app.evaluate(({ dialog }, place) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: place });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [place] });
  }, file);
  await make(page, { name: 'orders', seeds: `127.0.0.1:${cluster.ports[0]}`, password: PASSWORD });
  await save(page);
  const exporting = page.getByRole('dialog', { name: 'Export connections' });
  const exported = async (act: () => Promise<void>) => {
    await screen(page).getByRole('button', { name: 'Export…' }).first().click();
    await act();
    await exporting.getByRole('button', { name: 'Export…' }).click();
  };
  await exported(() => Promise.resolve());
  await expect(exporting).toContainText('Saved to');
  expect(await filesWith(userData, PASSWORD)).toEqual([]);
  await page.keyboard.press('Escape');

  await exported(async () => {
    await exporting.getByRole('radio', { name: /^With them/ }).check();
    await exporting.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await exporting.getByLabel('Passphrase again').fill('correct house');
  });
  await expect(exporting.getByRole('alert')).toContainText('not the same');
  await exporting.getByLabel('Passphrase again').fill('correct horse');
  await exporting.getByRole('button', { name: 'Export…' }).click();
  await expect(exporting).toContainText('Saved to');
  expect(await filesWith(userData, PASSWORD)).toEqual([]);
  await page.keyboard.press('Escape');

  await row(page, /^orders/).focus();
  await page.keyboard.press('Delete');
  await screen(page).getByRole('button', { name: 'Import…' }).first().click();
  const importing = page.getByRole('dialog', { name: 'Import connections' });
  await importing.getByRole('button', { name: 'Choose a file…' }).click();
  const passphrase = importing.getByLabel(/sealed/);
  await passphrase.fill('wrong');
  await passphrase.press('Enter');
  await expect(importing.getByRole('alert')).toBeVisible();
  await passphrase.fill('correct horse');
  await passphrase.press('Enter');
  await importing.getByRole('button', { name: 'Save 1 connection' }).click();
  await expect(importing).toBeHidden();
  await row(page, /^orders/).focus();
  await page.keyboard.press('Enter');
  await connected(page, 'orders');
});

test('a host key is accepted in the doctor’s words and kept; TLS that is not verified is marked for as long as one is connected', async ({
  launch,
}) => {
  const { SshServer } = await import('../support/ssh-server.ts');
  const tls = await RedisCluster.start({ replicas: 0, tls: true });
  const ssh = await SshServer.start('ops', { password: 'bastion' });
  try {
    const { app, page } = await launch({ userData });
    await make(page, { name: 'far', seeds: `127.0.0.1:${tls.ports[0]}` });
    await form(page).getByRole('switch', { name: 'SSH tunnel' }).check();
    await form(page).getByRole('textbox', { name: 'Host, port' }).fill('127.0.0.1');
    await form(page).getByRole('textbox', { name: 'SSH port' }).fill(String(ssh.port));
    await form(page).getByRole('textbox', { name: 'User', exact: true }).fill('ops');
    await form(page).getByRole('button', { name: 'password', exact: true }).click();
    await form(page).getByLabel('SSH password').fill('bastion');
    await form(page).getByRole('switch', { name: 'TLS', exact: true }).check();
    await form(page).getByRole('switch', { name: 'Verify certificate' }).uncheck();
    await expect(form(page).getByRole('note')).toContainText('Anyone in between');
    await form(page).getByRole('button', { name: 'Colour 4' }).click();
    const colour = await painted(form(page).getByRole('button', { name: 'Colour 4' }));
    await page.keyboard.press('Control+s');
    await doctor(page).getByRole('button', { name: 'Test' }).click();
    await doctor(page).getByRole('button', { name: 'Accept this host key' }).click();
    await expect(form(page)).toContainText(ssh.hostKey);
    await expect(doctor(page).getByRole('listitem', { name: 'SSH tunnel: works' })).toBeVisible();
    await expect(doctor(page).getByRole('listitem', { name: 'TLS: works, with a catch' })).toBeVisible();
    await form(page).getByRole('button', { name: 'Connect' }).click();
    await connected(page, 'far, development, TLS not verified');
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
    await open(page);
    await expect(row(page, /^far/)).toContainText('TLS not verified');
    await expect(form(page).getByText('TLS not verified', { exact: true })).toBeVisible();
  } finally {
    await ssh.stop();
    await tls.stop();
  }
});

test('two windows have a cluster each, and one list of connections', async ({ launch }) => {
  const plain = await RedisCluster.start({ replicas: 0 });
  try {
    const { app, page } = await launch({ userData, args: ['-p', String(plain.ports[0])] });
    await expect(page.getByRole('region', { name: 'Shard 3' })).toBeVisible();
    const opened = app.waitForEvent('window');
    await page.keyboard.press('Control+Alt+n');
    const second = await opened;
    await second.waitForSelector('body[data-ready="1"]', { state: 'attached' });
    await make(second, { name: 'orders', seeds: `127.0.0.1:${cluster.ports[0]}`, password: PASSWORD });
    await second.keyboard.press('Enter');
    await connected(second, 'orders');
    expect(await enter(second, 'set two windows')).toMatch(/^OK\b/);
    expect(await enter(page, 'get two')).toContain('(nil)');
    expect(await screenText(page)).not.toContain('windows');
    await open(page);
    await expect(row(page, /^orders/)).toBeVisible();
    await page.keyboard.press('Escape');
    await second.close();
    expect(await enter(page, 'set one 1')).toMatch(/^OK\b/);
  } finally {
    await plain.stop();
  }
});
