/** Completes a script's line at the cursor: a command, a subcommand, an option, a target. Pure. */
import { findDoc, type ArgumentSpec, type CommandDocs } from '../../shared/commands/command-docs.ts';
import { splitLine, type Word } from '../../shared/commands/command-line.ts';
import type { CommandEntry, CommandTable } from '../../shared/commands/command-table.ts';
import { lowerWord } from '../../shared/resp/resp.ts';
import { readPrefix } from '../../shared/commands/shell-line.ts';
import { isComment } from './script-line.ts';
import { words as texts } from './words.ts';

const w = texts.completion;

export interface Suggestion {
  label: string;
  text: string;
  detail: string;
}

export interface Suggestions {
  /** They replace the text from this offset to the cursor. */
  start: number;
  items: Suggestion[];
}

/** Known facts about commands; includes the docs once the server has sent them. */
export interface Knowledge {
  commands: CommandTable;
  docs?: CommandDocs | null;
}

/** Represents the word at the cursor: after `3 `, the number is already a repeat count. */
const COMING = new Uint8Array();
const NOTHING: Suggestions = { start: 0, items: [] };

/** Completes `before`, the line up to the cursor. */
export function suggest(before: string, { commands, docs = null }: Knowledge): Suggestions {
  if (isComment(before)) return NOTHING;
  const split = splitLine(before);
  if (!split.ok) return NOTHING;
  // After a space a new word starts; otherwise the last one is still being typed.
  const writing = split.words.at(-1)?.end === before.length ? split.words.at(-1)! : null;
  const done = writing ? split.words.slice(0, -1) : split.words;
  const start = writing?.start ?? before.length;
  const typed = before.slice(start);
  const { first } = readPrefix([...done.map((word) => word.bytes), COMING]);
  const words = done.slice(first);
  // Lower case is completed in lower case.
  const like = words[0] ? before.slice(words[0].start, words[0].end) : typed;
  const lower = like !== '' && like === like.toLowerCase();
  if (words.length === 0 && typed.startsWith('@')) return { start, items: targets() };
  if (words.length === 0) return { start, items: names(commands, docs, lower) };
  const name = lowerWord(words[0]!.bytes);
  const subcommands = Object.hasOwn(commands, name) ? commands[name]![4] : {};
  if (words.length === 1 && Object.keys(subcommands).length > 0) {
    const subdocs = docs && Object.hasOwn(docs, name) ? docs[name]!.subcommands : null;
    return { start, items: names(subcommands, subdocs, lower) };
  }
  // Most words are values: options are offered only once the user starts to type one.
  return typed === '' || !docs ? NOTHING : { start, items: options(words, docs, lower) };
}

const targets = (): Suggestion[] => w.targets.map(([label, detail]) => ({ label, text: label, detail }));

function names(table: CommandTable, docs: CommandDocs | null, lower: boolean): Suggestion[] {
  return Object.entries(table).map(([name, entry]) => {
    const label = name.toUpperCase();
    const doc = docs && Object.hasOwn(docs, name) ? docs[name]! : null;
    return { label, text: lower ? name : label, detail: doc?.summary || describe(entry) };
  });
}

function describe([arity, flags, , keySpecs]: CommandEntry): string {
  const does = flags.includes('write') ? w.writes : flags.includes('readonly') ? w.reads : '';
  const least = Math.abs(arity) - 1;
  return [
    does,
    keySpecs.length > 0 ? w.byKey : '',
    flags.includes('blocking') ? w.blocks : '',
    w.args(least, arity < 0),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The options of the command that are not used yet, or may be repeated. */
function options(words: readonly Word[], docs: CommandDocs, lower: boolean): Suggestion[] {
  const given = words.map((word) => lowerWord(word.bytes));
  const found = findDoc(docs, given);
  if (!found) return [];
  const items = new Map<string, Suggestion>();
  const collect = (list: readonly ArgumentSpec[]) => {
    for (const { token, name, type, multipleToken, arguments: parts = [] } of list) {
      if (token && (multipleToken || !given.includes(token.toLowerCase())))
        items.set(token, {
          label: token.toUpperCase(),
          text: lower ? token.toLowerCase() : token.toUpperCase(),
          detail: type === 'pure-token' ? '' : name,
        });
      collect(parts);
    }
  };
  collect(found.doc.arguments);
  return [...items.values()];
}
