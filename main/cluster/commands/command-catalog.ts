/** Reads the connected server's COMMAND into a CommandTable, with the commands of modules and of Valkey. */
import {
  BUNDLED_COMMANDS,
  type CommandEntry,
  type CommandTable,
  type KeySpec,
} from '../../../shared/commands/command-table.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { fieldsOf, itemsOf, numberOf, textOf } from '../wire/read-reply.ts';

/** `reply` is the server's reply to COMMAND. The bundled table fills in what the server leaves out. */
export function readCommandTable(reply: Reply): CommandTable {
  const table: CommandTable = { ...BUNDLED_COMMANDS };
  for (const item of itemsOf(reply)) {
    const name = textOf(itemsOf(item)[0]).toLowerCase();
    if (name && name.length <= 64) table[name] = readEntry(item, table[name]);
  }
  return table;
}

function readEntry(item: Reply, bundled: CommandEntry | undefined): CommandEntry {
  const [, arity, flags, first, last, step, categories, tips, specs, subcommands] = itemsOf(item);
  const names = itemsOf(flags).map(textOf);
  const subs: { [name: string]: CommandEntry } = {};
  for (const sub of itemsOf(subcommands)) {
    const name = textOf(itemsOf(sub)[0]).toLowerCase().split('|')[1] ?? '';
    if (name) subs[name] = readEntry(sub, bundled?.[4][name]);
  }
  // Before 7.0 there are neither key specifications nor subcommands.
  if (!specs) {
    const movable = names.includes('movablekeys');
    const old =
      numberOf(first) > 0 ? sane([oldSpec(numberOf(first), numberOf(last), numberOf(step))], bundled) : [];
    return [
      numberOf(arity),
      names,
      itemsOf(categories).map(textOf),
      movable && bundled ? bundled[3] : old,
      bundled?.[4] ?? {},
      bundled?.[5] ?? [],
    ];
  }
  return [
    numberOf(arity),
    names,
    itemsOf(categories).map(textOf),
    sane(itemsOf(specs).map(readSpec), bundled),
    subs,
    itemsOf(tips).map(textOf),
  ];
}

/** Converts first key, last key (negative: from the end) and step of COMMAND before 7.0. */
const oldSpec = (first: number, last: number, step: number): KeySpec => [
  [],
  ['index', first],
  ['range', last >= 0 ? last - first : last, step, 0],
];

/** Arguments of one command, and so the furthest position that a server may name. */
const MAX_ARGS = 2 ** 20;
const isPosition = (value: number, from: number): boolean =>
  Number.isInteger(value) && value >= from && value <= MAX_ARGS;

/** Replaces impossible positions by those of Redis 7.0, or by unknown ones. */
function sane(specs: KeySpec[], bundled: CommandEntry | undefined): KeySpec[] {
  return specs.every(isSane) ? specs : (bundled?.[3] ?? [[[], ['unknown'], ['unknown']]]);
}

function isSane([, begin, find]: KeySpec): boolean {
  // The command's name is at 0, and a keyword may be searched for from the end.
  if (begin[0] === 'index' && !isPosition(begin[1], 1)) return false;
  if (begin[0] === 'keyword' && (begin[1] === '' || begin[2] === 0 || !isPosition(begin[2], -MAX_ARGS)))
    return false;
  if (find[0] === 'range')
    return isPosition(find[1], -MAX_ARGS) && isPosition(find[2], 1) && isPosition(find[3], 0);
  if (find[0] === 'keynum') return isPosition(find[1], 0) && isPosition(find[2], 0) && isPosition(find[3], 1);
  return true;
}

function readSpec(spec: Reply): KeySpec {
  const fields = fieldsOf(spec);
  const begin = fieldsOf(fields.get('begin_search'));
  const find = fieldsOf(fields.get('find_keys'));
  const at = fieldsOf(begin.get('spec'));
  const by = fieldsOf(find.get('spec'));
  const number = (name: string) => numberOf(by.get(name));
  return [
    itemsOf(fields.get('flags')).map(textOf),
    textOf(begin.get('type')) === 'index'
      ? ['index', numberOf(at.get('index'))]
      : textOf(begin.get('type')) === 'keyword'
        ? ['keyword', textOf(at.get('keyword')), numberOf(at.get('startfrom'))]
        : ['unknown'],
    textOf(find.get('type')) === 'range'
      ? ['range', number('lastkey'), number('keystep'), number('limit')]
      : textOf(find.get('type')) === 'keynum'
        ? ['keynum', number('keynumidx'), number('firstkey'), number('keystep')]
        : ['unknown'],
  ];
}
