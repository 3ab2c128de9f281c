import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TypedLine } from '../../../../shared/commands/typed-line.ts';
import { HistoryFiles } from '../../../../main/storage/history.ts';

let directory = '';
let problems: string[] = [];
const opened = () => new HistoryFiles(directory, { onProblem: (text) => problems.push(text) });
const typed = (...lines: string[]) => lines.map((line) => new TypedLine(line));
const files = async () => (await readdir(directory)).sort();
const onlyFile = async () => path.join(directory, (await files())[0]!);

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'history-')), 'history');
  problems = [];
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await rm(path.dirname(directory), { recursive: true, force: true });
});

test('lines come back in order, whatever they hold, each connection its own', async () => {
  const lines = ['get a', 'set b "x\ny"', '{"not":"ours"}', '  leading', 'ключ 漢 \u202e \ud800', '"'];
  const history = opened();
  for (const line of lines) await history.add('one', typed(line));
  await history.add('../two', typed('ping'));
  expect(await opened().load('one')).toEqual(lines);
  expect(await opened().load('../two')).toEqual(['ping']);
  expect(await opened().load('three')).toEqual([]);
});

test('the files are for their owner alone', async () => {
  await opened().add('one', typed('get a'));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(await onlyFile())).mode & 0o777).toBe(0o600);
  expect(await files()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.jsonl$/)]);
});

test('secrets, blank lines, repeated and endless ones are not kept', async () => {
  const history = opened();
  for (const line of [
    'get a',
    'get a',
    ' ',
    '',
    'auth hunter2',
    '3 auth hunter2',
    '@all auth hunter2',
    'auth "hunter2',
    'config set maxmemory 1 requirepass hunter2',
    'x'.repeat(70_000),
    'get b',
  ])
    await history.add('one', typed(line));
  expect(await opened().load('one')).toEqual(['get a', 'get b']);
  expect(await readFile(await onlyFile(), 'utf8')).not.toContain('hunter2');
});

test('of lines that are added together only the newest are kept', async () => {
  const history = opened();
  await history.add('one', typed(...Array.from({ length: 1500 }, (_, i) => `get ${i}`)));
  await history.add('two', typed(...Array.from({ length: 65 }, (_, i) => `${i} ${'x'.repeat(65_000)}`)));
  expect(await opened().load('one')).toEqual(Array.from({ length: 1000 }, (_, i) => `get ${i + 500}`));
  const long = await opened().load('two');
  expect(long).toHaveLength(64);
  expect(long.at(-1)).toMatch(/^64 x/);
});

test('two programs write at once without losing a line', async () => {
  const [one, two] = [opened(), opened()];
  const adding: Promise<void>[] = [];
  for (let i = 0; i < 200; i++) {
    adding.push(one.add('shared', typed(`one ${i}`)), two.add('shared', typed(`two ${i}`)));
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(adding);
  const lines = await opened().load('shared');
  expect(lines).toHaveLength(400);
  for (const name of ['one', 'two'])
    expect(lines.filter((line) => line.startsWith(name))).toEqual(
      Array.from({ length: 200 }, (_, i) => `${name} ${i}`),
    );
});

test('only the newest lines are kept', async () => {
  const history = opened();
  await Promise.all(Array.from({ length: 11_500 }, (_, i) => history.add('one', typed(`get ${i}`))));
  await history.flush();
  const kept = (await readFile(await onlyFile(), 'utf8')).trim().split('\n');
  expect(kept).toHaveLength(10_000);
  expect(kept.at(-1)).toBe('"get 11499"');
  expect((await opened().load('one'))[0]).toBe('get 1500');
});

test('half a line, as a killed program leaves it, is set aside and costs no other line', async () => {
  await opened().add('one', typed('get a'));
  const file = await onlyFile();
  await writeFile(file, `${await readFile(file, 'utf8')}"get ha`);
  await opened().add('one', typed('get b'));
  expect(await opened().load('one')).toEqual(['get a', 'get b']);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/set aside as \S+: 1 line is damaged/)]);
  expect(await files()).toHaveLength(2);
  const aside = (await files()).find((name) => name.includes('damaged'))!;
  expect(await readFile(path.join(directory, aside), 'utf8')).toBe('"get a"\n"get ha\n"get b"\n');
  expect(await opened().load('one')).toEqual(['get a', 'get b']);
});

test('bytes that are not text are set aside, and the readable lines are kept', async () => {
  await opened().add('one', typed('get a'));
  const file = await onlyFile();
  await writeFile(file, Buffer.concat([await readFile(file), Buffer.from([0xff, 0xfe, 0x0a])]));
  expect(await opened().load('one')).toEqual(['get a']);
  expect(problems.splice(0)).toHaveLength(1);
});

test('something else in the place of the file is set aside', async () => {
  await opened().add('one', typed('get a'));
  const file = await onlyFile();
  await rm(file);
  await mkdir(file);
  const history = opened();
  expect(await history.load('one')).toEqual([]);
  await history.add('one', typed('get b'));
  expect(await opened().load('one')).toEqual(['get b']);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/set aside/)]);
});

test('a directory that cannot be made is reported once', async () => {
  await writeFile(directory, '');
  const history = opened();
  await history.add('one', typed('get a'));
  await history.add('one', typed('get b'));
  expect(await history.load('one')).toEqual([]);
  expect(problems.splice(0)).toEqual([expect.stringMatching(/could not be kept/)]);
});

test("a dead program's lock does not stop another one", async () => {
  await opened().add('one', typed('get a'));
  const lock = `${await onlyFile()}.lock`;
  await writeFile(lock, '');
  await chmod(lock, 0o600);
  await utimes(lock, new Date(0), new Date(0));
  await opened().add('one', typed('get b'));
  expect(await opened().load('one')).toEqual(['get a', 'get b']);
  expect(await files()).toHaveLength(1);
});

test('a line is kept though another program does not release the lock, which stays its own', async () => {
  await opened().add('one', typed('get a'));
  const lock = `${await onlyFile()}.lock`;
  await writeFile(lock, `${process.ppid}\n`);
  await opened().add('one', typed('get b'));
  expect(await readFile(lock, 'utf8')).toBe(`${process.ppid}\n`);
  await rm(lock);
  expect(await opened().load('one')).toEqual(['get a', 'get b']);
});

test('what was set aside of a connection goes with it, and nothing of another', async () => {
  const history = opened();
  await history.add('one', typed('get secretive'));
  await writeFile(await onlyFile(), '"get secretive"\nhalf a li');
  expect(await opened().load('one')).toEqual(['get secretive']);
  expect(problems.splice(0)).toHaveLength(1);
  await history.add('two', typed('ping'));
  expect(await files()).toHaveLength(3);
  await history.clear('one');
  expect(await files()).toHaveLength(1);
  expect(await opened().load('two')).toEqual(['ping']);
});

test('what was cleared is gone, and new lines are kept again', async () => {
  const history = opened();
  await history.add('one', typed('get a'));
  await history.clear('one');
  expect(await files()).toEqual([]);
  await history.add('one', typed('get a'));
  expect(await opened().load('one')).toEqual(['get a']);
});
