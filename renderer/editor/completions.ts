/** What could stand at the cursor of a script's line: a command, a subcommand, a target. Pure. */
import { splitLine, type Word } from '../../shared/command-line.ts';
import type { CommandEntry, CommandTable } from '../../shared/command-table.ts';
import { lowerWord } from '../../shared/resp.ts';
import { isComment, prefixKinds } from './script-line.ts';

export interface Suggestion {
  label: string;
  text: string;
  detail: string;
  kind: 'command' | 'subcommand' | 'target';
}

export interface Suggestions {
  /** What they replace: from this offset to the cursor. */
  start: number;
  items: Suggestion[];
}

const TARGETS: readonly [string, string][] = [
  ['@all', 'every node'],
  ['@primaries', 'the primary of each shard'],
  ['@replicas', 'every replica'],
  ['@slot:', 'the owner of a slot'],
  ['@key:', 'the owner of a key'],
  ['@node:', 'one node, by port, address or id'],
];

/** Stands for the word at the cursor: behind `3 ` the number is a repeat count already. */
const COMING: Word = { bytes: new Uint8Array(), start: 0, end: 0, plain: true };
const NOTHING: Suggestions = { start: 0, items: [] };

/** What could be written at the end of `before`, the line up to the cursor. */
export function suggest(before: string, commands: CommandTable): Suggestions {
  if (isComment(before)) return NOTHING;
  const split = splitLine(before);
  if (!split.ok) return NOTHING;
  // Behind a blank a new word begins; otherwise the last one is still being written.
  const writing = split.words.at(-1)?.end === before.length ? split.words.at(-1)! : null;
  const done = writing ? split.words.slice(0, -1) : split.words;
  const start = writing?.start ?? before.length;
  const typed = before.slice(start);
  const lower = typed !== '' && typed === typed.toLowerCase();
  const words = done.slice(prefixKinds([...done, COMING]).length);
  if (words.length === 0) {
    if (typed.startsWith('@')) return { start, items: targets() };
    return { start, items: names(commands, 'command', lower) };
  }
  const name = lowerWord(words[0]!.bytes);
  const entry = Object.hasOwn(commands, name) ? commands[name]! : null;
  if (words.length !== 1 || !entry) return NOTHING;
  const command = before.slice(words[0]!.start, words[0]!.end);
  return { start, items: names(entry[4], 'subcommand', command === command.toLowerCase()) };
}

const targets = (): Suggestion[] =>
  TARGETS.map(([label, detail]) => ({ label, text: label, detail, kind: 'target' }));

/** Offered as one writes: who types in lower case is not given capitals. */
function names(table: CommandTable, kind: 'command' | 'subcommand', lower: boolean): Suggestion[] {
  return Object.entries(table).map(([name, entry]) => {
    const label = name.toUpperCase();
    return { label, text: lower ? name : label, detail: describe(entry), kind };
  });
}

function describe([arity, flags, , keySpecs]: CommandEntry): string {
  const does = flags.includes('write') ? 'writes' : flags.includes('readonly') ? 'reads' : '';
  const least = Math.abs(arity) - 1;
  const many = `${least}${arity < 0 ? ' or more' : ''} ${least === 1 && arity > 0 ? 'word' : 'words'}`;
  return [does, keySpecs.length > 0 ? 'by key' : '', flags.includes('blocking') ? 'blocks' : '', many]
    .filter(Boolean)
    .join(' · ');
}
