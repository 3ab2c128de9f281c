/** How lines are read: quotes, escapes, repeats, words of the shell's own, bytes that are not text. */
import { ALL, each, RESP2, script, type Group } from './group.ts';

const T = '\t';
const quoting = each(
  'echo plain',
  '   echo leading',
  `${T}echo tab`,
  '\v\fecho vertical',
  'echo   many    blanks   ',
  `echo${T}by${T}tab`,
  `echo${T}one`,
  'echo trailing\r',
  'echo a\vb',
  'echo a\fb',
  'echo "double quoted"',
  "echo 'single quoted'",
  'echo a"b c"',
  "echo a'b c'",
  'set""',
  'echo ""',
  "echo ''",
  'echo "a"b',
  'echo "a""b"',
  "echo ''x",
  'echo a"b"c',
  'echo "a"\tb',
  'echo "a"\v',
  'echo "unclosed',
  "echo 'unclosed",
  'echo "',
  "echo '",
  'echo "ends with backslash\\',
  'echo "ends with backslash\\"',
  'echo "\\x41\\x42"',
  'echo "\\xff\\x00\\x01"',
  'echo "\\xFf"',
  'echo "\\x4"',
  'echo "\\xg1"',
  'echo "\\x"',
  'echo "\\X41"',
  'echo "\\n\\r\\t\\b\\a"',
  'echo "\\v\\f\\e\\0\\q"',
  'echo "\\\\"',
  'echo "\\""',
  'echo "\\\'"',
  'echo "\'"',
  "echo '\"'",
  "echo 'a\\nb'",
  "echo 'it\\'s'",
  "echo '\\\\'",
  "echo '\\x41'",
  'echo a\\ b',
  'echo \\"a\\"',
  'echo a\\nb',
  'echo \\',
  'echo $HOME',
  'echo *',
  'echo ;',
  'echo a;b',
  'echo |',
  'echo # not a comment',
  '# comment',
  '// comment',
  '-- comment',
  '#',
  'echo `date`',
  'echo $(date)',
  'echo {a,b}',
  'echo ~',
  'echo a=b',
  'echo --flag',
  '"echo" "quoted name"',
  "'echo' x",
  'ec"ho" x',
  'ECHO UPPER',
  '',
  '   ',
  T,
  '\r',
  '""',
  "''",
  '"" a',
  '" "',
  '" " a',
  'set k "with \\"quotes\\" and \\\\"',
  'get k',
  'set "key with blanks" 1',
  'get "key with blanks"',
  'set "\\x00bin\\xff" v',
  'get "\\x00bin\\xff"',
  'keys *',
  'set k "line1\\nline2"',
  'get k',
  'set k "\\r\\n"',
  'get k',
  'set k "tab\\there"',
  'get k',
  'set k "bell\\a back\\b"',
  'get k',
  'set k "\\x1b[31mred\\x1b[0m"',
  'get k',
  'set k "\\x7f\\x80\\x9f"',
  'get k',
  'set k "%s %d %n"',
  'get k',
  'echo grüße',
  'echo "Ελληνικά"',
  "echo '日本語 テキスト'",
  'echo 😀👍🏽',
  'echo "e\\xcc\\x81"',
  'set ключ значение',
  'get ключ',
  'echo \u00a0nbsp',
  'echo \u2028',
  'echo \u200bzero',
  'echo \ufeffbom',
  `echo ${'x'.repeat(5000)}`,
  `echo "${'long value '.repeat(2000)}"`,
  `set ${'k'.repeat(300)} v`,
  `mget ${Array.from({ length: 300 }, (_, i) => `k${i}`).join(' ')}`,
);

/** Sequences that are not UTF-8. */
const bytes = each(
  'echo \xff\xfe',
  'set \xe9t\xe9 \xfc',
  'get \xe9t\xe9',
  'keys *',
  'echo "\xc3"',
  'echo \xc3\xa9',
  'echo "\xc3\\xa9"',
  'echo \xed\xa0\x80',
  'echo \x80\x81',
  'echo \xf0\x9f\x98',
  'echo \x01\x02\x7f',
  'echo \x1b[1mbold\x1b[0m',
  '\xff\xfe',
  'echo \x85',
  'echo \xa0x',
);

