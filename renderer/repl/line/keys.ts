/** The keys in a line as it is typed: where they stand, which part is hashed, whose slot it is. */
import { splitLine, type SplitLine, type Word } from '../../../shared/commands/command-line.ts';
import { readPrefix } from '../../../shared/commands/shell-line.ts';
import { findCommand, findKeys, type CommandEntry } from '../../../shared/commands/command-table.ts';
import { hashedPart, keySlot } from '../../../shared/slots/slots.ts';
import type { ShellContext } from '../contract.ts';
import { hasNoSlots, shardOfSlot } from './owners.ts';
import { INK, shardInk } from '../text/theme.ts';

/** Lines longer than this are not looked into with every key typed. */
export const LONGEST_READ = 32_768;

export interface LineKey {
  word: Word;
  slot: number;
}

export interface ReadLine {
  split: SplitLine;
  /** Of the command: without a repeat count and a target before it. */
  words: Word[];
  /** `@all`, `@node:7001`, …; null for none. */
  target: string | null;
  command: { name: string; entry: CommandEntry } | null;
  keys: LineKey[];
}

/** The line's words and keys; an unclosed word counts as far as it goes. */
export function readLine(line: string, { commands }: Pick<ShellContext, 'commands'>): ReadLine {
  const split = splitLine(line);
  const all = split.ok ? split.words : [...split.words, split.open];
  const { target, first } = readPrefix(all.map((word) => word.bytes));
  const words = all.slice(first);
  const bytes = words.map((word) => word.bytes);
  const keys = findKeys(commands, bytes).map((index) => {
    const word = words[index]!;
    return { word, slot: keySlot(word.bytes) };
  });
  return { split, words, target, command: findCommand(commands, bytes), keys };
}

/** A stretch of the line and the palette index of the line under it. */
export interface Mark {
  start: number;
  end: number;
  ink: number;
  bold?: boolean;
}

/** Underlines for the hashed part of each key, in the colour of the slot's shard. None where slots mean nothing. */
export function markKeys(line: string, context: ShellContext | null): Mark[] {
  if (!context || hasNoSlots(context.topology) || line.length > LONGEST_READ) return [];
  return readLine(line, context).keys.flatMap(({ word, slot }) => {
    const { start, end } = hashedInLine(line, word);
    const shard = shardOfSlot(context.topology, slot);
    return start < end ? [{ start, end, ink: shard ? shardInk(shard.number) : INK.fg3 }] : [];
  });
}

/** Where the part that is hashed stands in the line; the whole word where it cannot be told. */
export function hashedInLine(line: string, word: Word): { start: number; end: number } {
  if (!hashedPart(word.bytes).tagged) return word;
  // Braces are one byte and one character alike, so the tag is found in the text by the same rule, unless one was escaped.
  const text = line.slice(word.start, word.end);
  if (!word.plain && text.includes('\\')) return word;
  const open = text.indexOf('{');
  return { start: word.start + open + 1, end: word.start + text.indexOf('}', open) };
}
