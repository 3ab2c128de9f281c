import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptFile } from '../../../../main/storage/kept-file.ts';
import { ProfileFile } from '../../../../main/connections/profile-file.ts';
import { NO_PROFILES, printProfiles, readProfiles } from '../../../../main/connections/profile-format.ts';
import { newProfile } from '../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';

let directory = '';
let problems: string[] = [];
const onProblem = (text: string) => void problems.push(text);
const opened = () => ProfileFile.open(directory, { onProblem });
const place = (name = 'profiles.json') => path.join(directory, name);
const files = async () => (await readdir(directory)).sort();
const aside = async () => (await files()).filter((name) => name.includes('damaged'));
const named = (name: string): Profile => ({ ...newProfile(randomUUID()), name });
const names = (file: ProfileFile) => file.list().map(({ name }) => name);

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'profiles-')), 'kept');
  problems = [];
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await rm(path.dirname(directory), { recursive: true, force: true });
});

test('what was saved is there after a restart, in order, whatever its names hold', async () => {
  const profiles = ['one', '  漢 \u202e "\\\n', '__proto__', '\ud800'].map(named);
  const file = await opened();
  expect(file.list()).toEqual([]);
  for (const profile of profiles) expect(await file.save(profile)).toBe(true);
  expect((await opened()).list()).toEqual(profiles);
});

test('the files are for their owner alone', async () => {
  await (await opened()).save(named('one'));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await files()).toEqual(['profiles.json', 'profiles.json.bak']);
  for (const name of await files()) expect((await stat(place(name))).mode & 0o777).toBe(0o600);
});

test('looking at connections that were never saved writes nothing', async () => {
  await opened();
  await opened();
  expect(await files()).toEqual([]);
});

test('what was deleted comes back in its place', async () => {
  const file = await opened();
  for (const name of ['a', 'b', 'c']) await file.save(named(name));
  const removed = await file.delete(file.list()[1]!.id);
  expect(removed?.profile.name).toBe('b');
  expect(names(await opened())).toEqual(['a', 'c']);
  expect(await removed!.undo()).toBe(true);
  expect(await removed!.undo()).toBe(true);
  expect(names(await opened())).toEqual(['a', 'b', 'c']);
  expect(await file.delete(randomUUID())).toBeNull();
});

test('a copy follows its original, has a name of its own, and was never connected to', async () => {
  const file = await opened();
  for (const name of ['a', 'b']) await file.save(named(name));
  const [a] = file.list();
  await file.touch(a!.id, 1234);
  await file.duplicate(a!.id, randomUUID());
  await file.duplicate(a!.id, randomUUID());
  const again = await opened();
  expect(names(again)).toEqual(['a', 'a copy 2', 'a copy', 'b']);
  expect(again.list().map(({ usedAt }) => usedAt)).toEqual([1234, 0, 0, 0]);
  expect(await file.duplicate(randomUUID(), randomUUID())).toBeNull();
  expect(await file.touch(randomUUID(), 1)).toBe(false);
});

test('two programs that each change something else lose neither', async () => {
  const [one, two] = [await opened(), await opened()];
  const shared = named('shared');
  await one.save(shared);
  await two.reload();
  const saving: Promise<boolean>[] = [];
  for (let i = 0; i < 20; i++) saving.push(one.save(named(`one ${i}`)), two.save(named(`two ${i}`)));
  saving.push(one.touch(shared.id, 5), two.save({ ...shared, name: 'renamed' }), one.touch(shared.id, 7));
  expect(await Promise.all(saving)).not.toContain(false);
  await one.reload();
  await two.reload();
  expect(one.list()).toHaveLength(41);
  expect(one.list()).toEqual(two.list());
  expect(one.get(shared.id)?.name).toBe('renamed');
});

