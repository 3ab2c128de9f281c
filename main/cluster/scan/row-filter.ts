/** Filters tags by a glob or by a part of their text. Pure. */
import { escapeBytes } from '../../../shared/format/escape.ts';
import { utf8 } from '../../../shared/resp/resp.ts';
import { PARTS, type TagTable } from './tag-table.ts';
import type { TagPart } from './tag-part.ts';

type Token = { kind: 'run' } | { kind: 'one'; fits(character: string): boolean };

/** Whether a text matches: the whole text if it is a glob; without `*`, `?` and `[`, any part of it. */
export function compileFilter(filter: string): (text: string) => boolean {
  if (!/[*?[]/.test(filter)) return (text) => text.includes(filter);
  const tokens = tokensOf(filter);
  return (text) => globFits(tokens, [...text]);
}

/** Like Redis' stringmatch: `\` takes the next character literally, an unclosed `[` extends to the end. */
function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...glob];
  const literal = (wanted: string): Token => ({ kind: 'one', fits: (character) => character === wanted });
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'run') tokens.push({ kind: 'run' });
    } else if (character === '?') tokens.push({ kind: 'one', fits: () => true });
    else if (character === '[') {
      const not = characters[i + 1] === '^';
      const ranges: [string, string][] = [];
      for (i += not ? 2 : 1; i < characters.length && characters[i] !== ']'; i++) {
        if (characters[i] === '\\' && i + 1 < characters.length) i++;
        const first = characters[i]!;
        if (characters[i + 1] === '-' && i + 2 < characters.length && characters[i + 2] !== ']') {
          const last = characters[(i += 2)]!;
          ranges.push(first < last ? [first, last] : [last, first]);
        } else ranges.push([first, first]);
      }
      const within = (one: string) => ranges.some(([first, last]) => first <= one && one <= last);
      tokens.push({ kind: 'one', fits: (one) => within(one) !== not });
    } else if (character === '\\' && i + 1 < characters.length) tokens.push(literal(characters[++i]!));
    else tokens.push(literal(character));
  }
  return tokens;
}

/** Backtracks only to the last `*`, which suffices: at most the product of both lengths in steps. */
function globFits(tokens: readonly Token[], text: readonly string[]): boolean {
  let [token, at, run, from] = [0, 0, -1, 0];
  while (at < text.length) {
    const now = tokens[token];
    if (now?.kind === 'run') {
      run = token++;
      from = at;
    } else if (now && now.fits(text[at]!)) {
      token++;
      at++;
    } else if (run >= 0) {
      token = run + 1;
      at = ++from;
    } else return false;
  }
  while (tokens[token]?.kind === 'run') token++;
  return token === tokens.length;
}

/** Returns the longest literal that every matching text contains; empty if there is none. */
function literalOf(filter: string): string {
  // A tag that is not UTF-8 is compared in its escaped form, which is not in its bytes; and `\` in a glob escapes.
  if (filter.includes('\\')) return '';
  const parts = filter.replace(/\[[^\]]*\]?/g, '*').split(/[*?]/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** Rows that are compared between two yields: a comparison may take some microseconds. */
const AT_ONCE = 1000;

/** Calls `onRow` for every matching row, numbered as by TagTable.count(). Yields after some milliseconds of work. */
export function* filterRows(table: TagTable, filter: string, onRow: (row: number) => void): Generator<void> {
  const fits = compileFilter(filter);
  const literal = Buffer.from(literalOf(filter));
  for (const [number, part] of table.parts.entries()) {
    let looked = 0;
    for (const row of literal.length > 0 ? rowsWith(part, literal) : everyRow(part)) {
      const tag = part.bytes.subarray(part.starts[row]!, part.endOf(row));
      if (fits(utf8(tag) ?? escapeBytes(tag))) onRow(row * PARTS + number);
      if (++looked % AT_ONCE === 0) yield;
    }
    yield;
  }
}

function* everyRow({ rows }: TagPart): Generator<number> {
  for (let row = 0; row < rows; row++) yield row;
}

/** Finds rows that contain the literal with one search over all bytes, which are in the order of the rows. */
function* rowsWith(part: TagPart, literal: Buffer): Generator<number> {
  const bytes = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.used);
  let row = 0;
  for (let at = bytes.indexOf(literal); at >= 0;) {
    while (row < part.rows && part.endOf(row) <= at) row++;
    const end = part.endOf(row);
    if (at + literal.length <= end) {
      yield row;
      at = bytes.indexOf(literal, end);
    } else at = bytes.indexOf(literal, at + 1);
  }
}
