import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDirectory } from '../../../../main/storage/make-directory.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'slotshell-directory-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('makes a directory and those above it for the user alone, and leaves what is there', async () => {
  const deep = path.join(root, 'one', 'two');
  await makeDirectory(deep);
  await makeDirectory(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect(statSync(path.dirname(deep)).mode & 0o777).toBe(0o700);
});

test('a file in the way is an error', async () => {
  writeFileSync(path.join(root, 'file'), '');
  await expect(makeDirectory(path.join(root, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeDirectory(path.join(root, 'file', 'below'))).rejects.toThrow();
});

test.skipIf(!existsSync('/proc/self'))(
  'a place that takes no directory is an error, and no endless try',
  async () => {
    await expect(makeDirectory('/proc/slotshell/operations')).rejects.toThrow(/ENOENT|EACCES|EPERM/);
  },
);
