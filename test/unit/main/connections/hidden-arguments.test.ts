import { expect, test } from 'vitest';
import { maskArguments } from '../../../../main/connections/hidden-arguments.ts';

test.each([
  ['-p 7000 -a hunter2 get k', '-p 7000 -a **** get k'],
  ['--pass hunter2 --user bob', '--pass **** --user bob'],
  [
    '--cluster import a:1 --cluster-from b:2 --cluster-from-pass hunter2',
    '--cluster import a:1 --cluster-from b:2 --cluster-from-pass ****',
  ],
  ['-u redis://bob:hunter2@host:1/2', '-u redis://****@host:1/2'],
  ['rediss://bob:hunter2#w@x@host', 'rediss://****@host'],
  ['-p 1 auth bob hunter2', '-p 1 auth **** ****'],
  ['@all acl setuser bob >hunter2', '@all acl setuser **** ****'],
  ['config set requirepass hunter2', 'config set requirepass ****'],
])('%s is shown as %s', (line, shown) => {
  expect(maskArguments(line.split(' '))?.join(' ')).toBe(shown);
});

test.each(['', '-p 7000 --tls', 'redis://host:1', 'set auth', 'get a@b'])(
  '%j has nothing to hide',
  (line) => {
    expect(maskArguments(line.split(' '))).toBeNull();
  },
);

test('a hundred thousand keys are looked through at once', () => {
  const keys = Array.from({ length: 100_000 }, (_, i) => `key:${i}`);
  expect(maskArguments(['del', ...keys, '-a', 'hunter2'])?.at(-1)).toBe('****');
});
