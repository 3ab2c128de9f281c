import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SnippetFile } from '../../../../main/storage/snippets.ts';

let directory = '';
let problems: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'slotshell-snippets-'));
  problems = [];
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => SnippetFile.open(directory, (text) => problems.push(text));
const file = () => path.join(directory, 'snippets.json');
const lines = (snippets: SnippetFile, connection: string) => snippets.of(connection).map(({ line }) => line);

test('each connection has its own and those of all, after a restart too, for the owner alone', async () => {
  const first = await open();
  await first.keep(null, { name: '', line: 'get b', connection: 'orders' });
  await first.keep(null, { name: 'a', line: 'get z', connection: null });
  await first.keep(null, { name: '', line: 'get c', connection: 'users' });
  const second = await open();
  expect(lines(second, 'orders')).toEqual(['get z', 'get b']);
  expect(lines(second, 'users')).toEqual(['get z', 'get c']);
  expect(lines(second, '')).toEqual(['get z']);
  expect((await stat(file())).mode & 0o077).toBe(0);
  const [all, own] = second.of('orders');
  await second.keep(own!.id, { name: '', line: 'get B', connection: 'orders' });
  await second.delete(all!.id);
  expect(lines(await open(), 'orders')).toEqual(['get B']);
  expect(problems).toEqual([]);
});

test('what two windows keep at the same time is kept; what is damaged costs itself alone', async () => {
  const [one, two] = [await open(), await open()];
  await Promise.all([
    one.keep(null, { name: '', line: 'get 1', connection: null }),
    two.keep(null, { name: '', line: 'get 2', connection: null }),
  ]);
  expect(lines(await open(), '')).toEqual(['get 1', 'get 2']);
  const json = JSON.parse(await readFile(file(), 'utf8')) as { snippets: object[] };
  json.snippets[0] = { ...json.snippets[0], line: 'flushall\nget x' };
  await writeFile(file(), JSON.stringify(json));
  const left = await open();
  expect(lines(left, '')).toHaveLength(1);
  expect(problems.join(' ')).toContain('1 of the snippets could not be understood');
});
