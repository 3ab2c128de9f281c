/** The Hash tags view: the scan's options, its progress, and the rows that are shown. */
import { CODIS } from '../../../shared/cluster/codis.ts';
import { connectionOf, type SessionState } from '../../../shared/session/session.ts';
import type { BiggestKeys } from '../../../shared/slots/biggest-keys.ts';
import type { Failure } from '../../../shared/failure.ts';
import {
  DEFAULT_SCAN,
  type PrefixRow,
  type RowPage,
  type ScanOptions,
  type ScanState,
  type TagRow,
} from '../../../shared/slots/scan-model.ts';
import type { Message } from '../../window/message.ts';
import {
  clearedListing,
  emptyListing,
  withFailedRows,
  withQuery,
  withRows,
  withSelected,
  type Listing,
  type RowQuery,
  type RowsAsked,
} from './tags-rows.ts';

/** The tables below the charts. */
export type TagsTab = 'tags' | 'prefixes' | 'biggest' | 'answers';
export type ListName = 'tags' | 'prefixes';

/** The rows that the answers are made of. */
export interface AnswerRows {
  byKeys: readonly TagRow[];
  byMemory: readonly TagRow[];
  prefixes: readonly PrefixRow[];
}

export interface TagsState {
  /** Options the user chose; for the rest see optionsOf. */
  chosen: Partial<ScanOptions>;
  /** The connection for which the separator was chosen, as connectionOf has it. */
  place: string;
  /** The form is open though there is a scan. */
  optionsShown: boolean;
  /** A scan was asked for, and has not started. */
  starting: boolean;
  /** Null before the first scan of this connection. */
  scan: ScanState | null;
  failure: Failure | null;
  tab: TagsTab;
  lists: { tags: Listing<TagRow>; prefixes: Listing<PrefixRow> };
  /** Grows when rows are to be read again: once a second of a scan's time, and at each change of its phase. */
  generation: number;
  /** The scan's milliseconds when it last grew. */
  readAt: number;
  /** The search for the largest keys; null before the first one of this scan. */
  biggest: BiggestKeys | null;
  /** Null until they are read. */
  answers: AnswerRows | null;
  /** The generation whose answers were asked for last. */
  answersAsked: { generation: number; done: boolean } | null;
  /** The result of the last export. */
  exported: { path: string } | { failure: Failure } | null;
}

export type TagsMessage =
  | { type: 'scan'; scan: ScanState | null }
  | { type: 'scan-options'; options: Partial<ScanOptions> }
  | { type: 'scan-form'; shown: boolean }
  | { type: 'scan-start' }
  | { type: 'scan-control'; control: 'pause' | 'resume' | 'stop' }
  | { type: 'scan-failed'; failure: Failure }
  | { type: 'biggest-keys'; biggest: BiggestKeys | null }
  | { type: 'biggest-keys-control'; control: 'start' | 'stop' }
  | { type: 'scan-export'; form: 'csv' | 'json' }
  | { type: 'scan-exported'; path: string }
  | { type: 'scan-export-failed'; failure: Failure }
  | { type: 'tags-tab'; tab: TagsTab }
  | { type: 'rows-query'; list: ListName; query: Partial<RowQuery> }
  | { type: 'rows-range'; list: ListName; first: number; last: number }
  | { type: 'rows-select'; list: ListName; index: number | null }
  | { type: 'rows-asked'; list: ListName; asked: RowsAsked }
  | { type: 'tag-rows'; asked: RowsAsked; answer: RowPage<TagRow> }
  | { type: 'prefix-rows'; asked: RowsAsked; answer: RowPage<PrefixRow> }
  | { type: 'rows-failed'; list: ListName; asked: RowsAsked; failure: Failure }
  | { type: 'answers-asked'; generation: number }
  | { type: 'answers'; scan: number; rows: AnswerRows }
  | { type: 'answers-failed'; scan: number; failure: Failure }
  /** Copies a tag with its braces, or a key, as it must be typed. */
  | { type: 'copy-word'; word: Uint8Array };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    tags: TagsState;
  }
  interface Messages {
    tags: TagsMessage;
  }
}

/** Milliseconds of a scan after which its rows are read again. */
const READ_AGAIN = 1000;

/** On production a scan spares the primaries unless the user chose otherwise. */
export const CAREFUL_SCAN: Partial<ScanOptions> = { pause: 5, replicas: true };

export const optionsOf = (
  tags: TagsState,
  {
    environment,
    separator,
    database,
    server,
  }: Pick<SessionState, 'environment' | 'separator' | 'database' | 'server'>,
): ScanOptions => ({
  ...DEFAULT_SCAN,
  separator,
  ...(environment === 'production' && CAREFUL_SCAN),
  ...tags.chosen,
  database,
  // Chosen for another server: SLOTSSCAN has no such options.
  ...(server === CODIS && { match: '', type: '' }),
});

