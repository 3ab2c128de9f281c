/** The conf file that is shown, what was edited in it, and what of that waits. */
import type { Failure } from '../../../shared/failure.ts';
import {
  changesBetween,
  confRows,
  type ConfChange,
  type ConfProblem,
  type ConfRow,
  type Directive,
} from '../../../shared/local/conf.ts';
import { checkConf } from '../../../shared/local/conf-check.ts';
import type { ConfRead, ConfSaved } from '../../../shared/local/conf-read.ts';
import { words } from './words.ts';

export interface ShownConf {
  row: string;
  /** Null until it is read. */
  read: ConfRead | null;
  /** As edited. */
  text: string;
  isSaving: boolean;
  failure: Failure | null;
}

export interface ConfSlice {
  conf: ShownConf | null;
  /** Edited conf files that are not saved, by row. */
  drafts: { readonly [row: string]: { text: string; stamp: string } };
}

export type ConfMessage =
  | { type: 'local-conf-open'; row: string }
  | { type: 'local-conf-read'; row: string; read: ConfRead }
  | { type: 'local-conf-failed'; row: string; failure: Failure }
  | { type: 'local-conf-text'; row: string; text: string }
  | { type: 'local-conf-discard' }
  /** Goes to the line in the editor. */
  | { type: 'local-conf-line'; line: number }
  | { type: 'local-conf-save' }
  | { type: 'local-conf-saved'; row: string; saved: ConfSaved };

/** The messages that change the state. */
type ChangingMessage = Exclude<ConfMessage, { type: 'local-conf-line' }>;

type Part = Partial<ConfSlice> & { note?: string; failure?: null };

export function reduceConf({ conf, drafts }: ConfSlice, message: ChangingMessage): Part {
  switch (message.type) {
    case 'local-conf-open':
      return { conf: { row: message.row, read: null, text: '', isSaving: false, failure: null } };
    case 'local-conf-read': {
      const { row, read } = message;
      if (conf?.row !== row) return {};
      return { conf: { ...conf, read, text: drafts[row]?.text ?? read.text, failure: null } };
    }
    case 'local-conf-failed':
      return conf?.row === message.row
        ? { conf: { ...conf, isSaving: false, failure: message.failure } }
        : {};
    case 'local-conf-text': {
      const { row, text } = message;
      if (conf?.row !== row || !conf.read) return {};
      // The stamp of what the editing began with: another program may write the file meanwhile.
      const stamp = drafts[row]?.stamp ?? conf.read.stamp;
      const next = text === conf.read.text ? without(drafts, row) : { ...drafts, [row]: { text, stamp } };
      return { conf: { ...conf, text, failure: null }, drafts: next };
    }
    case 'local-conf-discard':
      if (!conf?.read) return {};
      return { conf: { ...conf, text: conf.read.text, failure: null }, drafts: without(drafts, conf.row) };
    case 'local-conf-save':
      return conf ? { conf: { ...conf, isSaving: true, failure: null } } : {};
    case 'local-conf-saved': {
      const { row, saved } = message;
      const next = { drafts: without(drafts, row), note: noteOf(saved), failure: null };
      if (conf?.row !== row) return next;
      return {
        ...next,
        conf: { ...conf, read: saved.conf, text: saved.conf.text, isSaving: false, failure: null },
      };
    }
  }
}

function without<T>(all: { readonly [key: string]: T }, key: string): { readonly [key: string]: T } {
  const { [key]: _gone, ...rest } = all;
  return rest;
}

const noteOf = ({ changes, isRewritten, conf }: ConfSaved): string => {
  const bySet = changes.filter(({ by }) => by === 'set').length;
  return words.conf.saved(bySet, changes.length - bySet, conf.running !== null, isRewritten);
};

export interface JudgedConf {
  problems: ConfProblem[];
  changes: ConfChange[];
  rows: ConfRow[];
  /** It differs from the file. */
  isEdited: boolean;
}

/** What follows from the text as edited. */
export function judgeConf({ read, text }: ShownConf): JudgedConf | null {
  if (!read) return null;
  const known = knownOf(read.directives);
  return {
    problems: checkConf(text, known),
    changes: changesBetween(read.text, text, known),
    rows: confRows(text, read.running && new Map(read.running), known),
    isEdited: text !== read.text,
  };
}

const maps = new WeakMap<readonly Directive[], ReadonlyMap<string, Directive>>();

function knownOf(directives: readonly Directive[]): ReadonlyMap<string, Directive> {
  const known = maps.get(directives) ?? new Map(directives.map((one) => [one.name, one]));
  maps.set(directives, known);
  return known;
}
