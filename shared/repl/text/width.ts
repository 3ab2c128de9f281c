/** How many terminal columns text takes, for the terminal itself, the line editor and the layout alike. */
import { eastAsianWidth } from 'get-east-asian-width';

// Marks, joiners, variation selectors and other format characters; Hangul vowels and finals join the syllable before them.
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
const SOFT_HYPHEN = 0xad;

// Width + 1 for code points of the first plane, 0 if not asked for yet.
const known = new Uint8Array(0x10000);

/** Columns of one code point on its own: 0, 1 or 2. */
export function charWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return 1;
  if (codePoint > 0xffff) return measure(codePoint);
  const cached = known[codePoint]!;
  if (cached) return (cached - 1) as 0 | 1 | 2;
  const width = measure(codePoint);
  known[codePoint] = width + 1;
  return width;
}

function measure(codePoint: number): 0 | 1 | 2 {
  if (codePoint !== SOFT_HYPHEN && ZERO_WIDTH.test(String.fromCodePoint(codePoint))) return 0;
  return eastAsianWidth(codePoint);
}

/** xterm's unicode provider: state in the upper bits (unused), width in two bits, and whether it joins the cell before. */
export const unicodeProvider = {
  version: 'slotshell',
  wcwidth: charWidth,
  charProperties(codePoint: number, preceding: number): number {
    const width = charWidth(codePoint);
    if (width === 0 && preceding !== 0) return (((preceding >> 1) & 3) << 1) | 1;
    return width << 1;
  },
};

/** Where the terminal's cursor is: `column` equals the number of columns if the next character wraps. */
export interface Place {
  row: number;
  column: number;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Where the cursor is after printing `text` at `from`. Text must not begin with a mark that has nothing to join. */
export function placeAfter(text: string, from: Place, columns: number): Place {
  if (PRINTABLE_ASCII.test(text)) {
    const total = from.column + text.length;
    if (total <= columns) return { row: from.row, column: total };
    return { row: from.row + Math.floor((total - 1) / columns), column: ((total - 1) % columns) + 1 };
  }
  let { row, column } = from;
  for (const character of text) {
    const width = charWidth(character.codePointAt(0)!);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
  }
  return { row, column };
}

/** Columns of text on one endless row. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += charWidth(character.codePointAt(0)!);
  return width;
}

/** Text whose first character, if it is a mark, gets a dotted circle to sit on: a terminal would give it a cell without width. */
export function grounded(text: string): string {
  const first = text.codePointAt(0);
  return first !== undefined && charWidth(first) === 0 ? `\u25cc${text}` : text;
}
