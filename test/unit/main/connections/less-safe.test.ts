/** A saved connection becomes less safe only if the user says so to main; an import says where it is less safe. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createConnectionHandlers } from '../../../../main/workspace/connection-handlers.ts';
import { Connections } from '../../../../main/connections/connections.ts';
import type { Confirmation, Desktop } from '../../../../main/workspace/desktop.ts';
import { exportPlain } from '../../../../main/connections/export.ts';
import { importConnections } from '../../../../main/connections/import.ts';
import { ProfileFile } from '../../../../main/connections/profile-file.ts';
import { SecretBox } from '../../../../main/connections/secret-box.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { Workspace } from '../../../../main/workspace/workspace.ts';
import { newProfile, newTls, newSsh } from '../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';
import { Keychain } from '../../../support/keychain.ts';

let directory = '';
/** What was asked, and what the user answers. */
let asked: Confirmation[] = [];
let says = false;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-less-safe-'));
  asked = [];
  says = false;
});
afterEach(() => rm(directory, { recursive: true }));

async function open() {
  const onProblem = (text: string) => expect.fail(text);
  const connections = new Connections(
    await ProfileFile.open(directory, { onProblem }),
    await SecretBox.open(directory, new Keychain(), onProblem),
    { onChange: () => undefined },
  );
  const workspace = new Workspace(() => undefined, await openSettings(directory));
  const confirm = (question: Confirmation) => {
    asked.push(question);
    return Promise.resolve(says);
  };
  const handlers = createConnectionHandlers(workspace, connections, {
    confirm,
  } as Partial<Desktop> as Desktop);
  const save = async (profile: Profile) => handlers.saveProfile({ profile, secrets: {}, keep: 'stored' });
  return { connections, handlers, save };
}

const safe = (): Profile => ({
  ...newProfile(randomUUID()),
  name: 'orders',
  environment: 'production',
  readOnly: true,
  tls: { ...newTls(), minVersion: 'TLSv1.3' },
});

const LOWERED: [string, Partial<Profile>, RegExp][] = [
  ['production', { environment: 'staging' }, /not production/],
  ['read-only', { readOnly: false }, /read-only is off/],
  ['TLS', { tls: null }, /unencrypted/],
  [
    'the check of certificates',
    { tls: { ...newTls(), minVersion: 'TLSv1.3', verify: false } },
    /certificate/,
  ],
  ['the check of names', { tls: { ...newTls(), minVersion: 'TLSv1.3', verifyName: false } }, /name/],
  ['the version of TLS', { tls: { ...newTls(), minVersion: 'TLSv1.1' } }, /TLSv1\.1/],
];

describe('what lowers a saved connection is confirmed in main', () => {
  it.each(LOWERED)('%s', async (_, patch, words) => {
    const { connections, save } = await open();
    const profile = safe();
    await save(profile);
    expect(asked).toEqual([]);
    await expect(save({ ...profile, ...patch })).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(connections.saved.list[0]!.profile).toEqual(profile);
    expect(asked).toMatchObject([
      { message: expect.stringContaining('orders'), detail: expect.stringMatching(words) },
    ]);
    says = true;
    await save({ ...profile, ...patch });
    expect(connections.saved.list[0]!.profile).toEqual({ ...profile, ...patch });
  });

  it('also if it was deleted and is saved again under its id', async () => {
    const { connections, handlers, save } = await open();
    const profile = safe();
    await save(profile);
    await handlers.deleteConnection({ id: profile.id });
    await expect(save({ ...profile, readOnly: false })).rejects.toMatchObject({
      failure: { code: 'cancelled' },
    });
    expect(connections.saved.list).toEqual([]);
  });

  it('and what raises it, or leaves it alone, is not asked', async () => {
    const { save } = await open();
    const profile = newProfile(randomUUID());
    await save(profile);
    await save({ ...profile, tls: newTls() });
    await save({ ...safe(), id: profile.id });
    await save({ ...safe(), id: profile.id, name: 'other', seeds: ['10.0.0.9:6379'] });
    expect(asked).toEqual([]);
  });
});

test('an import says what is less safe than a new connection, and brings no accepted SSH host key', async () => {
  const profile: Profile = {
    ...newProfile(randomUUID()),
    name: 'orders',
    tls: { ...newTls(), verify: false, verifyName: false, minVersion: 'TLSv1' },
    ssh: { ...newSsh(), host: 'jump', user: 'me', hostKey: 'SHA256:evil' },
    nat: [{ announced: '10.0.0.1:6379', reached: '10.9.9.9:6379' }],
  };
  const read = await importConnections(exportPlain([profile]));
  if (read.kind !== 'read') throw new Error(read.kind);
  expect(read.profiles[0]!.ssh).toEqual({ ...profile.ssh, hostKey: '' });
  const notes = read.notes.map(({ about, text }) => `${about}: ${text}`).join('\n');
  for (const words of [
    /SSH host key was left out/,
    /certificate of the server is not checked/,
    /name in the certificate is not checked/,
    /TLSv1 is allowed/,
    /1 address leads elsewhere/,
  ])
    expect(notes).toMatch(words);
  const plain = await importConnections(exportPlain([safe()]));
  expect(plain).toMatchObject({ notes: [] });
});
