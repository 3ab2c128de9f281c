/**
 * That no secret appears in the files, the log, the transcript, the history, an error or the window's memory: each kind of
 * secret is used in the real app, with a real key store, and looked for everywhere.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { closeApp, expect, printedBy, test } from '../support/app.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { Keyring } from '../support/keyring.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import {
  WHOLE_STRINGS,
  formsOf,
  foundIn,
  foundInFiles,
  foundInProcess,
  heapStrings,
  tapMessages,
  type Secrets,
} from '../support/secret-search.ts';
import { MASTER, Sentinels } from '../support/sentinels.ts';
import { sshKeyPair } from '../support/ssh-keys.ts';
import { SshServer } from '../support/ssh-server.ts';

const TYPED = {
  password: 'k3pt password/of:the+"cluster"',
  'password of Sentinels': 'k3pt-by-the-sentinels',
  'SSH password': 'k3pt for the bastion',
  'passphrase of an SSH key': 'k3pt around the ssh key',
  'passphrase of a TLS key': 'k3pt around the tls key',
};
const PASSED = {
  'wrong password': 'wr0ng-password-once',
  'passphrase of an export': 'k3pt with the export',
  'password in an address': 'k3pt.in.the.address',
};
const AT_THE_PROMPT = {
  AUTH: 'typed1-after-auth',
  'AUTH in quotes': 'typed2 after "auth"',
  'AUTH with an open quote': 'typed3-after-an-open-quote',
  HELLO: 'typed4-after-hello',
  masterauth: 'typed5-for-masterauth',
  requirepass: 'typed6-for-requirepass',
  'ACL SETUSER': 'typed7-for-a-user',
  'ACL SETUSER of what is no password': 'typed8-for-no-user',
  MIGRATE: 'typed9-for-a-migration',
  'MIGRATE AUTH2': 'typed10-for-a-migration',
  'SENTINEL SET': 'typed11-for-sentinels',
};
const MARKER = 'marker-that-the-search-finds';
/** So deep in a string that only whole strings hold it. */
const DEEP = 'deep-marker';

/** A line of a private key that is no other key's. */
const lineOf = (pem: string) => pem.split('\n')[2]!;

test.skip(process.platform !== 'linux', 'the key store of the tests is gnome-keyring');
let directory: string;
let userData: string;
let keyring: Keyring;
test.beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-search-'));
  userData = path.join(directory, 'data');
  await mkdir(userData);
  keyring = await Keyring.start();
});
test.afterEach(async () => {
  await keyring.remove();
  await rm(directory, { recursive: true, force: true });
});

const start = (env: Record<string, string> = {}) => ({
  userData,
  args: [WHOLE_STRINGS],
  env: { ...keyring.env, ...env },
});

/** As by hand: what `fill` is given stays with Playwright's own script in the page. */
async function typeInto(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.page().keyboard.press('Control+a');
  await field.page().keyboard.insertText(text);
}
const examine = (page: Page) =>
  way
    .doctor(page)
    .getByRole('button', { name: /^(Test|Run again)$/ })
    .click();
const acceptHostKey = (page: Page) =>
  way.doctor(page).getByRole('button', { name: 'Accept this host key' }).click();

/** Each kind of server that has a secret, and what they want. */
class Servers {
  readonly cluster: RedisCluster;
  readonly sentinels: Sentinels;
  readonly single: RedisServer;
  /** By key with a passphrase, by password, by a key that is pasted. */
  readonly ssh: readonly [SshServer, SshServer, SshServer];
  readonly lockedKey: string;
  readonly pastedKey: string;

  private constructor(all: Omit<Servers, 'stop'>) {
    this.cluster = all.cluster;
    this.sentinels = all.sentinels;
    this.single = all.single;
    this.ssh = all.ssh;
    this.lockedKey = all.lockedKey;
    this.pastedKey = all.pastedKey;
  }

  static async start(): Promise<Servers> {
    const locked = sshKeyPair({
      cipher: 'aes256-ctr',
      rounds: 16,
      passphrase: TYPED['passphrase of an SSH key'],
    });
    const pasted = sshKeyPair();
    const [cluster, sentinels, single, ...ssh] = await Promise.all([
      RedisCluster.start({ tls: 'mutual', password: TYPED.password, replicas: 0 }),
      Sentinels.start(TYPED['password of Sentinels']),
      RedisServer.start({ args: ['--requirepass', PASSED['password in an address']] }),
      SshServer.start('ops', { publicKey: locked.public }),
      SshServer.start('ops', { password: TYPED['SSH password'] }),
      SshServer.start('ops', { publicKey: pasted.public }),
    ]);
    return new Servers({
      cluster,
      sentinels,
      single,
      ssh,
      lockedKey: locked.private,
      pastedKey: pasted.private,
    });
  }

