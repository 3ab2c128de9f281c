/**
 * What is known about commands: arity, flags, ACL categories, where their keys stand, subcommands.
 * Entries have the form that scripts/generate-command-table.mjs writes and main makes of the connected server's COMMAND.
 */
import bundled from './command-table.json';
import { lowerWord } from '../resp/resp.ts';

type Begin = ['index', number] | ['keyword', string, number] | ['unknown'];
type Find = ['range', number, number, number] | ['keynum', number, number, number] | ['unknown'];
/** Flags (RO, RW, OW, RM, …), where the search begins, how keys follow from there: key specifications of COMMAND (7.0). */
export type KeySpec = [flags: string[], begin: Begin, find: Find];
export type CommandEntry = [
  arity: number,
  flags: string[],
  categories: string[],
  keySpecs: KeySpec[],
  subcommands: { [name: string]: CommandEntry },
  /** Command tips: `request_policy:all_shards`, `nondeterministic_output`; since 7.0, and left out where there are none. */
  tips?: string[],
];
/** By lower-case name; subcommands within their command. */
export type CommandTable = { [name: string]: CommandEntry };

/** COMMAND of Redis 7.0.15, for servers that do not give key specifications (before 7.0) or not COMMAND at all. */
export const BUNDLED_COMMANDS = bundled.commands as unknown as CommandTable;

/** The entry of a command line's words: the subcommand's where there is one. Null for a name that is not known. */
export function findCommand(
  table: CommandTable,
  args: readonly Uint8Array[],
): { name: string; entry: CommandEntry } | null {
  const name = lowerWord(args[0]);
  const entry = Object.hasOwn(table, name) ? table[name]! : null;
  if (!entry) return null;
  const sub = lowerWord(args[1]);
  if (sub && Object.hasOwn(entry[4], sub)) return { name: `${name} ${sub}`, entry: entry[4][sub]! };
  return { name, entry };
}

/** Indices of the words that are keys, ascending, each once. Empty where the command has none or is not known. */
export function findKeys(table: CommandTable, args: readonly Uint8Array[]): number[] {
  const command = findCommand(table, args);
  if (!command) return [];
  const found = new Set<number>();
  for (const [, begin, find] of command.entry[3]) {
    const start = beginOf(begin, args);
    if (start !== null) for (const index of keysFrom(start, find, args)) found.add(index);
  }
  return [...found].filter((index) => args[index] !== undefined).sort((a, b) => a - b);
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
    // A count that is not a number, or larger than the line, is the server's to refuse.
    if (!Number.isInteger(count)) return [];
    for (let k = 0, i = start + first; k < count && i < args.length; k++, i += Math.max(1, step))
      keys.push(i);
  } else if (find[0] === 'range') {
    const [, lastKey, step, limit] = find;
    let last = lastKey >= 0 ? start + lastKey : args.length + lastKey;
    // A limit of n says that the keys are the first nth of what is left (XREAD STREAMS: half).
    if (lastKey === -1 && limit > 1) last = start + Math.floor((args.length - start) / limit) - 1;
    for (let i = start; i <= last && i < args.length; i += Math.max(1, step)) keys.push(i);
  }
  return keys;
}
