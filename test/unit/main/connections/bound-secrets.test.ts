/** Secrets of saved connections go only where they were given for. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { Connections } from '../../../../main/connections/connections.ts';
import { ProfileFile } from '../../../../main/connections/profile-file.ts';
import { SecretBox } from '../../../../main/connections/secret-box.ts';
import { newProfile, newTls } from '../../../../shared/connections/new-profile.ts';
import type { SecretName } from '../../../../shared/connections/secret-names.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';
import { Keychain } from '../../../support/keychain.ts';
import { ScriptedNode } from '../../../support/scripted-node.ts';

const SECRET = 'correct horse';
let directory = '';
let keychain: Keychain;
let problems: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-bound-'));
  keychain = new Keychain();
  problems = [];
});
afterEach(() => rm(directory, { recursive: true }));

async function open(): Promise<Connections> {
  const onProblem = (text: string) => void problems.push(text);
  const profiles = await ProfileFile.open(directory, { onProblem });
  const connections = new Connections(profiles, await SecretBox.open(directory, keychain, onProblem), {
    onChange: () => undefined,
    onProblem,
  });
  await connections.bindOldSecrets();
  return connections;
}

const file = (name: string) => path.join(directory, name);
/** As with an editor, while the program does not run. */
async function editOnDisk(patch: Partial<Profile>): Promise<void> {
  const json = JSON.parse(await readFile(file('profiles.json'), 'utf8')) as { profiles: Profile[] };
  Object.assign(json.profiles[0]!, patch);
  await writeFile(file('profiles.json'), JSON.stringify(json));
}

const ssh = { host: 'jump', port: 22, user: 'me', method: 'password', keyFile: '', hostKey: '' } as const;
const whole = (): Profile => ({
  ...newProfile(randomUUID()),
  name: 'orders',
  seeds: ['10.0.0.1:6379', '10.0.0.2:6379'],
  username: 'app',
  tls: newTls(),
  ssh,
  proxy,
  nat: [{ announced: '10.0.0.1:6379', reached: '10.1.0.1:6379' }],
  sentinel: { master: 'orders', username: 'watch' },
});
const proxy = { kind: 'socks5', host: 'relay', port: 1080, user: 'me' } as const;
const SECRETS = { password: SECRET, sentinelPassword: SECRET, sshPassword: SECRET, proxyPassword: SECRET };

const ELSEWHERE: [string, Partial<Profile>, SecretName[]][] = [
  ['proxy', { proxy: { ...proxy, host: 'evil' } }, ['password', 'sentinelPassword', 'proxyPassword']],
  ['no proxy', { proxy: null }, ['password', 'sentinelPassword', 'proxyPassword']],
  ['host', { seeds: ['10.0.0.1:6379', 'evil:6379'] }, ['password', 'sentinelPassword']],
  ['further host', { seeds: [...whole().seeds, 'evil:6379'] }, ['password', 'sentinelPassword']],
  ['port', { seeds: ['10.0.0.1:6379', '10.0.0.2:6380'] }, ['password', 'sentinelPassword']],
  ['user', { username: 'other' }, ['password']],
  ['TLS', { tls: null }, ['password', 'sentinelPassword']],
  ['check of certificates', { tls: { ...newTls(), verify: false } }, ['password', 'sentinelPassword']],
  ['check of names', { tls: { ...newTls(), verifyName: false } }, ['password', 'sentinelPassword']],
  ['name in certificates', { tls: { ...newTls(), serverName: 'evil' } }, ['password', 'sentinelPassword']],
  ['CA', { tls: { ...newTls(), ca: '/tmp/ca.pem' } }, ['password', 'sentinelPassword']],
  ['SSH host', { ssh: { ...ssh, host: 'evil' } }, ['password', 'sentinelPassword', 'sshPassword']],
  ['SSH user', { ssh: { ...ssh, user: 'root' } }, ['password', 'sentinelPassword', 'sshPassword']],
  ['tunnel', { ssh: null }, ['password', 'sentinelPassword']],
  ['master of the Sentinels', { sentinel: { master: 'other', username: 'watch' } }, ['password']],
  [
    'user of the Sentinels',
    { sentinel: { master: 'orders', username: 'root' } },
    ['password', 'sentinelPassword'],
  ],
  ['NAT map', { nat: [{ announced: '10.0.0.1:6379', reached: 'evil:1' }] }, ['password', 'sentinelPassword']],
];

describe('a secret is not used for another', () => {
  const given = (connections: Connections, profile: Profile) => {
    const { secrets } = connections.toExport([profile.id]);
    return secrets().map(({ name }) => name);
  };

  it.each(ELSEWHERE)('%s, edited on disk', async (_, patch, bound) => {
    const profile = whole();
    await (await open()).save(profile, SECRETS, 'stored');
    await editOnDisk(patch);
    const connections = await open();
    const left = given(connections, profile);
    for (const name of bound) expect(left).not.toContain(name);
    // A tunnel that is gone takes its own password nowhere.
    if (profile.ssh && patch.ssh !== null)
      expect(left.includes('sshPassword')).toBe(!bound.includes('sshPassword'));
    expect(connections.saved.list[0]!.secrets.password).toBe('elsewhere');
    expect(problems.join()).toMatch(/orders: a password was saved for another server/);
    expect(problems.join()).not.toContain(SECRET);
  });

  it.each(ELSEWHERE)('%s, edited in the window', async (_, patch) => {
    for (const keep of ['stored', 'session'] as const) {
      const connections = await open();
      const profile = whole();
      await connections.save(profile, SECRETS, keep);
      await connections.save({ ...profile, ...patch }, {}, keep);
      const mark = connections.saved.list.find((one) => one.profile.id === profile.id)!.secrets;
      expect(mark.password).toBe('elsewhere');
      expect(given(connections, profile)).not.toContain('password');
      // As it was, it is right again.
      await connections.save(profile, {}, keep);
      expect(given(connections, profile)).toContain('password');
      await connections.delete(profile.id);
    }
  });
});

