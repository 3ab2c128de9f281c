import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  loadPreferences,
  preferencesFile,
  readPreferences,
} from '../../../../main/connections/redisclirc.ts';
import { Terminal } from '../../../support/terminal.ts';

const read = (text: string) => readPreferences(Buffer.from(text));
const SAMPLE = [
  ':set nohints',
  '# comment',
  ':set foo',
  'set bar',
  ':get',
  ':set',
  '',
  '  :SET   Hints  ',
  ':set "hi',
  ':set hints and more',
  `:set ${'x'.repeat(1100)}`,
  ':set "no\\x68ints"\r',
  "':set' 'wh at'",
  ':set last',
].join('\n');

test('the file is the one that redis-cli takes', () => {
  expect(preferencesFile({ HOME: '/home/x' })).toBe('/home/x/.redisclirc');
  expect(preferencesFile({ HOME: '/home/x', REDISCLI_RCFILE: '' })).toBe('/home/x/.redisclirc');
  expect(preferencesFile({ HOME: '/home/x', REDISCLI_RCFILE: 'rc' })).toBe('rc');
  expect(preferencesFile({ HOME: '/home/x', REDISCLI_RCFILE: '/dev/null' })).toBeNull();
  expect(preferencesFile({})).toBeNull();
});

test('the last word on hints holds, and nothing said is nothing', () => {
  expect(read('')).toEqual({ hints: null, problems: [] });
  expect(read(':set hints\n:set nohints')).toEqual({ hints: false, problems: [] });
  expect(read(':set nohints\n:SET HINTS now')).toEqual({ hints: true, problems: [] });
  expect(read(':set "hints')).toEqual({ hints: null, problems: [] });
});

test('a missing file, a directory, or a device says nothing', async () => {
  expect(await loadPreferences({ REDISCLI_RCFILE: '/dev/zero' })).toEqual({ hints: null, problems: [] });
  expect(await loadPreferences({ REDISCLI_RCFILE: '/nonexistent/rc' })).toEqual({
    hints: null,
    problems: [],
  });
  expect(await loadPreferences({ REDISCLI_RCFILE: '/' })).toEqual({ hints: null, problems: [] });
});

test('redis-cli at a terminal says the same of the same lines', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'redisclirc-'));
  const file = path.join(directory, 'rc');
  await writeFile(file, SAMPLE);
  const terminal = new Terminal('redis-cli', ['-p', '1'], { REDISCLI_RCFILE: file });
  try {
    const said = await terminal.until(/not connected> $/);
    const theirs = said.split('\n').filter((line) => line.startsWith('.redisclirc'));
    const ours = await loadPreferences({ REDISCLI_RCFILE: file });
    expect(ours.problems).toEqual(theirs);
    expect(ours.problems.length).toBeGreaterThan(5);
    expect(ours.hints).toBe(false);
  } finally {
    terminal.close();
    await rm(directory, { recursive: true });
  }
});

test('a file of anything is bounded: a hundred megabytes of zeros, a million lines, a file that may not be read, a pipe', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'redisclirc-'));
  const file = path.join(directory, 'rc');
  const nothing = { hints: null, problems: [] };
  try {
    await writeFile(file, ':set nohints\n');
    await truncate(file, 100 << 20);
    expect(await loadPreferences({ REDISCLI_RCFILE: file })).toEqual({ hints: false, problems: [] });
    expect(await loadPreferences({ REDISCLI_RCFILE: '/dev/zero' })).toEqual(nothing);
    await writeFile(file, 'x\n'.repeat(1 << 20));
    const { problems } = await loadPreferences({ REDISCLI_RCFILE: file });
    expect(problems.length).toBe(101);
    expect(problems.at(-1)).toMatch(/^\.redisclirc: \d+ more lines are not known$/);
    execFileSync('mkfifo', [`${file}.pipe`]);
    expect(await loadPreferences({ REDISCLI_RCFILE: `${file}.pipe` })).toEqual(nothing);
    await chmod(file, 0);
    if (process.getuid?.() !== 0) expect(await loadPreferences({ REDISCLI_RCFILE: file })).toEqual(nothing);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => void readPreferences(bytes)));
  readPreferences(Buffer.alloc(1 << 21, '"'));
});
