/** The two viewers of replies: one reads a large reply page by page, the other has all of its reply. */
import type { LargeReply } from '../../kit/large-reply.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Message } from '../../window/message.ts';
import type { TableColumn } from './table/reply-table.ts';

/** The elements of a page, as text and, if the reply is a table, as the cells of its rows. */
export interface ReplyPage {
  rows: readonly string[];
  table: { columns: readonly TableColumn[]; cells: readonly (readonly string[])[] } | null;
}

/** How a large reply is shown as a table. */
export interface LargeTable {
  columns: readonly TableColumn[];
  /** Elements of the reply in a row: 2 for names and values in turn. */
  unit: number;
}

/** A large reply, read page by page as it is scrolled. */
export interface ReplyOverlay {
  kind: 'reply';
  large: LargeReply;
  /** First row of the window of WINDOW_ROWS that can be scrolled through. */
  base: number;
  pages: ReadonlyMap<number, ReplyPage>;
  /** From the first page that came; null for a reply that is no table. */
  table: LargeTable | null;
  /** Pages that have been asked for and are not here yet. */
  asked: ReadonlySet<number>;
  failure: Failure | null;
  /** Where it was saved. */
  saved: string | null;
  /** The row that the last search found; `missing` if no row has the text. */
  search: 'none' | 'running' | 'missing' | { row: number };
}

/** A whole reply, shown by itself. */
export interface ValueOverlay {
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
      | { type: 'reply-window'; base: number }
      | { type: 'want-pages'; pages: readonly number[] }
      | { type: 'reply-page'; id: number; page: number; content: ReplyPage }
      | { type: 'reply-failed'; id: number; failure: Failure }
      | { type: 'reply-find'; text: string; from: number; back: boolean }
      | { type: 'reply-found'; id: number; row: number | null }
      | { type: 'save-reply' }
      | { type: 'reply-saved'; path: string }
      | { type: 'open-value'; title: string; frame: Uint8Array }
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
  failure: null,
  saved: null,
});

export function reduceValue(value: ValueOverlay, message: Message): ValueOverlay {
  if (message.type === 'value-saved') return { ...value, saved: message.path, failure: null };
  if (message.type === 'value-failed') return { ...value, failure: message.failure };
  return value;
}

export function openReply(large: LargeReply): ReplyOverlay {
  return {
    kind: 'reply',
    large,
    base: 0,
    pages: new Map(),
    table: null,
    asked: new Set(),
    failure: null,
    saved: null,
    search: 'none',
  };
}

export function reduceReply(reply: ReplyOverlay, message: Message): ReplyOverlay {
  switch (message.type) {
    case 'reply-window':
      return { ...reply, base: message.base };
    case 'reply-find':
      return { ...reply, search: 'running', failure: null };
    case 'reply-found': {
      const { id, row } = message;
      if (id !== reply.large.id) return reply;
      if (row === null) return { ...reply, search: 'missing' };
      return { ...reply, search: { row }, base: row - (row % WINDOW_ROWS) };
    }
    case 'want-pages':
      return { ...reply, asked: new Set([...reply.asked, ...message.pages]), failure: null };
    case 'reply-page': {
      if (message.id !== reply.large.id) return reply;
      const pages = new Map(reply.pages).set(message.page, message.content);
      for (const page of pages.keys()) if (pages.size > PAGES_KEPT) pages.delete(page);
      const table = reply.pages.size === 0 ? largeTable(message.content) : reply.table;
      return { ...reply, pages, table, asked: without(reply.asked, message.page) };
    }
    case 'reply-failed':
      if (message.id !== reply.large.id) return reply;
      return { ...reply, asked: new Set(), failure: message.failure, search: 'none' };
    case 'reply-saved':
      return { ...reply, saved: message.path };
    default:
      return reply;
  }
}

function largeTable({ rows, table }: ReplyPage): LargeTable | null {
  return table && { columns: table.columns, unit: rows.length / table.cells.length };
}

function without(pages: ReadonlySet<number>, page: number): Set<number> {
  const rest = new Set(pages);
  rest.delete(page);
  return rest;
}
