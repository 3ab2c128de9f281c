import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readText, writeText } from '../../../../main/storage/text-file.ts';

let directory: string;
const file = () => path.join(directory, 'a.redis');

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'text-file-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('reads what it wrote, without a byte order mark', async () => {
  await writeText(file(), 'get größe\n');
  expect(await readText(file())).toEqual({ name: 'a.redis', text: 'get größe\n' });
  await writeFile(file(), '\ufeffget k');
  expect((await readText(file())).text).toBe('get k');
});

it('says what it cannot read', async () => {
  await expect(readText(file())).rejects.toThrow(/could not be read/);
  await expect(readText(directory)).rejects.toThrow(/not a file/);
  await writeFile(file(), Uint8Array.of(0xff));
  await expect(readText(file())).rejects.toThrow(/not UTF-8/);
  await truncate(file(), (1 << 24) + 1);
  await expect(readText(file())).rejects.toThrow(/larger/);
});

it('says that it could not write', async () => {
  await expect(writeText(path.join(directory, 'no', 'a'), 'x')).rejects.toThrow(/could not be written/);
  await writeText(file(), 'x');
  expect(await readFile(file(), 'utf8')).toBe('x');
});

it('writes pieces as one file, and leaves nothing if it fails', async () => {
  await writeText(file(), ['a', 'b\n', 'ü']);
  expect(await readFile(file(), 'utf8')).toBe('ab\nü');
  const broken = function* () {
    yield 'half';
    throw new Error('no more');
  };
  await expect(writeText(file(), broken())).rejects.toThrow(/could not be written: no more/);
  expect(await readFile(file(), 'utf8')).toBe('ab\nü');
  expect(await readdir(directory)).toEqual(['a.redis']);
});
