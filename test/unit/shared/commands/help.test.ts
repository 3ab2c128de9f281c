import { expect, test } from 'vitest';
import { BUNDLED_DOCS } from '../../../../main/cluster/commands/bundled-docs.ts';
import { helpText } from '../../../../shared/commands/help.ts';

const help = (...words: string[]) => helpText(words, BUNDLED_DOCS);
const names = (text: string) =>
  [...text.matchAll(/^ {2}([A-Z][A-Z ]*[A-Z]|[A-Z]) /gm)].map((match) => match[1]);

test('a command: its syntax, summary, version and group', () => {
  expect(help('get')).toBe(
    '\n  GET key\n  summary: Get the value of a key\n  since: 1.0.0\n  group: string\n\n',
  );
});

test('a container’s name includes its subcommands, in the order of their names', () => {
  const all = names(help('Object'));
  expect(all[0]).toBe('OBJECT');
  expect(all).toContain('OBJECT ENCODING');
  expect(all).toEqual([...all].sort());
});

test('one subcommand alone', () => {
  expect(names(help('client', 'kill'))).toEqual(['CLIENT KILL']);
});

test('a group: its commands, which do not name it each', () => {
  expect(names(help('@HyperLogLog'))).toEqual(['PFADD', 'PFCOUNT', 'PFDEBUG', 'PFMERGE', 'PFSELFTEST']);
  expect(help('@hyperloglog')).not.toContain('group:');
});

test.each([['nosuch'], ['@nosuch'], ['get', 'x'], ['__proto__'], ['']])('%j has no help', (...words) => {
  expect(help(...words)).toBe('\n');
});

test('on a terminal with the colours of redis-cli, and CRLF', () => {
  expect(helpText(['ping'], BUNDLED_DOCS, 'terminal').split('\r\n').slice(0, 3)).toEqual([
    '',
    '  \x1b[1mPING\x1b[0m \x1b[90m[message]\x1b[0m',
    '  \x1b[33msummary:\x1b[0m Ping the server',
  ]);
});

test('without a word it prints the general help and the program’s name', () => {
  expect(helpText([], null, 'plain', 'slotshell 1.0').split('\n').slice(0, 2)).toEqual([
    'slotshell 1.0',
    'To get help about Redis commands type:',
  ]);
});
