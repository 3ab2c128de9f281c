/** Sorts the rows of a table. Numbers are packed with their index into 64 bits, which sorts ten times as fast as a comparison. */
import { LONGEST_TAG } from './tag-part.ts';
import { partOf, PARTS, rowOf, type TagTable } from './tag-table.ts';

/** Bits of the index, which leaves 40 for the number. */
const INDEX = 2 ** 24;
const MOST = 2 ** 40 - 1;
/** Bytes of a tag in one number. */
const BYTES = 4;
/** Up to this many rows are sorted by comparison. */
const FEW = 32;

/** Returns all rows in no order, numbered as by TagTable.count(). */
export function allRows(table: TagTable): Uint32Array {
  const rows = new Uint32Array(table.rows);
  let at = 0;
  for (const [number, part] of table.parts.entries())
    for (let row = 0; row < part.rows; row++) rows[at++] = row * PARTS + number;
  return rows;
}

/** Sorts in place, ascending, by an integer from 0 to 2^40 - 1 (larger ones count as that); at most 2^24 rows. */
export function sortByNumber(rows: Uint32Array, numberOf: (row: number) => number): void {
  const packed = new BigUint64Array(rows.length);
  // Two halves of each number, the lower first: Electron only runs on little-endian machines.
  const halves = new Uint32Array(packed.buffer);
  for (let i = 0; i < rows.length; i++) {
    const number = Math.min(MOST, numberOf(rows[i]!));
    halves[2 * i] = (number % 256) * INDEX + i;
    halves[2 * i + 1] = Math.floor(number / 256);
  }
  packed.sort();
  const before = rows.slice();
  for (let i = 0; i < rows.length; i++) rows[i] = before[halves[2 * i]! % INDEX]!;
}

/** Sorts in place by the bytes of the tags, ascending. */
export function sortByTag(table: TagTable, rows: Uint32Array, depth = 0): void {
  if (rows.length <= FEW || depth > LONGEST_TAG) {
    rows.sort((a, b) => compareTags(table, a, b, depth));
    return;
  }
  const key = (row: number) => bytesAt(table, row, depth);
  sortByNumber(rows, key);
  let from = 0;
  while (from < rows.length) {
    const shared = key(rows[from]!);
    let to = from + 1;
    while (to < rows.length && key(rows[to]!) === shared) to++;
    // Tags that have ended have a 0 in the last byte and no bytes left to differ.
    if (to - from > 1 && shared % 2 === 1) sortByTag(table, rows.subarray(from, to), depth + BYTES);
    from = to;
  }
}

/** Packs the tag's bytes from `depth` on, each plus one so that 0 means none; the last bit says whether the tag continues. */
function bytesAt(table: TagTable, row: number, depth: number): number {
  const part = partOf(table, row);
  const at = part.starts[rowOf(row)]! + depth;
  const end = part.endOf(rowOf(row));
  let number = 0;
  for (let i = 0; i < BYTES; i++) number = number * 257 + (at + i < end ? part.bytes[at + i]! + 1 : 0);
  return number * 2 + (at + BYTES <= end ? 1 : 0);
}

function compareTags(table: TagTable, a: number, b: number, depth: number): number {
  const [left, right] = [partOf(table, a), partOf(table, b)];
  const [startA, startB] = [left.starts[rowOf(a)]!, right.starts[rowOf(b)]!];
  const [lengthA, lengthB] = [left.endOf(rowOf(a)) - startA, right.endOf(rowOf(b)) - startB];
  for (let i = depth; i < lengthA && i < lengthB; i++) {
    const difference = left.bytes[startA + i]! - right.bytes[startB + i]!;
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