/** True while there is more to come. */
export const isUnderWay = (scan: ScanState | null): boolean =>
  scan?.phase === 'running' || scan?.phase === 'paused' || scan?.phase === 'settling';

export const emptyTags = (scan: ScanState | null, place: string): TagsState => ({
  chosen: scan?.options ?? {},
  place,
  optionsShown: false,
  starting: false,
  scan,
  failure: null,
  tab: 'tags',
  lists: { tags: emptyListing(), prefixes: emptyListing() },
  generation: 1,
  readAt: scan?.milliseconds ?? 0,
  biggest: null,
  answers: null,
  answersAsked: null,
  exported: null,
});

export function reduceTags(tags: TagsState, message: Message): TagsState {
  switch (message.type) {
    case 'session':
      return inPlace(tags, message.session);
    case 'scan':
      return withScan(tags, message.scan);
    case 'biggest-keys':
      return { ...tags, biggest: message.biggest };
    case 'biggest-keys-control':
      return { ...tags, failure: null };
    case 'scan-options':
      return { ...tags, chosen: { ...tags.chosen, ...message.options } };
    case 'scan-form':
      return { ...tags, optionsShown: message.shown };
    case 'scan-start':
      return { ...tags, starting: true, failure: null, exported: null };
    case 'scan-control':
      return { ...tags, failure: null };
    case 'scan-failed':
      return { ...tags, starting: false, failure: message.failure };
    case 'scan-export':
      return { ...tags, exported: null };
    case 'scan-exported':
      return { ...tags, exported: { path: message.path } };
    case 'scan-export-failed':
      return { ...tags, exported: { failure: message.failure } };
    case 'tags-tab':
      return { ...tags, tab: message.tab };
    case 'answers-asked':
      return { ...tags, answersAsked: { generation: message.generation, done: false } };
    case 'answers':
      return message.scan === tags.scan?.id ? { ...answered(tags), answers: message.rows } : tags;
    case 'answers-failed':
      return message.scan === tags.scan?.id ? { ...answered(tags), failure: message.failure } : tags;
    default:
      return reduceRows(tags, message);
  }
}

const answered = (tags: TagsState): TagsState => ({
  ...tags,
  answersAsked: tags.answersAsked && { ...tags.answersAsked, done: true },
});

/** Another cluster names its keys differently: a separator that was typed for one is not used for the next. */
function inPlace(tags: TagsState, session: SessionState): TagsState {
  const place = connectionOf(session);
  if (place === '' || place === tags.place) return tags;
  const { separator: _separator, ...chosen } = tags.chosen;
  return { ...tags, chosen, place };
}

function withScan(tags: TagsState, scan: ScanState | null): TagsState {
  if (!scan) {
    const { chosen, tab, place } = tags;
    return { ...emptyTags(null, place), chosen, tab };
  }
  const before = tags.scan;
  if (scan.id !== before?.id)
    return {
      ...tags,
      scan,
      starting: false,
      optionsShown: false,
      failure: null,
      lists: { tags: clearedListing(tags.lists.tags), prefixes: clearedListing(tags.lists.prefixes) },
      generation: tags.generation + 1,
      readAt: scan.milliseconds,
      answers: null,
      answersAsked: null,
      exported: null,
    };
  const due = scan.phase !== before.phase || scan.milliseconds - tags.readAt >= READ_AGAIN;
  if (!due) return { ...tags, scan, starting: false };
  return {
    ...tags,
    scan,
    starting: false,
    generation: tags.generation + 1,
    readAt: scan.milliseconds,
  };
}

function reduceRows(tags: TagsState, message: Message): TagsState {
  switch (message.type) {
    case 'rows-query':
      return onList(tags, message.list, (list) => withQuery(list, message.query));
    case 'rows-range': {
      const { first, last } = message;
      return onList(tags, message.list, (list) => ({ ...list, range: { first, last } }));
    }
    case 'rows-select':
      return onList(tags, message.list, (list) => withSelected(list, message.index));
    case 'rows-asked':
      return onList(tags, message.list, (list) => ({ ...list, asked: message.asked }));
    case 'tag-rows':
      return {
        ...tags,
        lists: { ...tags.lists, tags: withRows(tags.lists.tags, message.asked, message.answer) },
      };
    case 'prefix-rows':
      return {
        ...tags,
        lists: { ...tags.lists, prefixes: withRows(tags.lists.prefixes, message.asked, message.answer) },
      };
    case 'rows-failed':
      return onList(tags, message.list, (list) => withFailedRows(list, message.asked, message.failure));
    default:
      return tags;
  }
}

/** Makes the same change in whichever list it is. */
function onList(tags: TagsState, name: ListName, change: <R>(list: Listing<R>) => Listing<R>): TagsState {
  const { lists } = tags;
  return {
    ...tags,
    lists:
      name === 'tags'
        ? { ...lists, tags: change(lists.tags) }
        : { ...lists, prefixes: change(lists.prefixes) },
  };
}
