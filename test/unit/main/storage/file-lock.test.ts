import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockHeldError, withLock } from '../../../../main/storage/file-lock.ts';

let directory = '';
let lock = '';

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lock-'));
  lock = path.join(directory, 'file.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('one holds the lock at a time, under its process number, and nothing is left of it', async () => {
  let held = 0;
  const act = async () => {
    expect(++held).toBe(1);
    expect(await readFile(lock, 'utf8')).toBe(`${process.pid}\n`);
    held--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(lock, act)));
  expect(await readdir(directory)).toEqual([]);
});

test('the lock of a program that has ended is broken once, however many find it', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  let held = 0;
  const act = async () => {
    expect(++held).toBe(1);
    await readFile(lock);
    held--;
  };
  for (let round = 0; round < 20; round++) {
    await writeFile(lock, `${pid}\n`);
    await Promise.all(Array.from({ length: 8 }, () => withLock(lock, act)));
    expect(await readdir(directory)).toEqual([]);
  }
});

test('a lock without a process number is broken once it is old', async () => {
  await writeFile(lock, '');
  await utimes(lock, new Date(0), new Date(0));
  expect(await withLock(lock, async () => 'done')).toBe('done');
});

test('a program that died while it broke a lock stops nobody', async () => {
  await writeFile(lock, '');
  await writeFile(`${lock}.breaking`, '');
  for (const file of [lock, `${lock}.breaking`]) await utimes(file, new Date(0), new Date(0));
  expect(await withLock(lock, async () => 'done')).toBe('done');
  expect(await readdir(directory)).toEqual([]);
});

test('the lock of a running program is waited for, and left to it', async () => {
  await writeFile(lock, `${process.ppid}\n`);
  const { ino } = await stat(lock);
  await expect(withLock(lock, async () => 'done', 0)).rejects.toThrow(LockHeldError);
  expect((await stat(lock)).ino).toBe(ino);
});

test('an error of what is done under the lock releases it', async () => {
  const failing = withLock(lock, async () => {
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(await readdir(directory)).toEqual([]);
});
