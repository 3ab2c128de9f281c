/** What stands in the margin beside a line of a script: the slot, or what is wrong. Pure. */
import { findCommand, findKeys } from '../../shared/command-table.ts';
import { splitLine } from '../../shared/command-line.ts';
import { readable } from '../../shared/format/escape.ts';
import { latin1 } from '../../shared/resp.ts';
import { hashedPart, keySlot } from '../../shared/slots.ts';
import type { ShellContext } from '../repl/contract.ts';
import { LONGEST_READ } from '../repl/keys.ts';
import { shardOfSlot } from '../repl/owners.ts';
import { isComment, prefixKinds } from './script-line.ts';

export type LineHint =
  | { kind: 'none' }
  | { kind: 'slot'; slot: number; shard: number | null }
  | { kind: 'cross-slot'; slots: readonly number[] }
  | { kind: 'problem'; why: string };

export type HintContext = Pick<ShellContext, 'commands' | 'topology'>;

/** Answered by the shell itself, no command of a server. */
const OWN_WORDS: ReadonlySet<string> = new Set(['clear', 'help', 'exit', 'quit', 'connect']);
const NONE: LineHint = { kind: 'none' };
const problem = (why: string): LineHint => ({ kind: 'problem', why });

/** The hint of one line. */
export function hintOfLine(line: string, { commands, topology }: HintContext): LineHint {
  if (isComment(line) || line.length > LONGEST_READ) return NONE;
  const split = splitLine(line);
  if (!split.ok)
    return problem(
      split.problem === 'unclosed' ? 'A quote is not closed' : 'A blank must follow the closing quote',
    );
  const prefixes = prefixKinds(split.words);
  const words = split.words.slice(prefixes.length).map((word) => word.bytes);
  if (words.length === 0) return prefixes.length > 0 ? problem('A command must follow') : NONE;
  if (!findCommand(commands, words)) {
    const name = readable(words[0]!.subarray(0, 64));
    // `:set …` and its like are the shell's, too.
    if (name.startsWith(':') || OWN_WORDS.has(latin1(words[0]!).toLowerCase())) return NONE;
    return problem(`No command is known by the name ${name}`);
  }
  if (topology?.kind === 'standalone') return NONE;
  const slots = [...new Set(findKeys(commands, words).map((index) => keySlot(words[index]!)))];
  if (slots.length === 0) return NONE;
  if (slots.length > 1) return { kind: 'cross-slot', slots };
  return { kind: 'slot', slot: slots[0]!, shard: shardOfSlot(topology, slots[0]!)?.number ?? null };
}

/** A stretch of the line that decides a slot, and the slot's shard. */
export interface KeyMark {
  start: number;
  end: number;
  shard: number | null;
}

/** The hashed part of each key. None where slots mean nothing. */
export function markHashed(line: string, { commands, topology }: HintContext): KeyMark[] {
  if (isComment(line) || line.length > LONGEST_READ || topology?.kind === 'standalone') return [];
  const split = splitLine(line);
  const words = split.words.slice(prefixKinds(split.words).length);
  const keys = findKeys(
    commands,
    words.map((word) => word.bytes),
  );
  return keys.map((index) => {
    const word = words[index]!;
    const shard = shardOfSlot(topology, keySlot(word.bytes))?.number ?? null;
    if (!word.plain || !hashedPart(word.bytes).tagged) return { start: word.start, end: word.end, shard };
    const open = line.indexOf('{', word.start);
    return { start: open + 1, end: line.indexOf('}', open), shard };
  });
}

/** Hints once worked out, by the line's text: a change of one line costs one line, whatever the length of the script. */
export class LineHints {
  private static readonly KEPT = 4096;
  private readonly known = new Map<string, LineHint>();
  private context: HintContext;

  constructor(context: HintContext) {
    this.context = context;
  }

  /** With another slot map or command table nothing of before holds. */
  setContext(context: HintContext): void {
    if (context.commands === this.context.commands && context.topology === this.context.topology) return;
    this.context = context;
    this.known.clear();
  }

  of(line: string): LineHint {
    let hint = this.known.get(line);
    if (!hint) {
      hint = hintOfLine(line, this.context);
      if (this.known.size >= LineHints.KEPT) this.known.clear();
      this.known.set(line, hint);
    }
    return hint;
  }
}
