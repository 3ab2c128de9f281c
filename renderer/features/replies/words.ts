/** Texts of the two dialogs of a reply. */
import { counted, grouped } from '../../../shared/format/count.ts';

const common = {
  saved: (path: string) => `Saved to ${path}`,
  save: 'Save…',
  loading: '…',
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
  find: 'Find in the reply',
  findField: 'Text to find in the whole reply',
  findHint: 'Find in the whole reply',
  earlier: 'Earlier match (Shift+Enter)',
  later: 'Later match (Enter)',
  searching: 'Searching…',
  none: 'none',
  row: (row: number) => `row ${grouped(row)}`,
};

/** One reply by itself. */
const value = {
  title: 'Value',
  elements: 'Elements of the value',
  path: 'Where the value is',
  copy: 'Copy',
  notUtf8: ' · not UTF-8',
  showAs: 'Show as',
  views: { text: 'Text', json: 'JSON', hex: 'Bytes' },
  bytes: 'Bytes of the value',
  as: (view: string) => `The value as ${view}`,
  nil: 'nil',
  aggregate: (type: string, count: number) =>
    `${type}, ${counted(count, type === 'map' ? 'pair' : 'element')}`,
  scalar: (type: string, bytes: number) => `${type}, ${counted(bytes, 'byte')}`,
};

export const words = { common, large, value };
