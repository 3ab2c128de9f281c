/** Saved connections with their secrets, in files of a directory of ours. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connections } from '../../../../main/connections/connections.ts';
import { ProfileFile } from '../../../../main/connections/profile-file.ts';
import { SecretBox } from '../../../../main/connections/secret-box.ts';
import { newProfile } from '../../../../shared/connections/new-profile.ts';
import type { SavedConnections } from '../../../../shared/connections/saved-connection.ts';
import { Keychain } from '../../../support/keychain.ts';

const keychain = new Keychain();
let directory = '';
let told: SavedConnections[] = [];
let gone: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-connections-'));
  told = [];
  gone = [];
});
afterEach(() => rm(directory, { recursive: true }));

async function open(): Promise<Connections> {
  const onProblem = (text: string) => expect.fail(text);
  const profiles = await ProfileFile.open(directory, { onProblem });
  const secrets = await SecretBox.open(directory, keychain, onProblem);
  return new Connections(profiles, secrets, {
    onChange: (saved) => told.push(saved),
    onGone: async (id) => void gone.push(id),
  });
}
const profile = (name: string) => ({ ...newProfile(randomUUID()), name, seeds: ['127.0.0.1:7000'] });
const brief = ({ saved }: Connections) => saved.list.map(({ profile: { name }, secrets }) => [name, secrets]);

test('what has begun when the program ends is on disk when it has ended, whole', async () => {
  const connections = await open();
  const [gone, stays] = [profile('gone'), profile('stays')];
  await connections.save(gone, { password: 'one' }, 'stored');
  void connections.save(stays, { password: 'two', sshPassword: 'three' }, 'stored');
  void connections.delete(gone.id);
  await connections.flush();
  expect(brief(await open())).toEqual([['stays', { password: 'stored', sshPassword: 'stored' }]]);
});

test('every change is reported once it is done, the last used connection first', async () => {
  const connections = await open();
  const [a, b] = [profile('a'), profile('b')];
  await connections.save(a, {}, 'stored');
  await connections.save(b, { password: 'x' }, 'session');
  expect(brief(connections)).toEqual([
    ['a', {}],
    ['b', { password: 'session' }],
  ]);
  await connections.used(b.id, {}, 'stored');
  expect(told.at(-1)!.list.map(({ profile: { name } }) => name)).toEqual(['b', 'a']);
  const copy = await connections.duplicate(b.id);
  expect(told.at(-1)!.list.find((one) => one.profile.id === copy)).toMatchObject({
    profile: { name: 'b copy', usedAt: 0 },
    secrets: { password: 'session' },
  });
  await connections.delete(b.id);
  expect(told.at(-1)!.list.map(({ profile: { name } }) => name)).toEqual(['a', 'b copy']);
  await connections.undoDelete(b.id);
  expect(brief(connections)[0]).toEqual(['b', { password: 'session' }]);
});

test('a login of another kind of keeping takes the place of the one before', async () => {
  const connections = await open();
  const one = profile('one');
  await connections.save(one, { password: 'first' }, 'stored');
  await connections.save(one, { password: 'second' }, 'session');
  expect((await connections.target(one.id, {})).connection.password).toBe('second');
  expect(brief(await open())).toEqual([['one', {}]]);
  expect((await connections.target(one.id, { password: 'third' })).connection.password).toBe('third');
  await connections.used(one.id, { password: 'third' }, 'once');
  expect((await connections.target(one.id, {})).connection.password).toBe('second');
  await connections.save(one, { password: null }, 'once');
  expect((await connections.target(one.id, {})).connection.password).toBeUndefined();
});

test('what is deleted is gone for good when the program ends, or fifty others have been deleted; not before', async () => {
  const connections = await open();
  const [back, first] = [profile('back'), profile('first')];
  for (const one of [back, first]) {
    await connections.save(one, {}, 'stored');
    await connections.delete(one.id);
  }
  await connections.undoDelete(back.id);
  const others = Array.from({ length: 50 }, (_, i) => profile(`other ${i}`));
  for (const one of others) await connections.save(one, {}, 'stored');
  for (const one of others.slice(1)) await connections.delete(one.id);
  expect(gone).toEqual([]);
  await connections.delete(others[0]!.id);
  expect(gone).toEqual([first.id]);
  await connections.flush();
  expect(new Set(gone)).toEqual(new Set([first, ...others].map(({ id }) => id)));
});

test('one is brought back with its secrets while it is still being deleted, and others are', async () => {
  const connections = await open();
  const [one, two] = [profile('one'), profile('two')];
  for (const each of [one, two]) await connections.save(each, { password: 'pw' }, 'session');
  const acts = [one, two].map(({ id }) => connections.delete(id));
  await Promise.all([...acts, connections.undoDelete(two.id), connections.undoDelete(one.id)]);
  expect(brief(connections)).toEqual([
    ['one', { password: 'session' }],
    ['two', { password: 'session' }],
  ]);
});
