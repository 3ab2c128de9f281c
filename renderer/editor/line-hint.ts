/** The hint in the margin beside a line of a script: where it goes, or what is wrong. Pure. */
import { readable } from '../../shared/format/escape.ts';
import type { ShellContext } from '../repl/contract.ts';
import { hashedInLine } from '../repl/line/keys.ts';
import { LONGEST_READ, Reading } from '../../shared/repl/line/reading.ts';
import { hasNoSlots, shardOfSlot } from '../kit/topology-lookup.ts';
import { isComment } from './script-line.ts';
import { words } from './words.ts';

const w = words.margin;

export type LineHint =
  | { kind: 'none' }
  | { kind: 'slot'; slot: number; shard: number | null }
  | { kind: 'target'; target: string }
  | { kind: 'cross-slot'; slots: readonly number[] }
  | { kind: 'problem'; why: string };

export type HintContext = Pick<ShellContext, 'commands' | 'topology'>;

const NONE: LineHint = { kind: 'none' };
const problem = (why: string): LineHint => ({ kind: 'problem', why });

/** The hint of one line. */
export function hintOfLine(line: string, context: HintContext): LineHint {
  if (isComment(line) || line.length > LONGEST_READ) return NONE;
  const reading = new Reading(line);
  const request = reading.request;
  switch (request.kind) {
    case 'blank':
    case 'built-in':
      return NONE;
    case 'bad-repeat':
      return problem(w.badRepeat);
    case 'bad':
      return problem(request.problem === 'unclosed' ? w.unclosed : w.afterQuote);
    case 'command':
      return hintOfCommand(reading, context);
  }
}

function hintOfCommand(line: Reading, { commands, topology }: HintContext): LineHint {
  const { words, target, command, keys } = line.parts(commands);
  if (!command) return problem(w.unknown(readable(words[0]!.bytes.subarray(0, 64))));
  if (target !== null) return { kind: 'target', target };
  const slots = [...new Set(keys.map(({ slot }) => slot))];
  if (hasNoSlots(topology) || slots.length === 0) return NONE;
  if (slots.length > 1) return { kind: 'cross-slot', slots };
  return { kind: 'slot', slot: slots[0]!, shard: shardOfSlot(topology, slots[0]!)?.number ?? null };
}

/** The part of the line that decides a slot, and the slot's shard. */
export interface KeyMark {
  start: number;
  end: number;
  shard: number | null;
}

/** The hashed part of each key; empty if there are no slots. */
export function markHashed(line: string, { commands, topology }: HintContext): KeyMark[] {
  if (isComment(line) || line.length > LONGEST_READ || hasNoSlots(topology)) return [];
  return new Reading(line).parts(commands).keys.map(({ word, slot }) => {
    const { start, end } = hashedInLine(line, word);
    return { start, end, shard: shardOfSlot(topology, slot)?.number ?? null };
  });
}

/** Caches hints by the line's text: a change of one line costs one line, whatever the length of the script. */
export class LineHints {
  private static readonly KEPT = 4096;
  private readonly known = new Map<string, LineHint>();
  private context: HintContext;

  constructor(context: HintContext) {
    this.context = context;
  }

  /** Another slot map or command table invalidates all hints. */
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
