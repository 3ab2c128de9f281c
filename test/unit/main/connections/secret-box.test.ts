import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SecretBox } from '../../../../main/connections/secret-box.ts';
import { SECRETS } from '../../../../shared/connections/secret-names.ts';
import { Keychain } from '../../../support/keychain.ts';

const SECRET = 'hunter2-Überraschung';
const KEEP = { keep: true };
let directory = '';
let problems: string[] = [];
let keychain: Keychain;
const opened = () => SecretBox.open(directory, keychain, (text) => problems.push(text));
const place = () => path.join(directory, 'secrets.json');
const printed: string[] = [];
const id = randomUUID();

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'secrets-')), 'kept');
  problems = [];
  keychain = new Keychain();
  for (const name of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...said) => void printed.push(inspect(said, { depth: 9 })));
});
afterEach(async () => {
  vi.restoreAllMocks();
  const written = await Promise.all(
    (await readdir(directory)).map((name) =>
      readFile(path.join(directory, name)).catch(() => Buffer.alloc(0)),
    ),
  );
  // As text, in base64 wherever it may begin, and in hexadecimal.
  const forms = [SECRET, JSON.stringify(SECRET).slice(1, -1), Buffer.from(SECRET).toString('hex')];
  for (const lead of ['', 'x', 'xx'])
    forms.push(
      Buffer.from(lead + SECRET)
        .toString('base64')
        .slice(lead.length + 3, -4),
    );
  for (const text of [...written.map((bytes) => bytes.toString('utf8')), ...printed, ...problems])
    for (const form of forms) expect(text).not.toContain(form);
  expect(problems).toEqual([]);
  await rm(path.dirname(directory), { recursive: true, force: true });
});

test('what is sealed is there after a restart; each profile and name its own', async () => {
  const box = await opened();
  for (const name of SECRETS) expect(await box.set(id, name, `${SECRET} ${name}`, KEEP)).toBe('stored');
  await box.set('constructor', 'password', 'other', KEEP);
  const again = await opened();
  for (const name of SECRETS) expect(again.get(id, name)).toBe(`${SECRET} ${name}`);
  expect(again.get('constructor', 'password')).toBe('other');
  expect(again.get(randomUUID(), 'password')).toBeNull();
  expect(again.has(id)).toMatchObject({ password: 'stored', tlsKey: 'stored' });
  expect((await stat(place())).mode & 0o777).toBe(0o600);
  expect(await again.set(id, 'password', null, KEEP)).toBeNull();
  expect((await opened()).has(id)).not.toHaveProperty('password');
});

test('without a key store a secret lasts as long as the program, and nothing is written', async () => {
  keychain.state = 'missing';
  const box = await opened();
  expect(box.store).toBe('none');
  expect(await box.set(id, 'password', SECRET, KEEP)).toBe('session');
  expect(box.get(id, 'password')).toBe(SECRET);
  expect(box.has(id)).toEqual({ password: 'session' });
  expect((await opened()).has(id)).toEqual({});
  expect(await readdir(directory)).toEqual([]);
});

test('a secret for this session alone takes the place of a stored one, which is gone', async () => {
  const box = await opened();
  await box.set(id, 'password', 'old', KEEP);
  expect(await box.set(id, 'password', SECRET, { keep: false })).toBe('session');
  expect(box.get(id, 'password')).toBe(SECRET);
  expect((await opened()).get(id, 'password')).toBeNull();
});

test('a secret that the key store does not open is reported once, and kept until it is typed again', async () => {
  await (await opened()).set(id, 'password', SECRET, KEEP);
  const [key, other] = [keychain.key, randomBytes(32)];
  keychain.key = other;
  const box = await opened();
  expect(box.get(id, 'password')).toBeNull();
  expect(box.get(id, 'password')).toBeNull();
  expect(box.has(id)).toEqual({ password: 'unreadable' });
  expect(problems.splice(0)).toEqual([expect.stringMatching(/does not open.*type the secret again/)]);
  keychain.key = key;
  expect(box.get(id, 'password')).toBe(SECRET);
  expect(box.has(id)).toEqual({ password: 'stored' });
  keychain.key = other;
  await box.set(id, 'password', `${SECRET} new`, KEEP);
  expect((await opened()).get(id, 'password')).toBe(`${SECRET} new`);
});

