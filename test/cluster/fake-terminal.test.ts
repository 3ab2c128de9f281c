/** `FAKETTY_WITH_PROMPT`, by which the tests of redis-cli 7.4 reach its editor through a pipe: keys in, escape sequences out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

let server: RedisCluster;
let program = '';
let directory = '';
let shell: PipedShell;

beforeAll(async () => {
  [server, program] = await Promise.all([
    RedisCluster.start({ cluster: false, primaries: 1 }),
    buildHeadless(),
  ]);
});
afterAll(() => server?.stop());
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fake-terminal-'));
  const histfile = path.join(directory, 'history');
  await writeFile(histfile, 'keys one\nSET blah myvalue\nGET blah\nkeys two\n');
  const args = [program, '-p', String(server.ports[0]), '-n', '9'];
  const env = { FAKETTY: '1', FAKETTY_WITH_PROMPT: '1', REDISCLI_HISTFILE: histfile };
  shell = new PipedShell(process.execPath, args, env);
  await shell.until(PROMPT);
});
afterEach(async () => {
  shell.close();
  await rm(directory, { recursive: true });
});

const PROMPT = /127\.0\.0\.1:\d+\[9\]> /;
const REVERSE = '(reverse-i-search): ';

/** A key and a line break, which means nothing here. */
const key = (keys: string) => shell.write(`${keys}\n`);
const found = (before: string, match: string, after: string) =>
  new RegExp(`\\x1b\\[0m${before}\\x1b\\[1m${match}\\x1b\\[0m${after}`);

test('a line break is no Enter', async () => {
  key('ping');
  key('');
  shell.write('\r');
  expect(await shell.until(/PONG\n/)).toContain('ping');
});

test('Ctrl+R finds the newest line, and with it again an older one', async () => {
  key('\x12');
  await shell.until(/\(reverse-i-search\): /);
  shell.write('ey');
  expect(await shell.until(found('k', 'ey', 's two'))).toContain(REVERSE);
  key('\x12');
  expect(await shell.until(found('k', 'ey', 's one'))).toContain(REVERSE);
});

test('Ctrl+S finds the oldest line, and with it again a newer one', async () => {
  key('\x13');
  await shell.until(/\(i-search\): /);
  shell.write('ey');
  expect(await shell.until(found('k', 'ey', 's one'))).toContain('(i-search): ');
  key('\x13');
  expect(await shell.until(found('k', 'ey', 's two'))).toContain('(i-search): ');
});

test('Enter runs the line that was found', async () => {
  await server.command(server.ports[0]!, 'FLUSHALL');
  key('\x12');
  shell.write('SET b');
  await shell.until(found('', 'SET b', 'lah myvalue'));
  key('\r');
  expect(await shell.until(/OK\n/)).toMatch(PROMPT);
  key('\x12');
  shell.write('GET bl');
  await shell.until(found('', 'GET bl', 'ah'));
  key('\r');
  await shell.until(/"myvalue"\n/);
});

test('Enter runs what was searched for if nothing was found', async () => {
  key('\x12');
  key('\x12');
  await shell.until(/\(reverse-i-search\): /);
  key('keys "nothing like it"\r');
  const text = await shell.until(/\(empty array\)\n/);
  expect(text).toMatch(/\[9\]> keys "nothing like it"/);
});

test.each([
  ['Ctrl+G', '\x07'],
  ['the up arrow', '\x1b[A'],
  ['the down arrow', '\x1b[B'],
  ['the right arrow', '\x1b[C'],
  ['the left arrow', '\x1b[D'],
])('%s leaves the search', async (_name, keys) => {
  key('\x12');
  await shell.until(/\(reverse-i-search\): /);
  key(keys);
  await shell.until(PROMPT);
});

test('Tab puts what was found, or searched for, into the line', async () => {
  key('\x12');
  shell.write('GET');
  await shell.until(found('', 'GET', ' blah'));
  shell.write('\t');
  await shell.until(/\[9\]> GET blah/);
  shell.write('suffix');
  await shell.until(/\[9\]> GET blahsuffix/);
  key('\x15\x12');
  shell.write('GET other');
  await shell.until(/\(reverse-i-search\): \x1b\[0mGET other/);
  shell.write('\t');
  await shell.until(/\[9\]> GET other/);
});

test('the screen has 80 columns, and nothing is asked of the server that redis-cli would not ask', async () => {
  shell.write('x'.repeat(100));
  await shell.until(/x{100}/);
  shell.write('y');
  // From the second row up to the first.
  expect(await shell.until(/x{100}y/)).toContain('\x1b[1A\r');
  const commands = await server.command(server.ports[0]!, 'INFO', 'COMMANDSTATS');
  expect(String(commands)).not.toMatch(/cmdstat_command(\||:)/);
});
