/**
 * Sorts the rows of a table by a number, digit by digit: ten times as fast as a comparison. Each function is a generator that
 * yields after at most some milliseconds of work, so that a caller can let the event loop turn; run() does all at once.
 */
import { PARTS, type TagTable } from './tag-table.ts';

/** Bits of a digit. */
const BITS = 16;
const DIGITS = 2 ** BITS;
/** Up to this many rows, a sort of packed numbers is faster than one that counts the digits. */
const FEW = 4096;
/** Bits of the index in a packed number, which leaves 40 for the number. */
const INDEX = 2 ** 24;
const INDEXES = 2n ** 24n;
const MOST = 2 ** 40 - 1;
/** Rows that are looked at between two yields. */
export const AT_ONCE = 50_000;

/** Returns all rows in no order, numbered as by TagTable.count(). */
export function allRows(table: TagTable): Uint32Array {
  const rows = new Uint32Array(table.rows);
  let at = 0;
  for (const [number, part] of table.parts.entries())
    for (let row = 0; row < part.rows; row++) rows[at++] = row * PARTS + number;
  return rows;
}

/** Does all of the work at once. Returns its result. */
export function run<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * Sorts in place, ascending, by an integer from 0 to 2^40 - 1 (larger ones count as that); at most 2^24 rows. `starts` gets the
 * index of the first row of each number.
 */
export function* sortByNumber(
  rows: Uint32Array,
  numberOf: (row: number) => number,
  starts?: number[],
): Generator<void> {
  if (rows.length <= FEW) return sortPacked(rows, numberOf, starts);
  const before = rows.slice();
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const number = Math.min(MOST, numberOf(rows[i]!));
    low[i] = number % 2 ** 32;
    high[i] = number / 2 ** 32;
    if (i % AT_ONCE === AT_ONCE - 1) yield;
  }
  let order: Uint32Array | null = null;
  for (const [numbers, shift] of [
    [low, 0],
    [low, BITS],
    [high, 0],
  ] as const)
    order = yield* sortByDigit(numbers, shift, order);
  let last = -1;
  for (let i = 0; i < rows.length; i++) {
    const index = order ? order[i]! : i;
    rows[i] = before[index]!;
    if (starts && (i === 0 || low[index] !== low[last] || high[index] !== high[last])) starts.push(i);
    last = index;
    if (i % AT_ONCE === AT_ONCE - 1) yield;
  }
}

/** The indices of `numbers`, in `before`'s order (null for their own) where a digit is equal. */
function* sortByDigit(
  numbers: Uint32Array,
  shift: number,
  before: Uint32Array | null,
): Generator<void, Uint32Array | null> {
  const ends = new Uint32Array(DIGITS);
  for (let i = 0; i < numbers.length; i++) ends[(numbers[i]! >>> shift) & (DIGITS - 1)]!++;
  yield;
  if (ends[(numbers[0]! >>> shift) & (DIGITS - 1)] === numbers.length) return before;
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit++) ends[digit] = sum += ends[digit]!;
  const order = new Uint32Array(numbers.length);
  for (let i = numbers.length - 1; i >= 0; i--) {
    const index = before ? before[i]! : i;
    order[--ends[(numbers[index]! >>> shift) & (DIGITS - 1)]!] = index;
    if (i % AT_ONCE === 0) yield;
  }
  return order;
}

function sortPacked(rows: Uint32Array, numberOf: (row: number) => number, starts?: number[]): void {
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
  for (let i = 0; i < rows.length; i++) {
    rows[i] = before[halves[2 * i]! % INDEX]!;
    if (i === 0 || packed[i]! / INDEXES !== packed[i - 1]! / INDEXES) starts?.push(i);
  }
}
