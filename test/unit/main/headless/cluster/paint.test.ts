import { expect, test } from 'vitest';
import { hasColours, painted } from '../../../../../main/headless/cluster/paint.ts';

test.each([
  ['>>> Check for open slots...', '\x1b[29;1m>>> Check for open slots...\n\x1b[0m'],
  ['[OK] All 16384 slots covered.', '\x1b[32;1m[OK] All 16384 slots covered.\n\x1b[0m'],
  ['[ERR] x', '\x1b[31;1m[ERR] x\n\x1b[0m'],
  [
    '[WARNING] The following slots are open: 7.',
    '\x1b[31;1m[WARNING] The following slots are open: 7.\n\x1b[0m',
  ],
  ['[WARNING] else', '\x1b[33;1m[WARNING] else\n\x1b[0m'],
  ['*** New timeout set for a:1', '\x1b[33;1m*** New timeout set for a:1\n\x1b[0m'],
  ['*** No such master node x', '\x1b[31;1m*** No such master node x\n\x1b[0m'],
  ['>>> Calling config get x', '\x1b[29;1m>>> Calling\x1b[0m config get x\n'],
  ['*** Importing 8 keys from DB 0', '\x1b[33;1m*** Importing 8 keys from DB 0\n\x1b[0m'],
  ['Migrating k to a:1: OK', 'Migrating k to a:1: \x1b[32;1mOK\n\x1b[0m'],
  ['M: id a:1', 'M: id a:1\n'],
  ['a:1: [OK] is not ours', 'a:1: [OK] is not ours\n'],
])('%s is painted as redis-cli does', (line, text) => {
  expect(painted(line, true)).toBe(text);
  expect(painted(line, false)).toBe(`${line}\n`);
});

test('colours are for terminals of one kind', () => {
  expect(['xterm', 'xterm-256color', 'screen', 'dumb', undefined].map(hasColours)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
