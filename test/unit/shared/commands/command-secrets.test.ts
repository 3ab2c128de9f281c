import { expect, test } from 'vitest';
import { describeInput } from '../../../../renderer/repl/transcript/entry.ts';
import { argsOf } from '../../../../shared/resp/resp.ts';
import { maskLine, secretStart, showCommand } from '../../../../shared/commands/command-secrets.ts';
import { Reading } from '../../../../shared/repl/line/reading.ts';

const DOTS = '••••••';

test.each([
  ['auth hunter2', `auth ${DOTS}`],
  ['AUTH bob hunter2', `AUTH ${DOTS} ${DOTS}`],
  ['hello 3 auth bob hunter2', `hello 3 auth ${DOTS} ${DOTS}`],
  ['config set requirepass hunter2', `config set requirepass ${DOTS}`],
  ['config set maxmemory 1 masterauth hunter2', `config set maxmemory 1 masterauth ${DOTS}`],
  ['acl setuser bob >hunter2', `acl setuser ${DOTS} ${DOTS}`],
  ['migrate h 1 k 0 1 auth hunter2', `migrate h 1 k 0 1 auth ${DOTS}`],
  ['migrate h 1 k 0 1 auth2 bob hunter2', `migrate h 1 k 0 1 auth2 ${DOTS} ${DOTS}`],
  ['sentinel set m auth-pass hunter2', `sentinel set m auth-pass ${DOTS}`],
])('%j is shown as %j', (line, shown) => {
  expect(showCommand(argsOf(...line.split(' ')), 500)).toBe(shown);
  const painted = describeInput([], new Reading(line), null);
  expect(JSON.stringify(painted)).not.toContain('hunter2');
});

test.each([
  'get auth',
  'set hunter2 1',
  'config get requirepass',
  'hello 3',
  'migrate h 1 "" 0 1 keys auth x',
])('%j hides nothing', (line) => {
  expect(showCommand(argsOf(...line.split(' ')), 500)).not.toContain('•');
});

test('a password is hidden in a line that could not be run too', () => {
  expect(JSON.stringify(describeInput([], new Reading('auth "hunter2'), null))).not.toContain('hunter2');
});

test.each([
  ['3 auth hunter2', '3 auth '],
  ['@all auth hunter2', '@all auth '],
  ['3 @primaries AUTH bob hunter2', '3 @primaries AUTH '],
  ['ACL DELUSER hunter2', 'ACL DELUSER '],
  ['acl getuser hunter2', 'acl getuser '],
  ['config set maxmemory 1 REQUIREPASS hunter2', 'config set maxmemory 1 REQUIREPASS '],
  ['config set tls-client-key-file-pass hunter2', 'config set tls-client-key-file-pass '],
  ['config set primaryauth hunter2', 'config set primaryauth '],
  ['HELLO 3 SETNAME x AUTH bob hunter2', 'HELLO 3 SETNAME x AUTH '],
  ['migrate h 1 keys 0 1 copy auth hunter2 keys a b', 'migrate h 1 keys 0 1 copy auth '],
  ['MIGRATE h 1 "" 0 1 REPLACE AUTH2 bob hunter2 KEYS a', 'MIGRATE h 1 "" 0 1 REPLACE AUTH2 '],
  ['sentinel config set sentinel-pass hunter2', 'sentinel config set sentinel-pass '],
  ['sentinel config set SENTINEL-USER hunter2', 'sentinel config set SENTINEL-USER '],
  ['sentinel set m auth-user hunter2', 'sentinel set m auth-user '],
  ['"AU\\x54H" hunter2', '"AU\\x54H" '],
  // Wrong quotes: what comes after them cannot be told apart.
  ['auth "hunter2', 'auth '],
  ['"auth hunter2', '"auth'],
  ['\'config\' set "x"y requirepass hunter2', "'config'"],
  ['3 config set "x"y requirepass hunter2', '3 config'],
  ['"\\x61uth"x hunter2', '"\\x61uth"'],
])('%j is kept up to %j', (line, kept) => {
  expect(secretStart(line)).toBe(kept.length);
  expect(maskLine(line)).toBe(`${kept}${DOTS}`);
});

test.each([
  'get 3 auth x',
  'auth',
  'hello 3',
  'acl whoami',
  'acl setuser',
  'config get requirepass',
  'migrate h 1 "" 0 1 keys auth x auth2 y z',
  'sentinel masters',
  'set "auth x',
  '@all ping',
  'authority x',
])('%j holds no secret', (line) => {
  expect(maskLine(line)).toBe(line);
});
