/** A list whose rows are in main: its question, the pages received, the selected row. Pure. */
import type { Failure } from '../../../shared/failure.ts';
import type { PrefixRow, RowPage, TagQuery, TagRow } from '../../../shared/slots/scan-model.ts';

export const ROWS_A_PAGE = 100;
/** Limit of one call: 500 rows. */
const PAGES_A_CALL = 5;
/** Pages kept on either side of those in view. */
const PAGES_AROUND = 20;

export type RowQuery = Omit<TagQuery, 'from' | 'count'>;

interface RowPageKept<R> {
  rows: readonly R[];
  /** The question it answers. Rows of an earlier question or an earlier state of the scan are shown until newer ones come. */
  question: number;
  generation: number;
}

export interface SelectedRow<R> {
  index: number;
  /** Null until its page has come. */
  row: R | null;
  /** The row the user went to last. It is brought into view then, not when rows change their places. */
  moved: number;
}

export interface Listing<R> {
  query: RowQuery;
  /** Grows with each change of the query. */
  question: number;
  pages: { readonly [page: number]: RowPageKept<R> };
  /** Rows in view. */
  range: { first: number; last: number };
  matching: number;
  kept: number;
  /** False before the first answer of a scan. */
  known: boolean;
  /** The call that is under way; there is one at a time. */
  asked: RowsAsked | null;
  failed: { question: number; generation: number; failure: Failure } | null;
  selected: SelectedRow<R> | null;
}

export interface RowsAsked {
  question: number;
  generation: number;
  from: number;
  count: number;
}

export const emptyListing = <R>(query: Partial<RowQuery> = {}): Listing<R> => ({
  query: { filter: '', shard: null, order: 'keys', descending: true, ...query },
  question: 1,
  pages: {},
  range: { first: 0, last: 40 },
  matching: 0,
  kept: 0,
  known: false,
  asked: null,
  failed: null,
  selected: null,
});

/** The list for another scan: keeps the query, drops the rows received. */
export const clearedListing = <R>(list: Listing<R>): Listing<R> => ({
  ...emptyListing<R>(list.query),
  question: list.question + 1,
});

export const rowAt = <R>(list: Listing<R>, index: number): R | undefined =>
  list.pages[Math.floor(index / ROWS_A_PAGE)]?.rows[index % ROWS_A_PAGE];

export const rowName = (row: TagRow | PrefixRow): Uint8Array => ('tag' in row ? row.tag : row.prefix);

export const isSameName = (a: TagRow | PrefixRow, b: TagRow | PrefixRow): boolean => {
  const [one, other] = [rowName(a), rowName(b)];
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
};

export function withQuery<R>(list: Listing<R>, query: Partial<RowQuery>): Listing<R> {
  return {
    ...list,
    query: { ...list.query, ...query },
    question: list.question + 1,
    range: { first: 0, last: 40 },
    selected: null,
  };
}

/** The request that brings the rows in view to this question and this generation; null if none is needed. */
export function rowsNeeded(list: Listing<unknown>, generation: number): RowsAsked | null {
  const { question, range, asked, failed } = list;
  if (asked) return null;
  if (failed?.question === question && failed.generation === generation) return null;
  const answered = Object.values(list.pages).some((page) => page.question === question);
  const end = answered ? Math.max(0, Math.min(range.last, list.matching - 1)) : range.last;
  const first = Math.floor(Math.min(range.first, end) / ROWS_A_PAGE);
  const last = Math.min(Math.floor(end / ROWS_A_PAGE), first + PAGES_A_CALL - 1);
  const missing = [];
  for (let page = first; page <= last; page++) {
    const kept = list.pages[page];
    if (kept?.question !== question || kept.generation !== generation) missing.push(page);
  }
  if (missing.length === 0) return null;
  const from = missing[0]! * ROWS_A_PAGE;
  return { question, generation, from, count: (missing.at(-1)! + 1) * ROWS_A_PAGE - from };
}

/** The list with the answer to `asked`. An answer to an earlier question only frees the way for the next call. */
export function withRows<R extends TagRow | PrefixRow>(
  list: Listing<R>,
  asked: RowsAsked,
  answer: RowPage<R>,
): Listing<R> {
  if (asked.question !== list.question) return { ...list, asked: null };
  const middle = Math.floor(list.range.first / ROWS_A_PAGE);
  const pages: { [page: number]: RowPageKept<R> } = {};
  for (const [page, kept] of Object.entries(list.pages)) {
    const near = Math.abs(Number(page) - middle) <= PAGES_AROUND;
    const there = Number(page) * ROWS_A_PAGE < answer.matching;
    if (near && there && kept.question === asked.question) pages[Number(page)] = kept;
  }
  const { question, generation } = asked;
  for (let at = 0; at < asked.count; at += ROWS_A_PAGE) {
    const rows = answer.rows.slice(at, at + ROWS_A_PAGE);
    pages[(asked.from + at) / ROWS_A_PAGE] = { rows, question, generation };
  }
  const { matching, kept } = answer;
  const next = { ...list, pages, matching, kept, known: true, asked: null, failed: null };
  return { ...next, selected: followed(next) };
}

/** The selected row as it is now, even if it moved; as it was if its page is not here. */
function followed<R extends TagRow | PrefixRow>(list: Listing<R>): SelectedRow<R> | null {
  const { selected } = list;
  if (!selected) return null;
  const { row } = selected;
  if (!row) return { ...selected, row: rowAt(list, selected.index) ?? null };
  for (const [page, { rows }] of Object.entries(list.pages)) {
    const at = rows.findIndex((one) => isSameName(one, row));
    if (at >= 0) return { ...selected, index: Number(page) * ROWS_A_PAGE + at, row: rows[at]! };
  }
  return selected;
}

export function withFailedRows<R>(list: Listing<R>, asked: RowsAsked, failure: Failure): Listing<R> {
  const { question, generation } = asked;
  return { ...list, asked: null, failed: { question, generation, failure } };
}

/** Selects the row at `index`, kept within the list; null for none. */
export function withSelected<R>(list: Listing<R>, index: number | null): Listing<R> {
  if (index === null || list.matching === 0) return { ...list, selected: null };
  const at = Math.min(list.matching - 1, Math.max(0, index));
  return { ...list, selected: { index: at, row: rowAt(list, at) ?? null, moved: at } };
}
