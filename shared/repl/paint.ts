/** The prompt and the line being typed as one string of escape sequences: one repaint a key. */
import { markedSpans, visibleText } from './line/edit-text.ts';
import { boundaryAt } from './text/graphemes.ts';
import type { Mark } from './line/mark.ts';
import { ownPalette, safeText, writeSpans, type Span } from './text/span.ts';
import { INK } from './text/ink.ts';
import { charWidth, placeAfter, textWidth, type Place } from './text/width.ts';

export interface EditView {
  prompt: readonly Span[];
  text: string;
  cursor: number;
  marks: readonly Mark[];
  /** Shown grey behind the cursor while the cursor is at the end of the text; cut to the rest of the row. */
  hint?: string;
  /** Rows below the line, such as candidates; cut to the terminal's width, and left out if there is no room for them. */
  below?: readonly (readonly Span[])[];
}

/** The last painting: its rows, and in which of them the terminal's cursor is. */
export interface Painted {
  rows: number;
  cursorRow: number;
}

export const NOTHING_PAINTED: Painted = { rows: 1, cursorRow: 0 };

const toStart = ({ cursorRow }: Painted) => (cursorRow > 0 ? `\x1b[${cursorRow}A\r` : '\r');

/** Removes the painting; moves the cursor to its start. */
export const erase = (painted: Painted): string => `${toStart(painted)}\x1b[J`;

/** Paints over the previous painting. If the text does not fit `rows`, the part around the cursor is shown. */
export function paint(
  previous: Painted,
  view: EditView,
  columns: number,
  rows: number,
  palette = ownPalette,
): { output: string; painted: Painted } {
  const prompt = clipPrompt(view.prompt, columns, rows);
  const start = prompt.reduce((place, part) => placeAfter(part.text, place, columns), { row: 0, column: 0 });
  const shown = clipText(view, start, columns, rows);
  const spans = markedSpans(shown.text, shown.marks);

  const cursor = cursorPlace(spans, shown, start, columns);
  let end = start;
  for (const part of spans) end = placeAfter(part.text, end, columns);
  let output = toStart(previous) + writeSpans(prompt, palette) + writeSpans(spans, palette);
  if (end.column === columns) {
    // The terminal wraps only when more is printed: this makes the next row exist, for the cursor.
    output += ' \r';
    end = { row: end.row + 1, column: 0 };
  }
  if (view.cursor === view.text.length) output += writeHint(view.hint ?? '', columns - end.column, palette);
  output += '\x1b[J';
  const below = (view.below ?? []).slice(0, rows - end.row - 1);
  for (const row of below) output += `\r\n${writeSpans(cutSpans(row, columns - 1), palette)}`;
  const last = end.row + below.length;
  if (last > cursor.row) output += `\x1b[${last - cursor.row}A`;
  output += '\r';
  if (cursor.column > 0) output += `\x1b[${cursor.column}C`;
  return { output, painted: { rows: last + 1, cursorRow: cursor.row } };
}

/** The cursor's cell stays free; so does the last one, at which the terminal would be about to wrap. */
function writeHint(hint: string, room: number, palette: typeof ownPalette): string {
  const text = cutText(safeText(hint), room - 2);
  return text && ` ${writeSpans([{ text, colour: INK.fg3 }], palette)}`;
}

/** As much of the spans as fits, their text made safe. */
function cutSpans(spans: readonly Span[], columns: number): Span[] {
  let left = columns;
  return spans.map((part) => {
    const text = cutText(safeText(part.text), left);
    left -= textWidth(text);
    return { ...part, text };
  });
}

/** As much of safe text as fits, with an ellipsis if it is cut. */
function cutText(text: string, columns: number): string {
  // Nobody measures what cannot fit: one character takes a column at least, or joins one that does.
  if (text.length <= columns && textWidth(text) <= columns) return text;
  if (columns < 3) return '';
  let width = 1;
  let end = 0;
  for (const character of text) {
    width += charWidth(character.codePointAt(0)!);
    if (width > columns) break;
    end += character.length;
  }
  return `${text.slice(0, end)}…`;
}

function cursorPlace(spans: readonly Span[], shown: Shown, start: Place, columns: number): Place {
  // A dotted circle under a leading mark is one character more than the text has.
  const extra = spans.reduce((length, part) => length + part.text.length, 0) - shown.text.length;
  let left = shown.cursor === 0 ? 0 : shown.cursor + extra;
  let place = start;
  for (const part of spans) {
    const piece = part.text.slice(0, left);
    place = placeAfter(piece, place, columns);
    left -= piece.length;
    if (left <= 0) break;
  }
  const next = shown.text.codePointAt(shown.cursor);
  const width = next === undefined ? 1 : charWidth(next);
  return place.column + width > columns ? { row: place.row + 1, column: 0 } : place;
}

interface Shown {
  text: string;
  cursor: number;
  marks: readonly Mark[];
}

function clipText(view: EditView, start: Place, columns: number, rows: number): Shown {
  const { cursor, marks } = view;
  const capacity = columns * rows;
  if (view.text.length <= capacity) {
    const text = visibleText(view.text);
    const end = placeAfter(text, start, columns);
    if (end.row + (end.column === columns ? 1 : 0) < rows) return { text, cursor, marks };
  }
  // Every character may be wide, and a row may lose a column to one that does not fit.
  const size = Math.max(4, (rows - start.row - 2) * Math.floor(columns / 2) - 2);
  const step = Math.max(1, Math.floor(size / 2));
  const wanted = Math.max(0, (Math.floor(cursor / step) - 1) * step);
  const from = boundaryAt(view.text, wanted);
  const to = boundaryAt(view.text, Math.max(cursor, Math.min(view.text.length, wanted + size)));
  const head = from > 0 ? '…' : '';
  const tail = to < view.text.length ? '…' : '';
  const text = head + visibleText(view.text.slice(from, to)) + tail;
  const shift = head.length - from;
  const clipped = marks
    .filter((mark) => mark.end > from && mark.start < to)
    .map((mark) => ({
      ...mark,
      start: Math.max(mark.start, from) + shift,
      end: Math.min(mark.end, to) + shift,
    }));
  return { text, cursor: cursor + shift, marks: clipped };
}

/** A prompt that would take more than a third of a small screen is cut to its end. */
function clipPrompt(prompt: readonly Span[], columns: number, rows: number): Span[] {
  const safe = prompt.map((part) => ({ ...part, text: safeText(part.text) }));
  const text = safe.map((part) => part.text).join('');
  const room = Math.max(2, Math.floor((columns * rows) / 3));
  if (textWidth(text) <= room) return safe;
  return [{ text: `…${text.slice(1 - room)}`, colour: safe[0]?.colour ?? INK.fg2 }];
}
