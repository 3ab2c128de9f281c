import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openNamedFile } from '../../../../main/storage/backup-files.ts';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-named-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => path.join(directory, name);

test('a file is the old one until it is whole, and keeps its mode', async () => {
  writeFileSync(at('a'), 'old');
  chmodSync(at('a'), 0o640);
  const [first, second] = [await openNamedFile(at('a')), await openNamedFile(at('a'))];
  await first.write(Buffer.from('fir'));
  await second.write(Buffer.from('second'));
  await first.write(Buffer.from('st'));
  expect(readFileSync(at('a'), 'utf8')).toBe('old');
  await first.commit();
  await second.discard();
  expect(readdirSync(directory)).toEqual(['a']);
  expect([readFileSync(at('a'), 'utf8'), statSync(at('a')).mode & 0o777]).toEqual(['first', 0o640]);
});

test('a link stays one: the file that it leads to is replaced', async () => {
  writeFileSync(at('a'), 'old');
  symlinkSync('a', at('link'));
  const file = await openNamedFile(at('link'));
  await file.write(Buffer.from('new'));
  await file.commit();
  expect([lstatSync(at('link')).isSymbolicLink(), readFileSync(at('a'), 'utf8')]).toEqual([true, 'new']);
});

test.skipIf(process.platform === 'win32')('a pipe is written to, and stays', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const read = once(reader.stdout, 'data');
  const file = await openNamedFile(at('pipe'));
  await file.write(Buffer.from('new'));
  await file.commit();
  expect([String((await read)[0]), lstatSync(at('pipe')).isFIFO()]).toEqual(['new', true]);
});

test('a directory, an empty name, and a directory that is not there are refused', async () => {
  for (const [name, code] of [
    [directory, 'EISDIR'],
    ['', 'ENOENT'],
    [at('missing/a'), 'ENOENT'],
  ] as const)
    await expect(openNamedFile(name)).rejects.toMatchObject({ code });
  expect(readdirSync(directory)).toEqual([]);
});