test('fields that a later program wrote are written back, in the file, a profile and what is nested in it', async () => {
  const profile = { ...named('one'), sentinel: { master: 'm', username: '' } };
  await mkdir(directory);
  const raw = { ...profile, sentinel: { ...profile.sentinel, quorum: 2 }, badge: ['x'] };
  const written = JSON.stringify({ version: 1, look: 'dark', profiles: [raw] });
  await writeFile(place(), written.replace('"badge"', '"__proto__":{"polluted":1},"badge"'));
  const file = await opened();
  expect(file.list()).toEqual([profile]);
  await file.save({ ...profile, name: 'two' });
  const text = await readFile(place(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ look: 'dark' });
  expect(JSON.parse(text).profiles[0]).toMatchObject({ name: 'two', badge: ['x'], sentinel: { quorum: 2 } });
  expect(text).toContain('"__proto__": {\n        "polluted": 1');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('one damaged profile does not cost the others', async () => {
  const file = await opened();
  for (const name of ['a', 'b', 'c']) await file.save(named(name));
  const json = JSON.parse(await readFile(place(), 'utf8'));
  json.profiles[1].seeds = 'nowhere';
  json.profiles.push(json.profiles[0], 7);
  const damaged = JSON.stringify(json);
  await writeFile(place(), damaged);
  const again = await opened();
  expect(names(again)).toEqual(['a', 'c']);
  expect(problems.splice(0)).toEqual([
    expect.stringMatching(
      /^Saved connection 2 could not be understood \(seeds\)\. .*4 has the same id.*5 could .*is kept as profiles\.damaged-\d+\.json\.$/,
    ),
  ]);
  expect(await readFile(place((await aside())[0]), 'utf8')).toBe(damaged);
  expect(names(await opened())).toEqual(['a', 'c']);
  await again.save(named('d'));
  expect(names(await opened())).toEqual(['a', 'c', 'd']);
});

test('a file of a later version is used, and never changed', async () => {
  const profile = named('one');
  await mkdir(directory);
  const text = JSON.stringify({ version: 99, profiles: [profile, { shape: 'unknown' }] });
  await writeFile(place(), text);
  const file = await opened();
  expect(file.list()).toEqual([profile]);
  expect(file.isReadOnly).toBe(true);
  expect(await file.save(named('two'))).toBe(false);
  expect(await file.delete(profile.id)).toBeNull();
  expect(names(file)).toEqual(['one']);
  expect(await readFile(place(), 'utf8')).toBe(text);
  expect(await files()).toEqual(['profiles.json']);
  expect(problems.splice(0)).toEqual([
    expect.stringMatching(/later version .* \(format 99\)\. They can be used, but not changed/),
    expect.stringMatching(/use that version to change them/),
    expect.stringMatching(/use that version to change them/),
  ]);
});

test('files of earlier versions are brought up to date step by step', () => {
  const profile = named('one');
  const { separator: _, ...older } = profile;
  const bytes = Buffer.from(JSON.stringify({ version: 1, connections: [older], kept: 1, profiles: [] }));
  const migrations = {
    1: ({ connections, ...file }: { readonly [field: string]: unknown }) => ({
      ...file,
      profiles: connections,
    }),
    2: (file: { readonly [field: string]: unknown }) => ({
      ...file,
      profiles: (file['profiles'] as object[]).map((each) => ({ ...each, separator: ':' })),
    }),
  };
  expect(readProfiles(bytes, 3, migrations)).toMatchObject({
    kind: 'good',
    left: [],
    value: { extras: { kept: 1 }, entries: [{ profile }] },
  });
  expect(readProfiles(bytes, 4, migrations)).toMatchObject({ kind: 'damaged' });
});

test('a missing file is restored from its last good copy, and this is reported', async () => {
  await (await opened()).save(named('one'));
  await rm(place());
  expect(names(await opened())).toEqual(['one']);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/was missing.*last good copy/)]);
  expect(names(await opened())).toEqual(['one']);
});

test('something else in the place of the file is set aside', async () => {
  await (await opened()).save(named('one'));
  await rm(place());
  await mkdir(place());
  expect(names(await opened())).toEqual(['one']);
  expect(problems.splice(0)).toEqual([
    expect.stringMatching(/set aside as .*: it is not a file/),
    expect.stringMatching(/last good copy/),
  ]);
  expect(await aside()).toHaveLength(1);
});

test('file and copy that are both damaged are both set aside, and new connections can be saved', async () => {
  await (await opened()).save(named('one'));
  await writeFile(place(), '{');
  await writeFile(place('profiles.json.bak'), Buffer.from([0xff]));
  const file = await opened();
  expect(file.list()).toEqual([]);
  expect(await file.save(named('two'))).toBe(true);
  expect(names(await opened())).toEqual(['two']);
  expect(await aside()).toHaveLength(2);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/not JSON/), expect.stringMatching(/not UTF-8/)]);
});

test('a file that cannot be read for a reason of the system is left alone; what is changed waits in memory', async () => {
  await mkdir(directory);
  await symlink('profiles.json', place());
  const file = await opened();
  expect(await file.save(named('one'))).toBe(false);
  expect(await file.save(named('two'))).toBe(false);
  expect(names(file)).toEqual(['one', 'two']);
  expect(problems.splice(0)).toEqual([
    expect.stringMatching(/could not be read or written: ELOOP/),
    expect.stringMatching(/ELOOP.*Your changes are kept until Slotshell ends/),
  ]);
  await rm(place());
  expect(await file.save(named('three'))).toBe(true);
  expect(names(await opened())).toEqual(['one', 'two', 'three']);
});

