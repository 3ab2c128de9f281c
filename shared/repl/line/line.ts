/** The line being typed, and readline's edits of it: values in, values out. */
import { nextBoundary, previousBoundary } from '../text/graphemes.ts';

export interface Line {
  readonly text: string;
  /** UTF-16 offset into the text. */
  readonly cursor: number;
  /** The text that Ctrl+Y puts back. */
  readonly killed: string;
  /** The kind of the last edit: kills in a row are put back together, typing in a row is undone together. */
  readonly last: 'typing' | 'kill' | 'other';
  readonly undo: readonly { text: string; cursor: number }[];
}

export type Edit = (line: Line) => Line;

export const EMPTY_LINE: Line = { text: '', cursor: 0, killed: '', last: 'other', undo: [] };

const MAX_UNDO = 200;
// A very long line keeps fewer states: a few edits of 16 MiB would fill the memory.
const MAX_UNDO_LENGTH = 1 << 25;

const move = (line: Line, cursor: number): Line => ({ ...line, cursor, last: 'other' });

function change(line: Line, text: string, cursor: number, last: Line['last'] = 'other'): Line {
  if (text === line.text) return { ...line, cursor, last };
  const keep = Math.max(2, Math.min(MAX_UNDO, Math.floor(MAX_UNDO_LENGTH / (line.text.length + 1))));
  const undo =
    last === 'typing' && line.last === 'typing'
      ? line.undo
      : [...line.undo.slice(1 - keep), { text: line.text, cursor: line.cursor }];
  return { ...line, text, cursor, last, undo };
}

/** Inserts text at the cursor. */
export function insertText(line: Line, text: string): Line {
  const { cursor } = line;
  const next = line.text.slice(0, cursor) + text + line.text.slice(cursor);
  // A blank ends a word and, with it, what one undo takes back.
  return change(line, next, cursor + text.length, text === ' ' ? 'other' : 'typing');
}

/** Replaces the whole text, as history does; keeps the killed text. */
export const replaceText = (line: Line, text: string): Line => change(line, text, text.length);

/** Replaces the text from `from` to `to`; the cursor goes behind the new text. */
export const spliceText = (line: Line, from: number, to: number, text: string): Line =>
  change(line, line.text.slice(0, from) + text + line.text.slice(to), from + text.length);

/** An empty line that keeps the killed text. */
export const emptied = (line: Line): Line => ({ ...EMPTY_LINE, killed: line.killed });

function cut(line: Line, from: number, to: number, kind: 'delete' | 'kill-back' | 'kill-on'): Line {
  if (from >= to) return { ...line, last: kind === 'delete' ? 'other' : line.last };
  const text = line.text.slice(0, from) + line.text.slice(to);
  if (kind === 'delete') return change(line, text, from);
  const piece = line.text.slice(from, to);
  const before = line.last === 'kill' ? line.killed : '';
  const killed = kind === 'kill-back' ? piece + before : before + piece;
  return { ...change(line, text, from, 'kill'), killed };
}

const isBlank = (character: string) => /^\s/u.test(character);
const isWordPart = (character: string) => /^[\p{L}\p{N}]/u.test(character);

type Test = (character: string) => boolean;
const not =
  (test: Test): Test =>
  (character) =>
    !test(character);

function skipBack(text: string, from: number, test: Test): number {
  let at = from;
  while (at > 0) {
    const previous = previousBoundary(text, at);
    if (!test(text.slice(previous, at))) break;
    at = previous;
  }
  return at;
}

function skipOn(text: string, from: number, test: Test): number {
  let at = from;
  while (at < text.length) {
    const next = nextBoundary(text, at);
    if (!test(text.slice(at, next))) break;
    at = next;
  }
  return at;
}

const wordStart = ({ text, cursor }: Line) =>
  skipBack(text, skipBack(text, cursor, not(isWordPart)), isWordPart);
const wordEnd = ({ text, cursor }: Line) => skipOn(text, skipOn(text, cursor, not(isWordPart)), isWordPart);

export const moveLeft: Edit = (line) => move(line, previousBoundary(line.text, line.cursor));
export const moveRight: Edit = (line) => move(line, nextBoundary(line.text, line.cursor));
export const moveWordLeft: Edit = (line) => move(line, wordStart(line));
export const moveWordRight: Edit = (line) => move(line, wordEnd(line));
export const moveHome: Edit = (line) => move(line, 0);
export const moveEnd: Edit = (line) => move(line, line.text.length);

export const deleteBack: Edit = (line) =>
  cut(line, previousBoundary(line.text, line.cursor), line.cursor, 'delete');
export const deleteOn: Edit = (line) =>
  cut(line, line.cursor, nextBoundary(line.text, line.cursor), 'delete');
export const killToStart: Edit = (line) => cut(line, 0, line.cursor, 'kill-back');
export const killToEnd: Edit = (line) => cut(line, line.cursor, line.text.length, 'kill-on');
export const killWordBack: Edit = (line) => cut(line, wordStart(line), line.cursor, 'kill-back');
export const killWordOn: Edit = (line) => cut(line, line.cursor, wordEnd(line), 'kill-on');

/** Back to the blank before the word, as Ctrl+W: `user:1` is one word here. */
export const killBlankWordBack: Edit = (line) => {
  const from = skipBack(line.text, skipBack(line.text, line.cursor, isBlank), not(isBlank));
  return cut(line, from, line.cursor, 'kill-back');
};

export const yank: Edit = (line) =>
  line.killed
    ? change(
        line,
        line.text.slice(0, line.cursor) + line.killed + line.text.slice(line.cursor),
        line.cursor + line.killed.length,
      )
    : line;

/** The character before the cursor changes places with the one under it; at the end, the last two. */
export const transpose: Edit = (line) => {
  const { text } = line;
  const middle = line.cursor >= text.length ? previousBoundary(text, text.length) : line.cursor;
  const start = previousBoundary(text, middle);
  const end = nextBoundary(text, middle);
  if (start === middle || middle === end) return line;
  return change(
    line,
    text.slice(0, start) + text.slice(middle, end) + text.slice(start, middle) + text.slice(end),
    end,
  );
};

export const undo: Edit = (line) => {
  const before = line.undo.at(-1);
  return before ? { ...line, ...before, last: 'other', undo: line.undo.slice(0, -1) } : line;
};
