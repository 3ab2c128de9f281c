/** Parses a line without a server: the repeat count, a target, the shell's own commands (redis-cli 7.0 to 8.0). */
import { splitLine, type Encode, type SplitLine } from './command-line.ts';
import { latin1, lowerWord, utf8 } from '../resp/resp.ts';

export type ShellLine =
  | { kind: 'blank' }
  | { kind: 'bad'; problem: 'unclosed' | 'text after quote' }
  | { kind: 'bad-repeat' }
  | {
      kind: 'built-in';
      name: 'quit' | 'help' | 'preference' | 'connect' | 'clear' | 'restart';
      args: Uint8Array[];
    }
  /** `first` is the index of the command's first word in splitLine's words. */
  | { kind: 'command'; repeat: number; target: string | null; args: Uint8Array[]; first: number };

const BUILT_INS: {
  readonly [name: string]: { name: Extract<ShellLine, { kind: 'built-in' }>['name']; words?: number };
} = {
  quit: { name: 'quit' },
  exit: { name: 'quit' },
  help: { name: 'help' },
  '?': { name: 'help' },
  connect: { name: 'connect', words: 3 },
  clear: { name: 'clear', words: 1 },
  restart: { name: 'restart' },
};
const AT = 0x40;
const TARGET = /^@(all|primaries|replicas|split|(slot|key|node):.*)$/is;

/** `encode`: as in splitLine. */
export const parseShellLine = (line: string, encode?: Encode): ShellLine =>
  requestOf(splitLine(line, encode));

/** The request that the words of a line make. */
export function requestOf(split: SplitLine): ShellLine {
  if (!split.ok) return { kind: 'bad', problem: split.problem };
  const args = split.words.map((word) => word.bytes);
  if (args.length === 0) return { kind: 'blank' };
  const own = builtIn(args);
  if (own) return own;
  const { repeat, target, first } = readPrefix(args);
  if (repeat <= 0 || repeat > 2_147_483_647) return { kind: 'bad-repeat' };
  // redis-cli shows help once, whatever the repeat count.
  const help = target === null && first > 0 && /^(help|\?)$/.test(lowerWord(args[first]));
  if (help) return { kind: 'built-in', name: 'help', args: args.slice(first) };
  return { kind: 'command', repeat, target, args: args.slice(first), first };
}

/** The repeat count and the target before the command. `first` is the index of the command's first word. */
export function readPrefix(args: readonly Uint8Array[]): {
  repeat: number;
  target: string | null;
  first: number;
} {
  const count = args.length > 1 ? repeatOf(args[0]!) : null;
  return { repeat: count ?? 1, ...readTarget(args, count === null ? 0 : 1) };
}

/** The word at `at`, if it is a target and a command follows. `first` is the index of the command's first word. */
export function readTarget(args: readonly Uint8Array[], at = 0): { target: string | null; first: number } {
  const word = args.length > at + 1 && args[at]![0] === AT ? args[at]! : null;
  const text = word && word.length < 1000 ? utf8(word) : null;
  const target = text !== null && TARGET.test(text) ? text : null;
  return { target, first: target === null ? at : at + 1 };
}

function builtIn(args: Uint8Array[]): ShellLine | null {
  const name = lowerWord(args[0]);
  if (name.startsWith(':')) return { kind: 'built-in', name: 'preference', args };
  const known = Object.hasOwn(BUILT_INS, name) ? BUILT_INS[name]! : null;
  if (!known || (known.words !== undefined && known.words !== args.length)) return null;
  return { kind: 'built-in', name: known.name, args };
}

/** strtol(word, 10) if it takes the whole word, null if not; an empty word counts as 0. */
function repeatOf(word: Uint8Array): number | null {
  if (word.length === 0) return 0;
  // Most first words are names, of which none begins with blanks, a sign or a digit.
  if (word.length > 30 || word[0]! > 0x39) return null;
  const text = latin1(word);
  return /^[ \t\n\v\f\r]*[+-]?\d+$/.test(text) ? Number(text) : null;
}
