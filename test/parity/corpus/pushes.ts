/** Pushes on RESP3: where they come in the output, and how an invalidation is printed in each form. */
import { RESP3, script, type Group } from './group.ts';

export const pushGroups: readonly Group[] = [
  {
    name: 'pushes on the way to a reply, and behind it',
    server: 'standalone',
    args: ['--show-pushes', 'yes'],
    forms: RESP3,
    lines: script(`
debug protocol push
ping
debug protocol push
client tracking on
get foo
set foo 1
get foo
set foo 2
ping
`),
  },
  {
    name: 'invalidations of several keys, of strange ones, and of all',
    server: 'standalone',
    args: ['--show-pushes', 'yes'],
    forms: RESP3,
    lines: script(`
client tracking on bcast
mset a 1 b 2 c 3
set "two words" 1
set "" 1
ping
flushall
info nothing
  set a 2
  info nothing
`),
  },
  {
    name: 'invalidations of keys with quotes and bytes',
    server: 'standalone',
    args: ['--show-pushes', 'yes'],
    // On a terminal redis-cli writes their bytes as they are.
    forms: RESP3.filter((form) => form !== 'no-raw -3'),
    lines: script(`
client tracking on bcast
set "quo\\"te,comma" 1
set "bytes\\x00\\xff" 1
ping
`),
  },
];
