/** Transcript pieces as terminal text for a number of columns, with the rows they take: pure, so that a resize can lay them out again. */
import type { Escape } from '../../../shared/session/settings.ts';
import type { Input } from './record.ts';
import { breakableParts } from '../text/break-points.ts';
import { safeSpans, safeText, spansWidth, writeSpans, type Span } from '../../../shared/repl/text/span.ts';
import { INK } from '../../../shared/repl/text/ink.ts';
import { grounded, placeAfter, textWidth } from '../../../shared/repl/text/width.ts';

export interface BoxLine {
  spans: Span[];
  right?: Span[] | undefined;
}

/** The text in each way of showing strings, if they differ. */
export type Forms = { readonly [escape in Escape]: string };

export type Piece =
  /** One line that the terminal wraps; `right` is at the right edge, on a row of its own if there is no room. `input`: the line is this. */
  | { kind: 'line'; spans: Span[]; right?: Span[] | undefined; input?: Input }
  /** Many lines of escaped text; `right` is on the first line, or below the last if there is no room. */
  | {
      kind: 'text';
      text: string;
      forms?: Forms | undefined;
      colour?: number | undefined;
      right?: Span[] | undefined;
      /** True for sentences: broken between words, not where the row ends. */
      words?: boolean | undefined;
    }
  /** Words on a panel, wrapped at blanks. */
  | { kind: 'box'; lines: BoxLine[] };

export interface Laid {
  text: string;
  rows: number;
}

/** Columns that stay free between the text and the note at the right. */
const GAP = 2;

/** Every row ends in a line break. */
export function layout(pieces: readonly Piece[], columns: number): Laid {
  const rows = new Rows(columns);
  for (const piece of pieces) {
    if (piece.kind === 'line') rows.line(piece.spans, piece.right);
    else if (piece.kind === 'text') rows.text(piece);
    else rows.box(piece.lines);
  }
  return { text: rows.out.join(''), rows: rows.count };
}

class Rows {
  readonly out: string[] = [];
  count = 0;
  private readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  line(unsafe: readonly Span[], right: readonly Span[] | undefined): void {
    const spans = safeSpans(unsafe);
    let end = { row: 0, column: 0 };
    for (const part of spans) end = placeAfter(part.text, end, this.columns);
    this.out.push(writeSpans(spans));
    const fits = this.note(right, end.column);
    this.out.push('\r\n');
    this.count += end.row + 1;
    if (!fits) this.noteBelow(right!);
  }

  text({ text, colour, right, words = false }: Extract<Piece, { kind: 'text' }>): void {
    const lines = text.split('\n');
    if (lines.length > 1 && lines.at(-1) === '') lines.pop();
    let fits = true;
    lines.forEach((unsafe, i) => {
      const line = { text: safeText(unsafe), colour };
      const rows = words ? wrapWords([line], this.columns) : [[line]];
      this.out.push(rows.map((spans) => writeSpans(spans)).join('\r\n'));
      const last = placeAfter(
        rows
          .at(-1)!
          .map((one) => one.text)
          .join(''),
        { row: 0, column: 0 },
        this.columns,
      );
      const end = { row: last.row + rows.length - 1, column: last.column };
      // Beside the first line, and only if that is one row: nobody would look for it at the end of wrapped text.
      if (i === 0) fits = end.row === 0 ? this.note(right, end.column) : !right;
      this.out.push('\r\n');
      this.count += end.row + 1;
    });
    if (!fits) this.noteBelow(right!);
  }

  box(lines: readonly BoxLine[]): void {
    const inner = Math.max(1, this.columns - 2);
    for (const line of lines) {
      const wrapped = wrapWords(safeSpans(line.spans), inner);
      const right = line.right ? safeSpans(line.right) : [];
      const beside =
        wrapped.length === 1 &&
        spansWidth(wrapped[0]!) + (right.length ? GAP : 0) + spansWidth(right) <= inner;
      wrapped.forEach((row) => this.boxRow(row, beside ? right : []));
      if (right.length && !beside) for (const row of wrapWords(right, inner)) this.boxRow(row, []);
    }
  }

  private boxRow(left: readonly Span[], right: readonly Span[]): void {
    const room = this.columns - 2 - spansWidth(left) - spansWidth(right);
    const row = [{ text: ' ' }, ...left, { text: ' '.repeat(Math.max(0, room)) }, ...right, { text: ' ' }];
    this.out.push(writeSpans(row.map((part) => ({ ...part, background: INK.panel }))), '\r\n');
    this.count += 1;
  }

  /** Writes `right` behind text that ends at `column`, if it fits. */
  private note(right: readonly Span[] | undefined, column: number): boolean {
    if (!right || right.length === 0) return true;
    const spans = safeSpans(right);
    const room = this.columns - column - spansWidth(spans);
    if (room < GAP) return false;
    this.out.push(' '.repeat(room), writeSpans(spans));
    return true;
  }

  private noteBelow(right: readonly Span[]): void {
    for (const row of wrapWords(safeSpans(right), this.columns)) {
      this.out.push(' '.repeat(Math.max(0, this.columns - spansWidth(row))), writeSpans(row), '\r\n');
      this.count += 1;
    }
  }
}

/** Rows of at most `width` columns, broken at blanks and between ideographs; a word that is longer is broken where the row ends. */
function wrapWords(spans: readonly Span[], width: number): Span[][] {
  const rows: Span[][] = [[]];
  let used = 0;
  const newRow = () => {
    rows.push([]);
    used = 0;
  };
  let source: Span | null = null;
  const put = (part: Span, text: string) => {
    const row = rows.at(-1)!;
    // Each span is written on its own, so a mark can join only text in the same span.
    if (row.length > 0 && source === part) row.at(-1)!.text += text;
    else row.push({ ...part, text: grounded(text) });
    source = part;
    used = spansWidth(row);
  };
  for (const part of spans) {
    for (const token of breakableParts(part.text)) {
      const size = textWidth(grounded(token));
      if (used + size <= width) put(part, token);
      else if (token.startsWith(' ')) newRow();
      else {
        if (used > 0) newRow();
        for (const character of breakable(token, width)) {
          if (used + textWidth(grounded(character)) > width) newRow();
          put(part, character);
        }
      }
    }
  }
  return rows;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** The token's characters, between which it may be broken; the cells of a character that is wider than the row. */
const breakable = (token: string, width: number): string[] =>
  [...segmenter.segment(token)].flatMap(({ segment }) =>
    textWidth(grounded(segment)) > width ? cellsOf(segment) : [segment],
  );

/** The parts of a character that the terminal gives columns of their own, such as spacing marks and joined emoji. */
function cellsOf(character: string): string[] {
  const cells: string[] = [];
  for (const part of character) {
    if (textWidth(part) > 0 || cells.length === 0) cells.push(part);
    else cells[cells.length - 1] += part;
  }
  return cells;
}
