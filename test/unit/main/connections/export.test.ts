import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureError } from '../../../../shared/failure.ts';
import { exportPlain, exportSealed, type Secret } from '../../../../main/connections/export.ts';
import { importConnections } from '../../../../main/connections/import.ts';
import { newProfile, newTls } from '../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';

const one: Profile = { ...newProfile(randomUUID()), name: 'one', tls: newTls(), usedAt: 5 };
const two: Profile = { ...newProfile(randomUUID()), name: 'two' };
const secrets: Secret[] = [
  { id: one.id, name: 'password', value: 'hunter2' },
  { id: one.id, name: 'tlsKey', value: 'key' },
  { id: randomUUID(), name: 'password', value: 'of another' },
];
const PASSPHRASE = 'Übergröße 8';

async function read(text: string, passphrase: string | null = null) {
  const result = await importConnections(text, passphrase);
  if (result.kind !== 'read') throw new Error('sealed');
  return result;
}
const refusal = async (text: string, passphrase = PASSPHRASE) => {
  const error: unknown = await importConnections(text, passphrase).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
};
const names = (profiles: readonly Profile[]) => profiles.map(({ id: _, usedAt: __, ...rest }) => rest);

test('an export has no secret in it, and comes back with new ids', async () => {
  const smuggled = { ...one, password: 'hunter2' } as Profile;
  const text = exportPlain([smuggled, two]);
  expect(text).not.toContain('hunter2');
  const found = await read(text);
  expect(names(found.profiles)).toEqual(names([one, two]));
  expect(found.profiles.map(({ usedAt }) => usedAt)).toEqual([0, 0]);
  expect(found.profiles.map(({ id }) => id)).not.toContain(one.id);
  expect(found.secrets).toEqual([]);
});

test('a sealed export brings the secrets along, and shows nothing without its passphrase', async () => {
  const text = await exportSealed([one, two], secrets, PASSPHRASE);
  for (const word of ['hunter2', 'one', one.id, PASSPHRASE]) expect(text).not.toContain(`"${word}"`);
  expect(JSON.parse(text)).toMatchObject({ version: 1, kdf: { name: 'scrypt', N: 131072, r: 8, p: 1 } });
  expect(await importConnections(text)).toEqual({ kind: 'sealed' });
  // The same passphrase as another keyboard gives it.
  const found = await read(text, PASSPHRASE.normalize('NFD'));
  expect(names(found.profiles)).toEqual(names([one, two]));
  const { id } = found.profiles[0]!;
  expect(found.secrets).toEqual([
    { id, name: 'password', value: 'hunter2' },
    { id, name: 'tlsKey', value: 'key' },
  ]);
  expect(await exportSealed([one], secrets, PASSPHRASE)).not.toBe(text);
});

test('a wrong passphrase, damage, and a later version are told apart', async () => {
  const text = await exportSealed([one], secrets, PASSPHRASE);
  const sealed = JSON.parse(text);
  expect(await refusal(text, 'another one')).toMatchObject({
    code: 'auth',
    message: /passphrase does not open/,
  });
  const flipped = { ...sealed, data: sealed.data.replace(/.$/, (c: string) => (c === 'A' ? 'B' : 'A')) };
  for (const damaged of [
    flipped,
    { ...sealed, data: '' },
    { ...sealed, data: sealed.data.slice(0, -4) },
    { ...sealed, checksum: 'x' },
    { ...sealed, cipher: { ...sealed.cipher, nonce: 'AAAAAAAAAAAAAAAA' } },
    { ...sealed, kdf: { ...sealed.kdf, salt: sealed.kdf.salt.replace(/^./, '0') } },
    { ...sealed, kdf: { ...sealed.kdf, N: 1 << 16 } },
    { ...sealed, kdf: 7 },
  ])
    expect((await refusal(JSON.stringify(damaged))).message).toMatch(/damaged/);
  expect((await refusal(JSON.stringify({ ...sealed, version: 2 }))).message).toMatch(/later version/);
});

test('the header is sealed too: whoever alters it with its checksum opens nothing', async () => {
  const { createHash } = await import('node:crypto');
  const sealed = JSON.parse(await exportSealed([one], [], PASSPHRASE));
  const nonce = Buffer.alloc(12).toString('base64');
  const { kind, version, kdf, data } = sealed;
  const spoken = JSON.stringify([kind, version, 'scrypt', kdf.N, 8, 1, kdf.salt, 'aes-256-gcm', nonce]);
  const checksum = createHash('sha256').update(spoken).update(data).digest('base64');
  const altered = { ...sealed, cipher: { ...sealed.cipher, nonce }, checksum };
  expect(await refusal(JSON.stringify(altered))).toMatchObject({ code: 'auth' });
});

test.each([
  ['memory', { N: 1 << 20, r: 32 }],
  ['too little of it', { N: 2 }],
  ['a number that is no power of two', { N: 100_000 }],
  ['time', { p: 1_000_000 }],
])('a file that asks for %s is refused before anything is derived', async (_, patch) => {
  const { createHash } = await import('node:crypto');
  const kdf = { name: 'scrypt', N: 1 << 17, r: 8, p: 1, salt: Buffer.alloc(32).toString('base64'), ...patch };
  const cipher = { name: 'aes-256-gcm', nonce: Buffer.alloc(12).toString('base64') };
  const kind = 'slotshell-sealed-connections';
  const data = Buffer.alloc(64).toString('base64');
  const spoken = JSON.stringify([
    kind,
    1,
    kdf.name,
    kdf.N,
    kdf.r,
    kdf.p,
    kdf.salt,
    cipher.name,
    cipher.nonce,
  ]);
  const checksum = createHash('sha256').update(spoken).update(data).digest('base64');
  expect(await refusal(JSON.stringify({ kind, version: 1, kdf, cipher, data, checksum }))).toMatchObject({
    message: expect.stringMatching(/damaged|more memory/),
  });
});

test('a passphrase under eight characters seals nothing', async () => {
  await expect(exportSealed([one], [], '1234567')).rejects.toThrow(/too short/);
});

test('one connection that is not understood does not cost the others', async () => {
  const json = JSON.parse(exportPlain([one, two]));
  json.profiles[0].seeds = 7;
  const found = await read(JSON.stringify(json));
  expect(names(found.profiles)).toEqual(names([two]));
  expect(found.notes).toEqual([{ about: 'Connection 1', text: expect.stringMatching(/left out/) }]);
});

test('whichever byte of a sealed file is altered, it is refused in words', async () => {
  const text = await exportSealed([two], [], PASSPHRASE);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(text.length - 1),
      fc.constantFrom('0', 'A', '"', '{', ' ', ','),
      async (at, c) => {
        const altered = text.slice(0, at) + c + text.slice(at + 1);
        let same = false;
        try {
          same = JSON.stringify(JSON.parse(altered)) === JSON.stringify(JSON.parse(text));
        } catch {
          // No JSON any more.
        }
        if (!same) await refusal(altered);
      },
    ),
    { numRuns: 60 },
  );
});
