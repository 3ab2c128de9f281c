/** What a line asks for before any server is asked: the repeat prefix, a target, the shell's own words (redis-cli 7.0 to 8.0). */
import { splitLine, type Encode } from './command-line.ts';
import { latin1, lowerWord, utf8 } from '../resp/resp.ts';

export type ShellLine =
  | { kind: 'blank' }
  | { kind: 'bad'; problem: 'unclosed' | 'text after quote' }
  | { kind: 'bad-repeat' }
  | {
      kind: 'built-in';
      name: 'quit' | 'help' | 'preference' | 'connect' | 'clear' | 'restart';
      words: Uint8Array[];
    }
  /** `first` is the index of the command's first word in splitLine's words. */
  | { kind: 'command'; repeat: number; target: string | null; words: Uint8Array[]; first: number };

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
const TARGET = /^@(all|primaries|replicas|split|(slot|key|node):.*)$/is;

/** `encode`: as in splitLine. */
export function parseShellLine(line: string, encode?: Encode): ShellLine {
  const split = splitLine(line, encode);
  if (!split.ok) return { kind: 'bad', problem: split.problem };
  const words = split.words.map((word) => word.bytes);
  if (words.length === 0) return { kind: 'blank' };
  const own = builtIn(words);
  if (own) return own;
  const { repeat, target, first } = readPrefix(words);
  if (repeat <= 0 || repeat > 2_147_483_647) return { kind: 'bad-repeat' };
  // However often it is to be repeated, redis-cli gives help once.
  const help = target === null && first > 0 && /^(help|\?)$/.test(lowerWord(words[first]));
  if (help) return { kind: 'built-in', name: 'help', words: words.slice(first) };
  return { kind: 'command', repeat, target, words: words.slice(first), first };
}

/** What stands before the command: how often, and where. `first` is the index of its first word. */
export function readPrefix(words: readonly Uint8Array[]): {
  repeat: number;
  target: string | null;
  first: number;
} {
  const count = words.length > 1 ? repeatOf(words[0]!) : null;
  return { repeat: count ?? 1, ...readTarget(words, count === null ? 0 : 1) };
}

/** The target where the word at `at` is one and a command follows; `first` is the index of the command's first word. */
export function readTarget(words: readonly Uint8Array[], at = 0): { target: string | null; first: number } {
  const text = words.length > at + 1 && words[at]!.length < 1000 ? utf8(words[at]!) : null;
  const target = text !== null && TARGET.test(text) ? text : null;
  return { target, first: target === null ? at : at + 1 };
}

function builtIn(words: Uint8Array[]): ShellLine | null {
  const name = lowerWord(words[0]);
  if (name.startsWith(':')) return { kind: 'built-in', name: 'preference', words };
  const known = Object.hasOwn(BUILT_INS, name) ? BUILT_INS[name]! : null;
  if (!known || (known.words !== undefined && known.words !== words.length)) return null;
  return { kind: 'built-in', name: known.name, words };
}

/** strtol(word, 10) where it takes the whole word; an empty word counts as 0. */
function repeatOf(word: Uint8Array): number | null {
  if (word.length === 0) return 0;
  if (word.length > 30) return null;
  const text = latin1(word);
  return /^[ \t\n\v\f\r]*[+-]?\d+$/.test(text) ? Number(text) : null;
}