  async stop(): Promise<void> {
    const { cluster, sentinels, single, ssh } = this;
    await Promise.all([cluster, sentinels, single, ...ssh].map((server) => server.stop()));
  }
}

async function throughSsh(page: Page, server: SshServer, method: string): Promise<void> {
  await way.turn(page, 'SSH tunnel').check();
  await way.field(page, 'Host, port').fill('127.0.0.1');
  await way.field(page, 'SSH port').fill(String(server.port));
  await way.field(page, 'User').fill('ops');
  await way.choose(page, 'SSH login by', method);
}

/** Saved after a wrong password, a host key that was not known, and what the doctor says of both. */
async function makeCluster(page: Page, { cluster, ssh, lockedKey }: Servers): Promise<void> {
  const keyFile = path.join(directory, 'ssh-key');
  await writeFile(keyFile, lockedKey);
  const { files } = cluster.tls!;
  await way.make(page, 'payments', cluster.addresses.join(', '));
  await typeInto(way.secret(page, 'Password'), PASSED['wrong password']);
  await way.turn(page, 'TLS').check();
  await way.field(page, 'CA certificate').fill(files.ca);
  await way.field(page, 'Client certificate').fill(files.cert);
  await way
    .field(page, 'Key of the client certificate')
    .fill(cluster.tls!.lockedKey(TYPED['passphrase of a TLS key']));
  await typeInto(way.secret(page, 'Passphrase of the key'), TYPED['passphrase of a TLS key']);
  await throughSsh(page, ssh[0], 'key');
  await way.field(page, 'SSH key').fill(keyFile);
  await typeInto(way.secret(page, 'Passphrase of the SSH key'), TYPED['passphrase of an SSH key']);
  await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await acceptHostKey(page);
  await expect(way.step(page, 'Log in: failed')).toBeVisible();
  await typeInto(way.secret(page, 'Password'), TYPED.password);
  await way.connect(page, 'payments');
}

async function makeWatched(page: Page, { sentinels, ssh }: Servers): Promise<void> {
  await way.make(page, 'watched', sentinels.addresses.join(', '));
  await way.turn(page, 'Sentinel').check();
  await way.field(page, 'Master name').fill(MASTER);
  await typeInto(way.secret(page, 'Password of the Sentinels'), TYPED['password of Sentinels']);
  await throughSsh(page, ssh[1], 'password');
  await typeInto(way.secret(page, 'SSH password'), TYPED['SSH password']);
  await examine(page);
  await acceptHostKey(page);
  await expect(way.doctor(page)).toContainText('You can connect.');
  await way.connect(page, 'watched');
}

