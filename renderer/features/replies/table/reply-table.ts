/** A reply as rows and columns, and how they are sorted and filtered. Pure. */
import { clockTime, dayOf } from '../../../../shared/format/clock.ts';
import { escapeBytes, readable } from '../../../../shared/format/escape.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import type { Escape } from '../../../../shared/session/settings.ts';
import { bytesOf, describeValue } from '../value.ts';
import { orderOf, Turns } from './row-order.ts';

export interface TableColumn {
  label: string;
  /** Sorted as numbers, and aligned to the right. */
  isNumber: boolean;
  /** Seconds since 1970, shown as a local time. */
  isTime: boolean;
}

/** A cell is a part of the reply; null if the row has no such field. */
export type TableRow = readonly (Reply | null)[];

export interface ReplyTable {
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
}

/** A row's cell in the column of this name; null if there is none. Parts of one reply may have other columns. */
export function cellIn<T>(columns: readonly TableColumn[], row: readonly T[], label: string): T | null {
  return row[columns.findIndex((column) => column.label === label)] ?? null;
}

export interface Order {
  /** Index of a column. */
  column: number;
  descending: boolean;
}

/** What a cell holds: a value, an aggregate, or nothing. */
export type CellPart = 'value' | 'several' | 'none';

export const partOf = (cell: Reply | null): CellPart =>
  cell === null ? 'none' : bytesOf(cell) === null ? 'several' : 'value';

/** Ascending, then descending, then the reply's own order. */
export function nextOrder(
  order: Order | null,
  { column, descending }: { column: number; descending?: boolean },
): Order | null {
  if (descending !== undefined) return { column, descending };
  if (order?.column !== column) return { column, descending: false };
  return order.descending ? null : { column, descending: true };
}

/** Columns of a table; further fields of a row share the last one. */
export const MOST_COLUMNS = 40;
/** Characters of a cell that are shown; opened by itself it has all. */
const CELL_TEXT = 200;
/** Bytes that are read for them: a character of UTF-8 has at most four. */
const CELL_BYTES = CELL_TEXT * 4;

const cut = (text: string) => (text.length > CELL_TEXT ? `${text.slice(0, CELL_TEXT)}…` : text);

/** The text of a cell on one line, escaped as the transcript escapes strings. */
export function cellText(cell: Reply | null, escape: Escape, isTime = false): string {
  if (cell === null) return '';
  if (isTime) return timeText(numberOf(cell)) ?? cellText(cell, escape);
  const bytes = bytesOf(cell);
  if (!bytes) return describeValue(cell);
  const style = escape === 'readable' ? readable : escapeBytes;
  if (bytes.length <= CELL_BYTES) return cut(style(bytes));
  // A character may be cut in two at the end: fewer bytes are tried, so that the rest stays readable.
  for (let end = CELL_BYTES; end > CELL_BYTES - 4; end--)
    if ((bytes[end]! & 0xc0) !== 0x80) return cut(`${style(bytes.subarray(0, end))}…`);
  return cut(`${style(bytes.subarray(0, CELL_BYTES))}…`);
}

/** Null for seconds that are no date. */
function timeText(seconds: number | null): string | null {
  if (seconds === null || seconds < 0 || seconds > 8.64e12) return null;
  return `${dayOf(seconds * 1000)} ${clockTime(seconds * 1000)}`;
}

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$|^[-+]?inf$/i;

/** The number that a cell's text is; null for any other. Beyond 2^53 it is the nearest one. */
export function numberOf(cell: Reply | null): number | null {
  if (cell === null) return null;
  const bytes = bytesOf(cell);
  if (!bytes || bytes.length === 0 || bytes.length > 40) return null;
  const text = String.fromCharCode(...bytes);
  if (!NUMBER.test(text)) return null;
  return /inf/i.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

/** Columns by their labels: numbers are right if every cell that has a value is one. */
export function tableOf(labels: readonly string[], rows: readonly TableRow[], times = ''): ReplyTable {
  const columns = labels.map((label, at) => ({
    label,
    isTime: label === times,
    isNumber: rows.some((row) => row[at]) && rows.every((row) => !row[at] || isNumberOrEmpty(row[at])),
  }));
  return { columns, rows };
}

const isNumberOrEmpty = (cell: Reply) => bytesOf(cell)?.length === 0 || numberOf(cell) !== null;

/** Indices of the rows that contain `filter` in any cell, whatever its case, in the order of a column; null if given up. */
export async function orderRows(
  { columns, rows }: ReplyTable,
  { order, filter, escape }: { order: Order | null; filter: string; escape: Escape },
  turns: Turns = new Turns(),
): Promise<Uint32Array | null> {
  const wanted = filter.toLowerCase();
  const has = (row: TableRow) =>
    row.some((cell, at) => wholeText(cell, escape, columns[at]!.isTime).toLowerCase().includes(wanted));
  const found: number[] = [];
  for (const [index, row] of rows.entries()) {
    if (wanted === '' || has(row)) found.push(index);
    if (!(await turns.take())) return null;
  }
  const column = order && columns[order.column];
  if (!column) return Uint32Array.from(found);
  const cellOf = (index: number) => rows[index]![order.column] ?? null;
  const keys: (string | null)[] = [];
  if (!column.isNumber)
    for (const index of found) {
      const cell = cellOf(index);
      keys.push(cell && wholeText(cell, escape));
      if (!(await turns.take())) return null;
    }
  const sorted = await orderOf(
    column.isNumber ? Float64Array.from(found, (index) => numberOf(cellOf(index)) ?? NaN) : keys,
    order.descending,
    turns,
  );
  return sorted && sorted.map((index) => found[index]!);
}

/** Bytes of a cell that the rows of a large reply are sorted by. */
const KEY_BYTES = 100;

/** The start of a cell's text, to sort very many rows by. */
export function keyText(cell: Reply | null, escape: Escape): string | null {
  const bytes = cell && bytesOf(cell);
  if (!bytes) return cell && describeValue(cell);
  return (escape === 'readable' ? readable : escapeBytes)(bytes.subarray(0, KEY_BYTES));
}

/** All of a cell's text, to search and to sort by. */
export function wholeText(cell: Reply | null, escape: Escape, isTime = false): string {
  const bytes = cell && bytesOf(cell);
  if (!bytes || isTime) return cellText(cell, escape, isTime);
  return escape === 'readable' ? readable(bytes) : escapeBytes(bytes);
}
