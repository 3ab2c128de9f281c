/** The two viewers of replies: one reads a large reply page by page, the other has all of its reply. */
import type { LargeReply } from '../../kit/large-reply.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Message } from '../../window/message.ts';
import { nextOrder, type CellPart, type Order, type TableColumn } from './table/reply-table.ts';

/** The elements of a page, as text and, if the reply is a table, as the cells of its rows. */
export interface ReplyPage {
  rows: readonly string[];
  table: { columns: readonly TableColumn[]; cells: readonly (readonly LargeCell[])[] } | null;
}

export type CopiedPart = 'cell' | 'row' | 'json' | 'column';

export interface LargeCell {
  text: string;
  part: CellPart;
}

/** How a large reply is shown as a table. */
export interface LargeTable {
  columns: readonly TableColumn[];
  /** Elements of the reply in a row: 2 for names and values in turn. */
  unit: number;
}

/** A large reply, read page by page as it is scrolled. Places and pages are those of the shown order. */
export interface ReplyOverlay {
  kind: 'reply';
  large: LargeReply;
  /** First row of the window of WINDOW_ROWS that can be scrolled through. */
  base: number;
  /** The element that the keyboard is at; -1 for none. */
  at: number;
  pages: ReadonlyMap<number, ReplyPage>;
  /** From the first page that came; null for a reply that is no table. */
  table: LargeTable | null;
  /** Whether it is shown as that table. */
  isTable: boolean;
  /** Null for the reply's own. */
  order: Order | null;
  /** Rows of the table in that order; null for the reply's own. */
  sorted: Uint32Array | null;
  /** The order that is being made, and how much of it is done, from 0 to 1. */
  sorting: { order: Order; part: number } | null;
  /** Grows with each order: pages of an earlier one are ignored. */
  version: number;
  /** Pages that have been asked for and are not here yet. */
  asked: ReadonlySet<number>;
  failure: Failure | null;
  /** Where it was saved. */
  saved: string | null;
  /** The element of the reply that the last search found; `missing` if none has the text. */
  search: 'none' | 'running' | 'missing' | { row: number };
}

/** The shown part of a whole reply, and its form. */
export interface ValueView {
  /** As a table, if it is one. */
  isTable: boolean;
  order: Order | null;
  filter: string;
  /** The cell that is opened by itself. */
  cell: { row: number; column: number } | null;
  /** The element that is opened by itself, of the cell or of the reply. */
  path: readonly number[];
}

/** A whole reply, shown by itself. */
export interface ValueOverlay extends ValueView {
  kind: 'value';
  title: string;
  /** RESP. */
  frame: Uint8Array;
  failure: Failure | null;
  saved: string | null;
}

declare module '../../window/contract.ts' {
  interface Messages {
    replies:
      | { type: 'open-reply'; large: LargeReply }
      | { type: 'want-pages'; pages: readonly number[] }
      | { type: 'reply-page'; id: number; version: number; page: number; content: ReplyPage }
      | { type: 'reply-as'; isTable: boolean }
      | { type: 'reply-at'; element: number }
      /** Sorts the table; null brings the reply's own order back. */
      | { type: 'reply-sort'; order: Order | null }
      | { type: 'reply-sorting'; id: number; part: number }
      | { type: 'reply-sorted'; id: number; order: Order; rows: Uint32Array }
      | { type: 'reply-failed'; id: number; failure: Failure }
      | { type: 'reply-find'; text: string; from: number; back: boolean }
      | { type: 'reply-found'; id: number; row: number | null }
      | { type: 'save-reply' }
      | { type: 'reply-saved'; path: string }
      | { type: 'open-value'; title: string; frame: Uint8Array }
      | { type: 'value-show'; view: Partial<ValueView> }
      | { type: 'cell-open'; row: number; column: number }
      /** Sorts the table by a column, in the next of its orders or in this one. */
      | { type: 'cell-sort'; column: number; descending?: boolean }
      /** Shows the rows that have the cell's text. */
      | { type: 'cell-filter'; row: number; column: number }
      | { type: 'cell-copy'; row: number; column: number; what: CopiedPart }
      | { type: 'cell-insert'; row: number; column: number }
      /** Puts the command that writes the row into the prompt. */
      | { type: 'row-insert'; row: number }
      | { type: 'element-open'; path: readonly number[] }
      | { type: 'element-copy'; path: readonly number[] }
      | { type: 'element-insert'; path: readonly number[] }
      | { type: 'copy-value'; text: string }
      | { type: 'save-value'; suggestion: string; content: string | Uint8Array }
      | { type: 'value-saved'; path: string }
      | { type: 'value-failed'; failure: Failure };
  }
  interface Overlays {
    reply: ReplyOverlay;
    value: ValueOverlay;
  }
}

export const PAGE_ROWS = 100;

/** Chrome draws no element taller than about 33 million pixels: longer replies are shown one window at a time. */
export const WINDOW_ROWS = 500_000;

/** Pages that are kept; others are read again when they are scrolled to. */
const PAGES_KEPT = 40;

export const openValue = (title: string, frame: Uint8Array): ValueOverlay => ({
  kind: 'value',
  title,
  frame,
  isTable: true,
  order: null,
  filter: '',
  cell: null,
  path: [],
  failure: null,
  saved: null,
});

