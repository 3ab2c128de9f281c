/** Commands by arguments: sequences, each on an empty server. */
import type { Group } from './group.ts';

export interface Call {
  args: readonly string[];
  input?: string | Buffer;
  env?: Record<string, string>;
}

export interface Sequence {
  name: string;
  server: Group['server'];
  calls: readonly Call[];
}

/** What the sequences' --eval reads, by name. */
export const FILES: Readonly<Record<string, string>> = {
  'one.lua': 'return 1',
  'keys.lua': 'return {KEYS, ARGV}',
  'error.lua': "return redis.error_reply('MY error')",
  'broken.lua': 'return return',
  'empty.lua': '',
  'call.lua': "return redis.call('set', KEYS[1], ARGV[1])",
};

/** Words separated by single blanks; `␣` for a blank inside of a word, `∅` for an empty word. */
const words = (line: string): string[] =>
  line.split(' ').map((word) => (word === '∅' ? '' : word.replaceAll('␣', ' ')));
const calls = (text: string): Call[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ args: words(line) }));

const SEQUENCES: [name: string, server: Group['server'], calls: Call[]][] = [
  [
    'replies',
    'standalone',
    calls(`
ping
set a two␣words
get a
get missing
--no-raw get missing
--csv mget a missing
--json mget a missing
nosuch
--no-raw nosuch with␣blank args
--quoted-json get a
-3 --no-raw config get maxmemory
-2 -3 config get maxmemory
rpush l 1 2 3
-n 3 dbsize
-n 99 dbsize
∅
echo ∅
echo "quoted"
echo grüße
info nosuch
:set hints
help get
? get
help @hyperloglog
`),
  ],
  [
    '-e',
    'standalone',
    calls(`
-e nosuch
-e --no-raw set a
-e --csv nosuch
-r 2 nosuch
-e get missing
-e eval return␣{1,{err='ERR␣inside'}} 0
-e eval return␣redis.error_reply('MY␣error') 0
-e info nosuch
`),
  ],
  [
    'repeats, delimiters, databases',
    'standalone',
    calls(`
-r 0 ping
-r 3 incr n
-r 2 -i 0 ping
-r 2 -i 0.01 --no-raw ping
rpush l a b c
-d , lrange l 0 -1
-d ∅ lrange l 0 -1
-d ␣--␣ lrange l 0 -1
-D | lrange l 0 -1
-d , -D ; -r 2 lrange l 0 -1
-d , --no-raw lrange l 0 -1
-D ; nosuch
-d , eval return␣{1,{2,3},{err='ERR␣x'},false} 0
-d , -3 config get maxmemory
-d ü lrange l 0 -1
-n 5 set in five
-n 5 get in
get in
`),
  ],
  [
    '--quoted-input',
    'standalone',
    calls(`
--quoted-input echo "\\x41\\x00"
--quoted-input echo "two␣words"
--quoted-input echo two␣words
--quoted-input echo "unclosed
--quoted-input echo 'it\\'s'
--quoted-input echo ""
--quoted-input set "\\x00\\xff" v
--no-raw --quoted-input get "\\x00\\xff"
--no-raw keys *
`),
  ],
  [
    '-x and -X',
    'standalone',
    [
      { args: words('-x set a'), input: 'from stdin\n' },
      { args: words('--no-raw get a') },
      { args: words('-x echo'), input: '' },
      { args: words('-x set bin'), input: Buffer.from([0, 1, 255, 10, 13]) },
      { args: words('--no-raw get bin') },
      { args: words('get bin') },
      { args: words('-x strlen'), input: 'a' },
      { args: words('-X tag set b tag'), input: 'tagged' },
      { args: words('get b') },
      { args: words('-X tag set b c'), input: 'tagged' },
      { args: words('-X tag echo tag'), input: 'x'.repeat(100_000) },
      { args: words('-x -r 2 append c'), input: 'yz' },
      { args: words('get c') },
    ],
  ],
  [
    '--eval',
    'standalone',
    calls(`
--eval one.lua
--eval keys.lua k1 k2 , a1 a2
--no-raw --eval keys.lua k1 , a1
--eval keys.lua k,a
--json --eval keys.lua k1 , a1
--eval error.lua
--eval broken.lua
--eval empty.lua
--eval nothere.lua
--eval call.lua key , value
get key
`),
  ],
  [
    'arguments that are wrong',
    'standalone',
    [
      ...calls(`
--nosuch
-p
-u foo://x ping
-c -s /nowhere ping
-2 -3 ping
-s /nowhere ping
--show-pushes maybe ping
--show-pushes no ping
--no-raw --raw ping
-p 1 ping
-p 1 -e ping
`),
      { args: ['-p', '1'], input: 'ping\nping\n' },
      { args: ['-h', '127.0.0.1', 'ping'] },
      { args: ['-h', 'localhost', 'ping'] },
      { args: ['-3', 'hgetall', 'missing'], env: { FAKETTY: '1' } },
      { args: ['nosuch'], env: { FAKETTY: '1' } },
      // Only at a terminal is it read: its lines would all be unknown.
      { args: ['ping'], env: { REDISCLI_RCFILE: '/etc/passwd' } },
      { args: [], input: 'ping\n', env: { REDISCLI_RCFILE: '/etc/passwd' } },
      { args: [], input: 'ping\n', env: { REDISCLI_RCFILE: '/etc/passwd', FAKETTY: '1' } },
    ],
  ],
  [
    'a password',
    'password',
    [
      ...calls(`
ping
-e ping
-3 ping
-n 2 ping
-a pass␣word ping
-a pass␣word --no-auth-warning ping
-a wrong ping
--user default --pass pass␣word ping
--user nobody -a x ping
--user nobody ping
-a pass␣word -n 2 dbsize
-a pass␣word -3 --no-raw hgetall missing
auth pass␣word
`),
      { args: ['ping'], env: { REDISCLI_AUTH: 'pass word' } },
      { args: ['-a', 'wrong', 'ping'], env: { REDISCLI_AUTH: 'pass word' } },
      { args: ['ping'], env: { REDISCLI_AUTH: 'wrong' } },
    ],
  ],
  [
    'a cluster',
    'cluster',
    calls(`
-c set k1 v
-c get k1
-c -n 2 ping
-c --no-raw get k1
-c --json get k1
-c --no-raw mget k1 k2
-c -r 2 get k1
get k1
--no-raw get k1
get k2
-c --eval keys.lua k1 , a
--eval keys.lua k1 , a
-c select 1
-n 1 get k2
cluster keyslot foo
-c -3 --no-raw hgetall k1x
`),
  ],
];

export const ONE_SHOT: readonly Sequence[] = SEQUENCES.map(([name, server, calls]) => ({
  name,
  server,
  calls,
}));
