import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Log } from '../../../../main/storage/log.ts';
import { errorLine, logLine } from '../../../../main/storage/log-line.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'log-'));
});
afterEach(() => rm(directory, { recursive: true }));

test.each([
  "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'hunter2'",
  'cannot reach redis://user:hunter2@host:6379/0',
  'cannot reach rediss://hunter2@[::1]:6379',
  'the value "a \\" hunter2" is too long',
  'an open quote "hunter2',
  'a key `hunter2` and “hunter2” and ‘hunter2’ and «hunter2»',
  `"it's" 'hunter2's' end`,
])('a line without the secret: %s', (text) => {
  expect(logLine(text)).not.toContain('hunter2');
});

test('a line is one line, bounded, and says what is no secret', () => {
  expect(logLine("Slotshell's connection was lost: ECONNRESET")).toBe(
    "Slotshell's connection was lost: ECONNRESET",
  );
  expect(logLine('one\ntwo\u001b[2J')).not.toMatch(/[\n\u001b]/);
  expect(logLine('x'.repeat(100_000)).length).toBeLessThan(2000);
  expect(logLine(`${homedir()}/x`)).toBe('~/x');
});

test('of an error there are name, code and place, and a message of the engine alone', () => {
  const server = Object.assign(new Error('ERR user_script:1: hunter2'), { code: 'ECONNRESET' });
  expect(errorLine(server)).toMatch(/^Error ECONNRESET \| at .*log\.test\.ts/);
  expect(errorLine(server)).not.toContain('hunter2');
  expect(errorLine(new SyntaxError('Cannot convert hunter2 to a BigInt'))).not.toContain('hunter2');
  expect(errorLine(new TypeError('x is not a function'))).toContain('x is not a function');
  expect(errorLine('hunter2')).not.toContain('hunter2');
});

test('the log is kept in two files of bounded size', async () => {
  const logs = path.join(directory, 'logs');
  const log = new Log(logs);
  for (let i = 0; i < 3000; i++) log.info(`${i} ${'x'.repeat(900)}`);
  expect((await readdir(logs)).sort()).toEqual(['main.log', 'main.old.log']);
  for (const name of await readdir(logs))
    expect((await stat(path.join(logs, name))).size).toBeLessThan(1.1 * 2 ** 20);
  if (process.platform !== 'win32') {
    const rights = await Promise.all(
      [logs, path.join(logs, 'main.log')].map(async (one) => (await stat(one)).mode & 0o777),
    );
    expect(rights).toEqual([0o700, 0o600]);
  }
  expect(log.lastLines(2).map((line) => / info (\d+) /.exec(line)?.[1])).toEqual(['2998', '2999']);
});