export function reduceValue(value: ValueOverlay, message: Message): ValueOverlay {
  if (message.type === 'value-saved') return { ...value, saved: message.path, failure: null };
  if (message.type === 'value-failed') return { ...value, failure: message.failure };
  if (message.type === 'value-show') return { ...value, ...message.view };
  if (message.type === 'cell-open')
    return { ...value, cell: { row: message.row, column: message.column }, path: [] };
  if (message.type === 'cell-sort') return { ...value, order: nextOrder(value.order, message) };
  if (message.type === 'element-open') return { ...value, path: [...value.path, ...message.path] };
  return value;
}

export function openReply(large: LargeReply): ReplyOverlay {
  return {
    kind: 'reply',
    large,
    base: 0,
    at: -1,
    pages: new Map(),
    table: null,
    isTable: true,
    order: null,
    sorted: null,
    sorting: null,
    version: 0,
    asked: new Set(),
    failure: null,
    saved: null,
    search: 'none',
  };
}

/** The element of the reply that is shown at a place. */
export function elementAtPlace({ sorted, table }: ReplyOverlay, place: number): number {
  if (!sorted || !table || place < 0) return place;
  const { unit } = table;
  return (sorted[Math.floor(place / unit)] ?? 0) * unit + (place % unit);
}

/** Where an element of the reply is shown. */
export function placeOfElement({ sorted, table }: ReplyOverlay, element: number): number {
  if (!sorted || !table || element < 0) return element;
  const { unit } = table;
  return sorted.indexOf(Math.floor(element / unit)) * unit + (element % unit);
}

/** The element of a cell; that of its row if the row is one element. */
function elementOfCell({ table }: ReplyOverlay, { row, column }: { row: number; column: number }): number {
  const { unit, columns } = table ?? { unit: 1, columns: [] };
  return row * unit + (unit === columns.length ? column : 0);
}

/** Shows the place, in the window that has it. */
const at = (reply: ReplyOverlay, place: number): ReplyOverlay => ({
  ...reply,
  at: place,
  base: place < 0 ? reply.base : place - (place % WINDOW_ROWS),
});

const inOrder = (reply: ReplyOverlay, order: Order | null, sorted: Uint32Array | null): ReplyOverlay => ({
  ...reply,
  order,
  sorted,
  sorting: null,
  version: reply.version + 1,
  pages: new Map(),
  asked: new Set(),
});

export function reduceReply(reply: ReplyOverlay, message: Message): ReplyOverlay {
  switch (message.type) {
    case 'reply-as':
      return asTable(reply, message.isTable);
    case 'cell-open':
      return at(asTable(reply, false), elementOfCell(reply, message));
    case 'reply-at':
      return at(reply, message.element);
    case 'reply-sort':
      if (message.order) return { ...reply, sorting: { order: message.order, part: 0 }, failure: null };
      return reply.order ? inOrder(reply, null, null) : { ...reply, sorting: null };
    case 'reply-sorting':
      if (message.id !== reply.large.id || !reply.sorting) return reply;
      return { ...reply, sorting: { ...reply.sorting, part: message.part } };
    case 'reply-sorted':
      return message.id === reply.large.id ? inOrder(reply, message.order, message.rows) : reply;
    case 'reply-find':
      return { ...reply, search: 'running', failure: null };
    case 'reply-found': {
      const { id, row } = message;
      if (id !== reply.large.id) return reply;
      if (row === null) return { ...reply, search: 'missing' };
      return at({ ...reply, search: { row } }, placeOfElement(reply, row));
    }
    case 'want-pages':
      return { ...reply, asked: new Set([...reply.asked, ...message.pages]), failure: null };
    case 'reply-page': {
      if (message.id !== reply.large.id || message.version !== reply.version) return reply;
      const pages = new Map(reply.pages).set(message.page, message.content);
      for (const page of pages.keys()) if (pages.size > PAGES_KEPT) pages.delete(page);
      const isFirst = reply.version === 0 && reply.pages.size === 0;
      const table = isFirst ? largeTable(message.content) : reply.table;
      return { ...reply, pages, table, asked: without(reply.asked, message.page) };
    }
    case 'reply-failed':
      if (message.id !== reply.large.id) return reply;
      return { ...reply, asked: new Set(), failure: message.failure, search: 'none', sorting: null };
    case 'reply-saved':
      return { ...reply, saved: message.path };
    default:
      return reply;
  }
}

/** Switches between table and list. A list keeps the reply's own order. */
function asTable(reply: ReplyOverlay, isTable: boolean): ReplyOverlay {
  const shown = isTable || !reply.order ? { ...reply, sorting: null } : inOrder(reply, null, null);
  return { ...at(shown, elementAtPlace(reply, reply.at)), isTable };
}

function largeTable({ rows, table }: ReplyPage): LargeTable | null {
  return table && { columns: table.columns, unit: rows.length / table.cells.length };
}

function without(pages: ReadonlySet<number>, page: number): Set<number> {
  const rest = new Set(pages);
  rest.delete(page);
  return rest;
}
