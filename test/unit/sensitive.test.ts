import { expect, test } from 'vitest';
import { describeInput } from '../../renderer/repl/entry.ts';
import { words } from '../../shared/resp.ts';
import { showCommand } from '../../shared/sensitive.ts';

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
  expect(showCommand(words(...line.split(' ')), 500)).toBe(shown);
  const painted = describeInput([], line, null);
  expect(JSON.stringify(painted)).not.toContain('hunter2');
});

test.each([
  'get auth',
  'set hunter2 1',
  'config get requirepass',
  'hello 3',
  'migrate h 1 "" 0 1 keys auth x',
])('%j hides nothing', (line) => {
  expect(showCommand(words(...line.split(' ')), 500)).not.toContain('•');
});

test('a password is hidden in a line that could not be run too', () => {
  expect(JSON.stringify(describeInput([], 'auth "hunter2', null))).not.toContain('hunter2');
});
