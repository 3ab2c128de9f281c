import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKeyFile } from '../../../../main/connections/named-file.ts';

let directory: string;
const place = (name: string) => path.join(directory, name);
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-named-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('certificates and keys are read, those of PuTTY too', async () => {
  for (const text of ['# ours\n-----BEGIN CERTIFICATE-----\n…', 'PuTTY-User-Key-File-3: ssh-ed25519\n']) {
    await writeFile(place('key'), text);
    expect(await readKeyFile(place('key'), 'key')).toBe(text);
  }
});

test('whatever else a path leads to is refused in the same words, and a pipe is not waited for', async () => {
  execFileSync('mkfifo', [place('pipe')]);
  await writeFile(place('other'), 'no key');
  await writeFile(place('large'), '-----BEGIN CERTIFICATE-----');
  await truncate(place('large'), (1 << 20) + 1);
  const places = ['pipe', 'other', 'large', 'missing', '.'].map(place);
  const refusals = await Promise.all(
    [...places, '/dev/zero', ''].map((file) =>
      readKeyFile(file, 'key').then(
        () => 'read',
        (error: unknown) => JSON.stringify(error),
      ),
    ),
  );
  expect(new Set(refusals).size).toBe(1);
  expect(refusals[0]).toContain('The key cannot be read.');
});