test('a locked key store leaves a secret in memory, and says so without repeating it', async () => {
  keychain.state = 'locked';
  const box = await opened();
  expect(await box.set(id, 'password', SECRET, KEEP)).toBe('session');
  expect(box.get(id, 'password')).toBe(SECRET);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/for this session only/)]);
});

test('a secret that cannot be written stays in memory', async () => {
  const box = await opened();
  await rm(directory, { recursive: true });
  await writeFile(directory, '');
  expect(await box.set(id, 'password', SECRET, KEEP)).toBe('session');
  expect(box.get(id, 'password')).toBe(SECRET);
  expect(problems).toEqual([expect.stringMatching(/secrets could not be read or written/)]);
  for (const text of problems.splice(0)) expect(text).not.toContain(SECRET);
  await rm(directory);
  expect(await box.set(id, 'password', SECRET, KEEP)).toBe('stored');
  expect((await opened()).get(id, 'password')).toBe(SECRET);
});

test('what was dropped with its profile comes back with it; a copy has its own', async () => {
  const box = await opened();
  const copy = randomUUID();
  await box.set(id, 'password', SECRET, KEEP);
  await box.set(id, 'sshPassword', SECRET, { keep: false });
  await box.copy(id, copy);
  const dropped = await box.drop(id);
  expect(box.has(id)).toEqual({});
  expect((await opened()).has(id)).toEqual({});
  expect(box.has(copy)).toEqual({ password: 'stored', sshPassword: 'session' });
  await dropped.undo();
  expect(box.has(id)).toEqual({ password: 'stored', sshPassword: 'session' });
  expect((await opened()).get(id, 'password')).toBe(SECRET);
});

test('two programs that each seal something else lose neither', async () => {
  const [one, two] = [await opened(), await opened()];
  await Promise.all([
    one.set(id, 'password', SECRET, KEEP),
    two.set(id, 'sshPassword', SECRET, KEEP),
    two.set('other', 'password', SECRET, KEEP),
  ]);
  const again = await opened();
  expect([again.get(id, 'password'), again.get(id, 'sshPassword'), again.get('other', 'password')]).toEqual([
    SECRET,
    SECRET,
    SECRET,
  ]);
});

test('a secret that is too long is refused without repeating it', async () => {
  const box = await opened();
  await expect(box.set(id, 'password', SECRET.repeat(10_000), KEEP)).rejects.toThrow(
    /^The secret is too long\.$/,
  );
});

test('whatever is in the file, the last good copy is taken, and all stays writable', async () => {
  await (await opened()).set(id, 'password', SECRET, KEEP);
  const good = await readFile(place());
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify({ version: 1, secrets: value }))),
    fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    fc.tuple(fc.nat(good.length - 1), fc.nat(7)).map(([at, bit]) => {
      const bytes = Uint8Array.from(good);
      bytes[at]! ^= 1 << bit;
      return bytes;
    }),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      await writeFile(place(), bytes);
      await writeFile(`${place()}.bak`, good);
      const box = await opened();
      box.get(id, 'password');
      if (problems.some((text) => text.includes('last good copy')))
        expect(box.get(id, 'password')).toBe(SECRET);
      if (!problems.some((text) => text.includes('later version'))) {
        expect(await box.set('new', 'password', SECRET, KEEP)).toBe('stored');
        expect((await opened()).get('new', 'password')).toBe(SECRET);
      }
      for (const text of problems) expect(text).not.toContain(SECRET);
      problems = [];
    }),
    { numRuns: 100 },
  );
});
