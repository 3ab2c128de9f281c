/**
 * The table of commands: arity, flags, ACL categories, positions of keys, subcommands.
 * Entries come from scripts/generate-command-table.mjs or from the connected server's COMMAND, as read by main.
 */
import bundled from './command-table.json';
import { lowerWord } from '../resp/resp.ts';
import { NameIndex } from './name-index.ts';

type Begin = ['index', number] | ['keyword', string, number] | ['unknown'];
type Find = ['range', number, number, number] | ['keynum', number, number, number] | ['unknown'];
/** A key specification of COMMAND (7.0): flags (RO, RW, OW, RM, …), where the search begins, and how keys follow. */
export type KeySpec = [flags: string[], begin: Begin, find: Find];
export type CommandEntry = [
  arity: number,
  flags: string[],
  categories: string[],
  keySpecs: KeySpec[],
  subcommands: { [name: string]: CommandEntry },
  /** Command tips (since 7.0): `request_policy:all_shards`, `nondeterministic_output`; omitted if there are none. */
  tips?: string[],
];
/** Keyed by lower-case name; subcommands are within their command. */
export type CommandTable = { [name: string]: CommandEntry };

/** COMMAND of Redis 7.0.15, for servers without key specifications (before 7.0) or without COMMAND. */
export const BUNDLED_COMMANDS = bundled.commands as unknown as CommandTable;

const indexes = new WeakMap<CommandTable, NameIndex<CommandEntry>>();

/** Tables are not changed once they are made, so each is indexed once. */
function indexOf(table: CommandTable): NameIndex<CommandEntry> {
  let index = indexes.get(table);
  if (!index) indexes.set(table, (index = new NameIndex(table)));
  return index;
}

function isEmpty(subcommands: CommandEntry[4]): boolean {
  for (const _ in subcommands) return false;
  return true;
}

/** A command of the table: `name` in lower case, with the subcommand's behind a space. */
export interface KnownCommand {
  name: string;
  entry: CommandEntry;
}

/** Finds the entry for a command's arguments, preferring the subcommand's. Null for an unknown name. */
export function findCommand(table: CommandTable, args: readonly Uint8Array[]): KnownCommand | null {
  const known = indexOf(table).find(args[0]);
  if (!known || isEmpty(known.entry[4])) return known;
  const sub = lowerWord(args[1]);
  if (sub && Object.hasOwn(known.entry[4], sub))
    return { name: `${known.name} ${sub}`, entry: known.entry[4][sub]! };
  return known;
}

/** Returns the indices of the arguments that are keys, ascending and unique. Empty if there are none or the command is unknown. */
export function findKeys(table: CommandTable, args: readonly Uint8Array[]): number[] {
  const command = findCommand(table, args);
  return command ? keysOf(command, args) : [];
}

/** The same for a command that has been found. */
export function keysOf({ name, entry }: KnownCommand, args: readonly Uint8Array[]): number[] {
  const [only] = entry[3];
  if (only && entry[3].length === 1 && name !== 'sort') {
    const start = beginOf(only[1], args);
    return start === null ? [] : keysFrom(start, only[2], args).filter((index) => args[index] !== undefined);
  }
  const found = new Set<number>();
  for (const [, begin, find] of entry[3]) {
    const start = beginOf(begin, args);
    if (start !== null) for (const index of keysFrom(start, find, args)) found.add(index);
  }
  if (name === 'sort') for (const index of sortTargets(args)) found.add(index);
  return [...found].filter((index) => args[index] !== undefined).sort((a, b) => a - b);
}

/** The words of SORT's options that follow their name; a key specification cannot say which STORE is an option. */
const SORT_OPTIONS: { readonly [name: string]: number } = { by: 1, limit: 2, get: 1, store: 1 };

/** The keys into which SORT stores, as the server finds them: the last one counts. */
function sortTargets(args: readonly Uint8Array[]): number[] {
  let target: number | null = null;
  for (let i = 2; i < args.length; i++) {
    const name = lowerWord(args[i]);
    if (name === 'store') target = i + 1;
    if (Object.hasOwn(SORT_OPTIONS, name)) i += SORT_OPTIONS[name]!;
  }
  return target === null ? [] : [target];
}

function beginOf(begin: Begin, args: readonly Uint8Array[]): number | null {
  if (begin[0] === 'index') return begin[1] > 0 && begin[1] < args.length ? begin[1] : null;
  if (begin[0] === 'unknown') return null;
  const [, keyword, from] = begin;
  const wanted = keyword.toLowerCase();
  const step = from < 0 ? -1 : 1;
  for (let i = from < 0 ? args.length + from : from; i > 0 && i < args.length; i += step)
    if (lowerWord(args[i]) === wanted) return i + 1;
  return null;
}

function keysFrom(start: number, find: Find, args: readonly Uint8Array[]): number[] {
  const keys: number[] = [];
  if (find[0] === 'keynum') {
    const [, countAt, first, step] = find;
    const count = Number(lowerWord(args[start + countAt]));
    // The server rejects a count that is not a number or exceeds the line.
    if (!Number.isInteger(count)) return [];
    for (let k = 0, i = start + first; k < count && i < args.length; k++, i += Math.max(1, step))
      keys.push(i);
  } else if (find[0] === 'range') {
    const [, lastKey, step, limit] = find;
    let last = lastKey >= 0 ? start + lastKey : args.length + lastKey;
    // A limit of n means that the keys are the first nth of the remaining arguments (XREAD STREAMS: half).
    if (lastKey === -1 && limit > 1) last = start + Math.floor((args.length - start) / limit) - 1;
    for (let i = start; i <= last && i < args.length; i += Math.max(1, step)) keys.push(i);
  }
  return keys;
}
