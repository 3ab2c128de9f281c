import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { lastingArgs } from '../../../../main/connections/lasting-args.ts';

test.each([
  [
    ['-h', 'a', '-p', '1', '--tls'],
    ['-h', 'a', '-p', '1', '--tls'],
  ],
  [['redis://a:1/3'], ['redis://a:1/3']],
  [
    ['--proxy', 'socks5://relay:1080', 'a:1'],
    ['--proxy', 'socks5://relay:1080', 'a:1'],
  ],
  [['a:1'], ['a:1']],
  [
    ['--cacert', 'ca.crt', '--key', '/k', '--cert', '~/c'],
    ['--cacert', '/work/ca.crt', '--key', '/k', '--cert', `${homedir()}/c`],
  ],
])('%j is kept whole, with whole paths', (args, kept) => {
  expect(lastingArgs(args, '/work')).toEqual({ args: kept, isWhole: true });
});

test.each([
  [
    ['-a', 'hunter2', '-p', '1'],
    ['-p', '1'],
  ],
  [
    ['--user', 'u', '--pass', 'hunter2'],
    ['--user', 'u'],
  ],
  [['rediss://u:hunter2@a:1/3'], ['rediss://a:1/3']],
  [['redis://u:hunt@er2@a'], ['redis://a']],
  [
    ['--proxy', 'socks5://u:hunter2@relay:1080', 'a:1'],
    ['--proxy', 'socks5://relay:1080', 'a:1'],
  ],
  [
    ['-u', 'redis://:hunter2@a'],
    ['-u', 'redis://a'],
  ],
  [['redis://a:1?password=hunter2'], ['redis://a:1']],
  [
    ['--user', '-a', '-a', 'hunter2'],
    ['--user', '-a'],
  ],
])('%j is kept without its secret', (args, kept) => {
  expect(lastingArgs(args, '/work')).toEqual({ args: kept, isWhole: false });
});