const repeats = each(
  '3 ping',
  '03 ping',
  '+2 ping',
  '"2" echo x',
  ' 2 echo x',
  '2 2 ping',
  '0 ping',
  '-1 ping',
  '2.0 ping',
  '0x3 ping',
  '1e1 ping',
  '99999999999999999999 ping',
  '9223372036854775808 ping',
  '-99999999999999999999 ping',
  '5',
  '"5"',
  '2 nosuch',
  '2 incr counter',
  'get counter',
  '2 exit',
  '2 help get',
  '2 "unclosed',
  '2 rpush l a b',
  '2 lrange l 0 -1',
  '2 get missing',
  '2 set a',
  '1 ping',
  '+ ping',
  '- ping',
  '2x ping',
  "'3' ping",
  '"\\t2" ping',
  '"2 " ping',
  '2 :set hints',
  '2 clear',
).concat([['2 multi', 'discard']]);

const builtIns = each(
  ':set hints',
  ':set nohints',
  ':SET HINTS',
  ':set x',
  ':set',
  ':set hints more',
  ':foo',
  ':',
  ':set "nohints"',
  'clear x',
  'restart',
  'RESTART now',
  'connect',
  'connect a',
  'connect a b c',
  'help get',
  'help GET',
  'help "get"',
  '? get',
  'help nosuch',
  'help client kill',
  'help client nosuch',
  'help config',
  'help object',
  'help @hyperloglog',
  'help @nosuch',
  'help @HyperLogLog',
  'help xadd',
  'help set',
  'help eval',
  'help ping',
  'help get extra',
  'help acl whoami',
  'help zrange',
  'help migrate',
  'help bitfield',
  'HELP expire',
  'help cluster setslot',
  'help command',
  'help sort',
  'clear',
);

const transactions = script(String.raw`
multi
  set a 1
  get a
  exec
get a
multi
  set a 2
  discard
get a
multi
  exec
exec
discard
multi
  multi
  exec
multi
  set a
  exec
multi
  nosuch
  set a 3
  exec
get a
multi
  incr a
  lpush a x
  get missing
  lrange missing 0 -1
  hgetall missing
  exec
multi
  hset h f v
  hgetall h
  eval "return {1,{2,'x'}}" 0
  eval "return {err='ERR inside'}" 0
  exec
watch a
unwatch
watch a
  multi
  incr a
  exec
watch a
  set a 10
  multi
  incr a
  exec
get a
watch a
  multi
  watch b
  exec
watch
multi now
exec now
multi
  select 3
  set in3 v
  exec
get in3
select 0
multi
  select 5
  discard
dbsize
multi
  info nosuch
  client getname
  exec
multi
  ping
  reset
ping
multi
  quit now
`);

const databases = script(String.raw`
set a zero
select 1
get a
set a one
select 0
get a
select 16
select x
select
select 1 2
get a
move a 1
copy a b db 2
select 2
get b
swapdb 0 2
get b
select 0
get b
flushall
select 15
dbsize
reset
dbsize
`);

const ends: Group[] = [
  { name: 'quit ends', lines: each('ping', 'quit', 'ping') },
  { name: 'exit with words', lines: each('ping', 'EXIT now please', 'ping') },
  { name: 'quoted quit', lines: each('"quit"', 'ping') },
  { name: 'nothing at all', lines: [] },
].map((group) => ({ server: 'standalone', forms: ['raw', 'no-raw'], ...group }));

export const lineGroups: Group[] = [
  { name: 'quoting', server: 'standalone', forms: [...ALL, 'tty'], lines: quoting },
  { name: 'bytes', server: 'standalone', forms: ALL, lines: bytes, bytes: true },
  { name: 'repeats', server: 'standalone', forms: [...RESP2, 'json'], lines: repeats },
  { name: 'built-ins', server: 'standalone', forms: [...RESP2, 'json', 'tty'], lines: builtIns },
  { name: 'transactions', server: 'standalone', forms: ALL, lines: transactions },
  { name: 'databases', server: 'standalone', forms: RESP2, lines: databases },
  {
    name: 'database by option',
    server: 'standalone',
    args: ['-n', '4'],
    forms: [...RESP2, 'json'],
    lines: databases,
  },
  ...ends,
];
