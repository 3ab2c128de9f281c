import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HistoryFile, historyPath } from '../../../../../main/headless/terminal/history-file.ts';
import { TypedLine } from '../../../../../shared/commands/typed-line.ts';

let directory = '';
let file = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'histfile-'));
  file = path.join(directory, 'history');
});
afterEach(() => rm(directory, { recursive: true }));

async function add(history: HistoryFile, ...lines: string[]): Promise<void> {
  for (const line of lines) history.add(new TypedLine(line));
  await history.flush();
}
const text = () => readFile(file, 'utf8');

it('is where redis-cli has it', () => {
  expect(historyPath({ HOME: '/home/a' })).toBe('/home/a/.rediscli_history');
  expect(historyPath({ HOME: '/home/a', REDISCLI_HISTFILE: 'x' })).toBe('x');
  expect(historyPath({ HOME: '/home/a', REDISCLI_HISTFILE: '' })).toBe('/home/a/.rediscli_history');
  expect(historyPath({ HOME: '/home/a', REDISCLI_HISTFILE: '/dev/null' })).toBe(null);
  expect(historyPath({})).toBe(null);
  expect(historyPath({ VALKEYCLI_HISTFILE: 'y', REDISCLI_HISTFILE: 'x' })).toBe('y');
  expect(historyPath({ VALKEYCLI_HISTFILE: '', REDISCLI_HISTFILE: 'x' })).toBe('x');
});

it('keeps lines for the user alone, also in a file that others could read', async () => {
  const history = new HistoryFile(file);
  await add(history, 'set a 1', '  get a', 'get "a', '3 ping');
  expect(await text()).toBe('set a 1\n  get a\nget "a\n3 ping\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  await add(history, 'ping');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await new HistoryFile(file).load()).toEqual(['set a 1', '  get a', 'get "a', '3 ping', 'ping']);
});

it('leaves out blank lines, repetitions, counts that are none, and secrets', async () => {
  const secrets = [
    'auth hunter2',
    '2 AUTH default hunter2',
    'acl setuser a on >hunter2',
    'config set maxmemory 1 requirepass hunter2',
    'hello 3 auth default hunter2',
    'migrate h 1 k 0 5 auth hunter2',
    'migrate h 1 "" 0 5 auth2 u hunter2 keys k',
    'sentinel set m auth-pass hunter2',
  ];
  await add(new HistoryFile(file), 'ping', 'ping', '', '   ', '0 ping', '-1 ping', ...secrets, 'ping');
  expect(await text()).toBe('ping\n');
});

it('does not repeat the last line of an earlier session', async () => {
  await writeFile(file, 'get a\n');
  const history = new HistoryFile(file);
  await history.load();
  await add(history, 'get a', 'get b');
  expect(await text()).toBe('get a\nget b\n');
});

it('keeps the lines of every program that shares it', async () => {
  const histories = [1, 2, 3, 4].map(() => new HistoryFile(file));
  const lines = histories.flatMap((history, program) =>
    Array.from({ length: 50 }, (_, i) => ({ history, line: `set ${program} ${i}` })),
  );
  for (const { history, line } of lines) history.add(new TypedLine(line));
  await Promise.all(histories.map((history) => history.flush()));
  const kept = (await text()).split('\n').filter(Boolean);
  expect(kept.toSorted()).toEqual(lines.map(({ line }) => line).toSorted());
});

it('drops the oldest lines of a long file, and follows a link to it', async () => {
  const real = path.join(directory, 'real');
  await writeFile(real, Array.from({ length: 11_000 }, (_, i) => `get ${i}\n`).join(''));
  await symlink(real, file);
  const history = new HistoryFile(file);
  expect(await history.load()).toHaveLength(10_000);
  await add(history, 'ping');
  const kept = (await readFile(real, 'utf8')).split('\n');
  expect(kept.slice(0, 1)).toEqual(['get 1001']);
  expect(kept.slice(-2)).toEqual(['ping', '']);
});

it('puts a line after half a line that another program left', async () => {
  await writeFile(file, 'get a\nge');
  await add(new HistoryFile(file), 'ping');
  expect(await text()).toBe('get a\nge\nping\n');
});

it('keeps bytes that are not UTF-8', async () => {
  await writeFile(file, Buffer.from('set a \xff\r\n', 'latin1'));
  const [line] = await new HistoryFile(file).load();
  expect(line).toBe('set a \udcff');
  await rm(file);
  await add(new HistoryFile(file), line!);
  expect(await readFile(file, 'latin1')).toBe('set a \xff\n');
});

it('costs nothing but the line if it cannot be written', async () => {
  const history = new HistoryFile(path.join(directory, 'missing', 'history'));
  expect(await history.load()).toEqual([]);
  await add(history, 'ping');
  const none = new HistoryFile(null);
  await add(none, 'ping');
  expect(await none.load()).toEqual([]);
});