test('a directory that cannot be made is reported, and costs no change made in memory', async () => {
  await writeFile(directory, '');
  const file = await opened();
  const profile = named('one');
  await file.save(profile);
  for (let time = 1; time < 50; time++) await file.touch(profile.id, time);
  expect(file.get(profile.id)?.usedAt).toBe(49);
  expect(problems.splice(0)).toHaveLength(2);
  await rm(directory);
  await file.reload();
  expect((await opened()).get(profile.id)?.usedAt).toBe(49);
});

test("a dead program's lock and half-written draft are cleared away", async () => {
  await (await opened()).save(named('one'));
  await writeFile(place('profiles.json.lock'), '999999999\n');
  await writeFile(place('profiles.json.999999999-1.tmp'), '{"ver');
  expect(await (await opened()).save(named('two'))).toBe(true);
  expect(await files()).toEqual(['profiles.json', 'profiles.json.bak']);
});

test('more than can be read again is not written', async () => {
  const format = {
    title: 'They',
    empty: NO_PROFILES,
    read: (bytes: Uint8Array) => readProfiles(bytes),
    print: printProfiles,
  };
  const kept = await KeptFile.open(place(), format, onProblem);
  await kept.change('a', (value) => ({ ...value, extras: { small: 1 } }));
  expect(await kept.change('b', (value) => ({ ...value, extras: { large: 'x'.repeat(1 << 24) } }))).toBe(
    false,
  );
  expect(problems.splice(0)).toEqual([expect.stringMatching(/larger than 16 MiB/)]);
  expect(JSON.parse(await readFile(place(), 'utf8')).small).toBe(1);
});

/** Puts `bytes` in the place of the file: whatever they are, nothing throws, nothing good is lost, all stays writable. */
async function survives(bytes: Uint8Array, kept: readonly Profile[]): Promise<void> {
  await writeFile(place(), bytes);
  await writeFile(
    place('profiles.json.bak'),
    printProfiles({ entries: kept.map((p) => ({ profile: p, raw: {} })), extras: {} }),
  );
  const read = readProfiles(bytes);
  const before = (await aside()).length;
  const file = await opened();
  if (read.kind === 'damaged') {
    expect(file.list()).toEqual(kept);
    expect(problems.length).toBeGreaterThan(0);
  } else expect(file.list()).toEqual(read.value.entries.map(({ profile }) => profile));
  const left = read.kind === 'damaged' || (read.kind === 'good' && read.left.length > 0);
  expect((await aside()).length).toBe(before + (left ? 1 : 0));
  if (left) expect((await readFile(place((await aside()).at(-1)))).equals(bytes)).toBe(true);
  if (read.kind !== 'newer') {
    const profile = named('after');
    expect(await file.save(profile)).toBe(true);
    expect((await opened()).get(profile.id)).toEqual(profile);
  }
  for (const name of await aside()) await rm(place(name), { recursive: true });
  problems = [];
}

const kept = [named('kept'), named('kept too')];
const good = Buffer.from(
  printProfiles({ entries: [...kept, named('newest')].map((profile) => ({ profile, raw: {} })), extras: {} }),
);

test('a file cut short at any byte costs nothing that was in its last good copy', async () => {
  await mkdir(directory);
  // Every length is judged; of those that are damaged alike, every 40th goes by way of the disk.
  for (let length = 0; length < good.length; length++) {
    const cut = good.subarray(0, length);
    if (length < good.length - 1) expect(readProfiles(cut).kind).toBe('damaged');
    if (length % 40 === 0 || length > good.length - 3) await survives(cut, kept);
  }
});

test('whatever bytes are in the file, and whichever bit is wrong, nothing good is lost', async () => {
  await mkdir(directory);
  const flipped = fc.tuple(fc.nat(good.length - 1), fc.nat(7)).map(([at, bit]) => {
    const bytes = Uint8Array.from(good);
    bytes[at]! ^= 1 << bit;
    return bytes;
  });
  const shaped = fc
    .record({ version: fc.oneof(fc.integer(), fc.jsonValue()), profiles: fc.array(fc.jsonValue()) })
    .map((value) => Buffer.from(JSON.stringify(value)));
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    flipped,
    shaped,
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  );
  await fc.assert(
    fc.asyncProperty(anything, (bytes) => survives(bytes, kept)),
    { numRuns: 150 },
  );
});

test.each([
  ['nested without end', '['.repeat(1_000_000)],
  ['nested in a profile', `{"version":1,"profiles":[${'{"a":'.repeat(40)}1${'}'.repeat(40)}]}`],
  ['larger than is read', ' '.repeat((1 << 24) + 1)],
  ['full of profiles that are none', `{"version":1,"profiles":[${'{},'.repeat(100_000)}{}]}`],
])('a file that is %s is survived', async (_, text) => {
  await mkdir(directory);
  if (text.length <= 1 << 24) return survives(Buffer.from(text), kept);
  await writeFile(place(), text);
  expect((await opened()).list()).toEqual([]);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/too large/)]);
});