async function importPasted(page: Page, { cluster, ssh, pastedKey }: Servers): Promise<void> {
  const { ca, cert, key } = cluster.tls!;
  const entry = {
    host: '127.0.0.1',
    port: cluster.ports[0],
    name: 'pasted',
    password: TYPED.password,
    tls: true,
    caCert: { certificate: ca },
    clientCert: { certificate: cert, key },
    ssh: true,
    sshOptions: { host: '127.0.0.1', port: ssh[2].port, username: 'ops', privateKey: pastedKey },
  };
  await way.open(page);
  await way.screen(page).getByRole('button', { name: 'Import…' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  await typeInto(dialog.getByRole('textbox'), JSON.stringify([entry]));
  await dialog.getByRole('button', { name: 'Read it' }).click();
  await dialog.getByRole('button', { name: 'Save 1 connection' }).click();
  await way.row(page, 'pasted').click();
  await expect(way.field(page, 'Name')).toHaveValue('pasted');
  await examine(page);
  await acceptHostKey(page);
  await expect(way.doctor(page)).toContainText('You can connect.');
  await way.connect(page, 'pasted');
}

/** Commands with secrets, those that fail too. */
async function runWithSecrets(page: Page, closed: number): Promise<void> {
  const t = AT_THE_PROMPT;
  expect(await enter(page, 'config set masterauth ', t.masterauth)).toMatch(/^OK\b/);
  expect(await enter(page, 'config set requirepass ', `${t.requirepass} maxmemory none`)).toContain('ERR');
  expect(await enter(page, '@all acl setuser ', `u1 on ~* &* +@all >${t['ACL SETUSER']}`)).toContain('OK');
  expect(await enter(page, 'acl setuser ', `u1 <${t['ACL SETUSER of what is no password']}`)).toContain(
    'ERR',
  );
  expect(await enter(page, `set k ${MARKER}`)).toMatch(/^OK\b/);
  expect(await enter(page, `migrate 127.0.0.1 ${closed} k 0 500 auth `, t.MIGRATE)).toContain('ERR');
  expect(
    await enter(page, `migrate 127.0.0.1 ${closed} k 0 500 auth2 `, `u ${t['MIGRATE AUTH2']}`),
  ).toContain('ERR');
  expect(await enter(page, `sentinel set m auth-pass `, t['SENTINEL SET'])).toContain('ERR');
  expect(await enter(page, 'auth ', t.AUTH)).toContain('WRONGPASS');
  expect(await enter(page, 'auth ', JSON.stringify(t['AUTH in quotes']))).toContain('WRONGPASS');
  expect(await enter(page, 'hello 3 auth ', `default ${t.HELLO}`)).toContain('WRONGPASS');
  await enter(page, 'auth ', `"${t['AUTH with an open quote']}`);
  expect(await enter(page, 'auth ', `u1 ${t['ACL SETUSER']}`)).toMatch(/^OK\b/);
  expect(await enter(page, 'get k')).toContain(MARKER);
}

async function exportAs(page: Page, passphrase: string | null): Promise<void> {
  await way.screen(page).getByRole('button', { name: 'Export…' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Export connections' });
  if (passphrase !== null) {
    await dialog.getByRole('radio', { name: /^With passwords/ }).check();
    await typeInto(dialog.getByLabel('Passphrase', { exact: true }), passphrase);
    await typeInto(dialog.getByLabel('Passphrase again'), passphrase);
  }
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog).toContainText('Saved to');
  await page.keyboard.press('Escape');
  // Elements behind the dialog cannot take the focus before it is closed.
  await expect(dialog).toBeHidden();
}

const saveTo = (app: ElectronApplication, place: string) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, place);

test('the search finds what is there, in every form and at every place', async ({ launch }) => {
  const secrets = { it: 'a "secret"/of+öur own' };
  for (const form of formsOf(secrets.it))
    expect(foundIn(Buffer.concat([Buffer.from('xy'), form, Buffer.from('z')]), secrets)).toEqual(['it']);
  for (const lead of ['', 'a', 'ab'])
    expect(foundIn(Buffer.from(`${lead}${secrets.it} and more`).toString('base64'), secrets)).toEqual(['it']);
  expect(foundIn('a "secret"/of+öur', secrets)).toEqual([]);
  await writeFile(path.join(directory, 'file'), `xx${secrets.it}`);
  expect(await foundInFiles(directory, secrets)).toEqual(['file: it']);

  const server = await RedisServer.start();
  try {
    const { app, page } = await launch({ args: ['-p', String(server.port), WHOLE_STRINGS] });
    const messages = await tapMessages(app);
    expect(await enter(page, `eval "return string.rep('x', 5000) .. 'deep-' .. 'marker'" 0`)).toContain(
      'xxx',
    );
    expect(await enter(page, `echo ${MARKER}`)).toContain(MARKER);
    await app.evaluate((_, text) => console.log(text), MARKER);
    const markers = { marker: MARKER, deep: DEEP, none: 'is'.concat('-not-there') };
    expect(foundIn(await heapStrings(app), markers)).toEqual(['marker', 'deep']);
    expect(foundIn(await messages(), markers)).toEqual(['marker', 'deep']);
    expect(foundIn(await way.pageText(page), markers)).toEqual(['marker', 'deep']);
    expect(foundIn(printedBy(app), markers)).toEqual(['marker']);
    expect((await foundInProcess(app, markers)) ?? ['deep', 'marker']).toEqual(['deep', 'marker']);
  } finally {
    await server.stop();
  }
});

test('a password from the environment is used and goes to no window', async ({ launch }) => {
  const password = 'k3pt-in-the-environment';
  const server = await RedisServer.start({ args: ['--requirepass', password] });
  try {
    const { app, page } = await launch({
      args: ['-p', String(server.port), WHOLE_STRINGS],
      env: { REDISCLI_AUTH: password, SLOTSHELL_MARKER: MARKER },
    });
    expect(await enter(page, 'set k v')).toMatch(/^OK\b/);
    await way.open(page);
    await way
      .screen(page)
      .getByRole('textbox', { name: 'Server to connect to' })
      .fill(`127.0.0.1:${server.port}`);
    await page.keyboard.press('Enter');
    await expect(way.screen(page)).toBeHidden();
    expect(await enter(page, 'get k')).toContain('"v"');
    expect(foundIn(await heapStrings(app), { password, marker: MARKER })).toEqual(['marker']);
  } finally {
    await server.stop();
  }
});

test('no secret leaks: not while it is typed and used, not after a restart', async ({ launch }) => {
  test.setTimeout(240_000);
  const servers = await Servers.start();
  try {
    const { cluster, single, pastedKey } = servers;
    const kept: Secrets = {
      ...TYPED,
      'a pasted TLS key': lineOf(cluster.tls!.key),
      'a pasted SSH key': lineOf(pastedKey),
    };
    const all: Secrets = { ...kept, ...PASSED, ...AT_THE_PROMPT };

    const first = await launch(start());
    const messages = await tapMessages(first.app);
    await makeCluster(first.page, servers);
    await runWithSecrets(first.page, 1);
    expect(foundIn(await way.pageText(first.page), all)).toEqual([]);
    await makeWatched(first.page, servers);
    await importPasted(first.page, servers);

    await way.open(first.page);
    const exported = path.join(directory, 'exported');
    await mkdir(exported);
    for (const [name, passphrase] of [
      ['plain.json', null],
      ['sealed.json', PASSED['passphrase of an export']],
    ] as const) {
      await saveTo(first.app, path.join(exported, name));
      await exportAs(first.page, passphrase);
      expect((await stat(path.join(exported, name))).mode & 0o777).toBe(0o600);
    }
    const field = way.screen(first.page).getByRole('textbox', { name: 'Server to connect to' });
    await typeInto(field, `redis://:${PASSED['wrong password']}@127.0.0.1:${single.port}`);
    await field.press('Enter');
    await expect(way.step(first.page, 'Log in: failed')).toBeVisible();
    await typeInto(field, `redis://:${PASSED['password in an address']}@127.0.0.1:${single.port}`);
    await field.press('Enter');
    await expect(way.screen(first.page)).toBeHidden();
    expect(await enter(first.page, 'set k v')).toMatch(/^OK\b/);

    expect(foundIn(await way.pageText(first.page), all)).toEqual([]);
    expect(foundIn(await messages(), all)).toEqual([]);
    expect(foundIn(printedBy(first.app), all)).toEqual([]);
    // A regular expression of Chromium's own keeps the address that was typed as what it last matched: that is out of our hands,
    // as are the buffers in which keys and messages came. What is typed into fields for secrets, or at the prompt, is let go of.
    const { 'password in an address': _address, ...others } = all;
    expect(foundIn(await heapStrings(first.app), others)).toEqual([]);
    await closeApp(first.app);
    expect(foundIn(printedBy(first.app), all)).toEqual([]);
    expect(await foundInFiles(userData, all)).toEqual([]);
    expect(await foundInFiles(exported, all)).toEqual([]);

    const again = await launch(start());
    const said = await tapMessages(again.app);
    for (const name of ['payments', 'watched', 'pasted']) {
      await way.open(again.page);
      await way.row(again.page, name).focus();
      await again.page.keyboard.press('Enter');
      await expect(way.screen(again.page)).toBeHidden();
      await way.connected(again.page, name);
      expect(await enter(again.page, `set k ${MARKER}`)).toMatch(/^OK\b/);
      expect(await enter(again.page, 'get k')).toContain(MARKER);
    }
    // Nothing was typed: what is stored was never in the window's process at all.
    expect(foundIn(await heapStrings(again.app), { ...all, marker: MARKER })).toEqual(['marker']);
    expect((await foundInProcess(again.app, { ...all, marker: MARKER })) ?? ['marker']).toEqual(['marker']);
    expect(foundIn(await said(), { ...all, marker: MARKER })).toEqual(['marker']);
    expect(foundIn(await way.pageText(again.page), { ...all, marker: MARKER })).toEqual(['marker']);
    await closeApp(again.app);
    expect(foundIn(printedBy(again.app), all)).toEqual([]);
    expect(await foundInFiles(userData, all)).toEqual([]);
  } finally {
    await servers.stop();
  }
});