test.each([
  ['name', { name: 'renamed' }],
  ['mark', { environment: 'production', readOnly: true }],
  ['order of the hosts', { seeds: ['10.0.0.2:6379', '10.0.0.1:6379'] }],
  ['accepted SSH host key', { ssh: { ...ssh, hostKey: 'SHA256:x' } }],
  ['mode', { mode: 'follow', database: 3, connectTimeout: 900 }],
] as [string, Partial<Profile>][])('another %s keeps the secrets', async (_, patch) => {
  const profile = whole();
  await (await open()).save(profile, SECRETS, 'stored');
  await editOnDisk(patch);
  const { secrets } = (await open()).toExport([profile.id]);
  expect(secrets().map(({ value }) => value)).toEqual(Object.values(SECRETS));
  expect(problems).toEqual([]);
});

test('connecting and examining take no password to an edited host; the one that is typed is kept for it', async () => {
  const node = new ScriptedNode(() => undefined);
  await node.listen();
  const connections = await open();
  const profile = { ...whole(), username: '', tls: null, ssh: null, nat: [], sentinel: null };
  await connections.save(profile, { password: SECRET }, 'stored');
  const moved = { ...profile, seeds: [`127.0.0.1:${node.port}`] };
  await connections.examine(moved, {}, { onStep: () => undefined, signal: new AbortController().signal });
  await connections.save(moved, {}, 'stored');
  expect((await connections.target(profile.id, {})).connection.password).toBeUndefined();
  expect(JSON.stringify([node.received, node.handshakes])).not.toContain(SECRET);
  await connections.target(profile.id, { password: 'typed' });
  await connections.used(profile.id, { password: 'typed' }, 'stored');
  expect((await (await open()).target(profile.id, {})).connection.password).toBe('typed');
  await node.close();
});

test('what is typed for a connection is kept for the place that it was typed for, though the host is edited meanwhile', async () => {
  const connections = await open();
  const profile = { ...whole(), tls: null, ssh: null, nat: [], sentinel: null };
  await connections.save(profile, {}, 'stored');
  await connections.target(profile.id, { password: SECRET });
  await connections.save({ ...profile, seeds: ['evil:6379'] }, {}, 'stored');
  await connections.used(profile.id, { password: SECRET }, 'stored');
  expect((await connections.target(profile.id, {})).connection.password).toBe('');
});

test('a sealed secret that is moved to another connection in the file is not used there', async () => {
  const [mine, theirs] = [whole(), { ...whole(), seeds: ['evil:6379'] }];
  const connections = await open();
  await connections.save(mine, SECRETS, 'stored');
  await connections.save(theirs, { password: 'other' }, 'stored');
  const json = JSON.parse(await readFile(file('secrets.json'), 'utf8')) as {
    secrets: Record<string, unknown>;
  };
  json.secrets[theirs.id] = json.secrets[mine.id];
  await writeFile(file('secrets.json'), JSON.stringify(json));
  expect(
    (await open())
      .toExport([theirs.id])
      .secrets()
      .map(({ name }) => name),
  ).toEqual(['proxyPassword', 'sshPassword']);
});

describe('secrets of an earlier version, which have no place', () => {
  const old = async (profile: Profile, version: number) => {
    await (await open()).save(profile, {}, 'stored');
    const sealed = Buffer.from(keychain.encrypt(SECRET)).toString('base64');
    const secrets = { [profile.id]: { password: sealed } };
    await writeFile(file('secrets.json'), JSON.stringify({ version, secrets }));
  };
  const passwordOf = async (profile: Profile) => (await open()).toExport([profile.id]).secrets()[0]?.value;

  it('are bound at the first start to where their connections lead', async () => {
    const profile = whole();
    await old(profile, 1);
    expect(await passwordOf(profile)).toBe(SECRET);
    expect(JSON.parse(await readFile(file('secrets.json'), 'utf8'))).toMatchObject({ version: 2 });
    expect(await passwordOf(profile)).toBe(SECRET);
    await editOnDisk({ seeds: ['evil:6379'] });
    expect(await passwordOf(profile)).toBeUndefined();
  });

  it('are asked for again in a file of this version', async () => {
    const profile = whole();
    await old(profile, 2);
    expect(await passwordOf(profile)).toBeUndefined();
  });

  it('wait for a key store that is locked at the start, and are not used before they are bound', async () => {
    const profile = whole();
    await old(profile, 1);
    keychain.state = 'locked';
    expect(await passwordOf(profile)).toBeUndefined();
    keychain.state = 'open';
    expect(await passwordOf(profile)).toBe(SECRET);
  });
});
