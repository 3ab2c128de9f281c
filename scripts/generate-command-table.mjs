// Writes shared/commands/command-table.json from COMMAND of the redis-server at 127.0.0.1:PORT (argument 1).
// Entry: [arity, flags, ACL categories, key specs, subcommands, tips]. Key spec: [flags, begin, find], as COMMAND gives them since 7.0.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const cli = (...words) =>
  execFileSync('redis-cli', ['-3', '--json', '-p', process.argv[2], ...words], { maxBuffer: 1 << 26 });
const begin = ({ type, spec }) =>
  type === 'index'
    ? ['index', spec.index]
    : type === 'keyword'
      ? ['keyword', spec.keyword, spec.startfrom]
      : ['unknown'];
const find = ({ type, spec }) =>
  type === 'range'
    ? ['range', spec.lastkey, spec.keystep, spec.limit]
    : type === 'keynum'
      ? ['keynum', spec.keynumidx, spec.firstkey, spec.keystep]
      : ['unknown'];
const entry = ([, arity, flags, , , , categories, tips, specs, subcommands]) => [
  arity,
  flags,
  categories,
  specs.map((s) => [s.flags, begin(s.begin_search), find(s.find_keys)]),
  Object.fromEntries((subcommands ?? []).map((s) => [s[0].split('|')[1], entry(s)]).sort()),
  // Most commands have none: left out, the table is a fifth smaller.
  ...(tips.length ? [tips] : []),
];
const table = Object.fromEntries(
  JSON.parse(cli('command'))
    .map((c) => [c[0], entry(c)])
    .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
);
const version = /redis_version:(\S+)/.exec(cli('info', 'server').toString())[1];
writeFileSync(
  new URL('../shared/commands/command-table.json', import.meta.url),
  JSON.stringify({ version, commands: table }).replaceAll('],"', '],\n"') + '\n',
);
