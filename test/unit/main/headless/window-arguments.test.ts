import { describe, expect, test } from 'vitest';
import { windowArguments, windowBeside } from '../../../../main/headless/window-arguments.ts';

const args = (line: string, isAlone = true) =>
  windowArguments(
    line.split(' ').filter((arg) => arg !== ''),
    () => isAlone,
  );

describe('the window is opened by', () => {
  test.each([
    ['', []],
    ['--window', []],
    ['--window -p 7000 --production', ['-p', '7000', '--production']],
    ['-p 7000 --window', ['-p', '7000']],
    ['redis://127.0.0.1:7000', ['redis://127.0.0.1:7000']],
    ['rediss://a@b.example', ['rediss://a@b.example']],
    ['--demo', ['--demo']],
    ['--learn', ['--learn']],
    ['--connection night', ['--connection', 'night']],
    ['--connection=night', ['--connection=night']],
  ])('%j', (line, expected) => expect(args(line)).toEqual(expected));
});

describe('the command takes', () => {
  test.each([
    'get x',
    '-c get x',
    '-p 7000',
    '-a --window get x',
    'set x --window',
    '-u redis://127.0.0.1:7000',
    'redis://127.0.0.1:7000 x',
    '--cluster check 127.0.0.1:7000 --window',
    '--nonsense --window',
    '--help',
    '--version',
  ])('%j', (line) => expect(args(line)).toBeNull());
});

test('lines that are piped, or a place without a display, are the command’s', () =>
  expect(args('', false)).toBeNull());

test.each([
  ['/opt/Slotshell/resources/command/slotshell', 'linux', '/opt/Slotshell/slotshell'],
  [
    '/Applications/Slotshell.app/Contents/Resources/command/slotshell',
    'darwin',
    '/Applications/Slotshell.app/Contents/MacOS/Slotshell',
  ],
  ['C:\\Apps\\Slotshell\\resources\\command\\slotshell.exe', 'win32', 'C:\\Apps\\Slotshell\\Slotshell.exe'],
  ['/usr/bin/node', 'linux', null],
  ['/usr/local/bin/slotshell', 'linux', null],
  ['/home/a/command/node', 'linux', null],
] as const)('beside %s on %s is %s', (program, platform, expected) =>
  expect(windowBeside(program, platform)).toBe(expected),
);
