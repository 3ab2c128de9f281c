/** Texts of the two dialogs of a reply. */
import { counted, grouped } from '../../../shared/format/count.ts';

const common = {
  saved: (path: string) => `Saved to ${path}`,
  save: 'Save…',
  loading: '…',
};

/** The field to find text with. */
const find = {
  search: 'Find in the reply',
  earlier: 'Earlier match (Shift+Enter)',
  later: 'Later match (Enter)',
  of: (index: number, all: number) => (all === 0 ? 'none' : `${grouped(index)} of ${grouped(all)}`),
  line: (line: number) => `line ${grouped(line)}`,
};

/** A nested reply. */
const tree = {
  list: 'Elements of the value',
  find: 'Find in all elements',
  empty: 'It has no elements.',
  unfoldAll: 'Unfold all',
  foldAll: 'Fold all',
};

/** A reply as a table. */
const table = {
  list: (rows: number) => `The reply as a table, ${counted(rows, 'row')}`,
  filter: 'Show rows with',
  count: (shown: number, all: number) =>
    shown === all ? counted(all, 'row') : `${grouped(shown)} of ${counted(all, 'row')}`,
  keys: '←→ column · s sorts by it · Enter opens a cell',
  keysLarge: '←→ column · s sorts by it · Enter opens a row',
  /** By the order that it has now. */
  nextOrder: {
    none: (column: string) => `Sort by ${column}`,
    ascending: (column: string) => `Sort by ${column}, descending`,
    descending: () => 'Back to the order of the reply',
  },
  unsorted: (rows: number) => `In the order of the reply: more than ${grouped(rows)} rows are not sorted.`,
  sorting: (part: number) => `Sorting… ${Math.floor(part * 100)} %`,
};

/** A reply too large for the transcript. */
const large = {
  title: 'Reply',
  pieces: (bytes: number) => ` · shown in pieces of ${grouped(bytes)} bytes`,
  goTo: 'Go to',
  tryAgain: 'Try again',
  rows: (first: number, last: number, all: number) =>
    `Rows ${grouped(first)} to ${grouped(last)} of ${grouped(all)}. Use Go to for the others.`,
  list: (rows: number) => `Elements of the reply, ${counted(rows, 'row')}`,
  findField: 'Text to find in the whole reply',
  findHint: 'Find in the whole reply',
  searching: 'Searching…',
  none: 'none',
  row: (row: number) => `row ${grouped(row)}`,
};

/** One reply by itself. */
const value = {
  title: 'Value',
  path: 'Where the value is',
  copy: 'Copy',
  notUtf8: ' · not UTF-8',
  showAs: 'Show as',
  asTable: 'Table',
  asReply: 'Reply',
  findText: 'Find in the text',
  views: { text: 'Text', json: 'JSON', hex: 'Bytes' },
  bytes: 'Bytes of the value',
  as: (view: string) => `The value as ${view}`,
  nil: 'nil',
  aggregate: (type: string, count: number) =>
    `${type}, ${counted(count, type === 'map' ? 'pair' : 'element')}`,
  scalar: (type: string, bytes: number) => `${type}, ${counted(bytes, 'byte')}`,
};

export const words = { common, find, tree, table, large, value };
