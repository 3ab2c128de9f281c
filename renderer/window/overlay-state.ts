/** The one dialog that may be open, and how its messages change it. */
import type { Message } from './message.ts';
import type { Approval, ChoiceId, Question } from '../../shared/commands/guard.ts';
import type { Failure } from '../../shared/model.ts';
import type { PasteQuestion } from '../features/paste/paste-question.ts';
import type { LargeReply } from '../features/trace/trace-entry.ts';

export interface PaletteOverlay {
  kind: 'palette';
  query: string;
  selected: number;
}

/** A large reply, read page by page as it is scrolled. */
export interface ReplyOverlay {
  kind: 'reply';
  large: LargeReply;
  /** First row of the window of WINDOW_ROWS that can be scrolled through. */
  base: number;
  pages: ReadonlyMap<number, readonly string[]>;
  /** Pages that were asked for and have not come. */
  asked: ReadonlySet<number>;
  failure: Failure | null;
  /** Where it was saved. */
  saved: string | null;
  /** What came of the last search: a row, or that none has the text. */
  search: 'none' | 'running' | 'missing' | { row: number };
}

/** A dangerous command, held until it is answered. */
export interface QuestionOverlay {
  kind: 'question';
  question: Question;
  typed: string;
  choice: ChoiceId;
}

/** A reply that is here as a whole, by itself. */
export interface ValueOverlay {
  kind: 'value';
  title: string;
  /** RESP. */
  frame: Uint8Array;
  failure: Failure | null;
  saved: string | null;
}

/** Pasted lines, held until they are confirmed. */
export interface PasteOverlay {
  kind: 'paste';
  paste: PasteQuestion;
}

export type Overlay =
  | ValueOverlay
  | PaletteOverlay
  | ReplyOverlay
  | QuestionOverlay
  | PasteOverlay
  | { kind: 'connect' }
  | { kind: 'keys' };

export type OverlayMessage =
  | { type: 'close-overlay' }
  | { type: 'palette-query'; query: string }
  | { type: 'palette-select'; selected: number }
  | { type: 'open-reply'; large: LargeReply }
  | { type: 'reply-window'; base: number }
  | { type: 'want-pages'; pages: readonly number[] }
  | { type: 'reply-page'; id: number; page: number; rows: readonly string[] }
  | { type: 'reply-failed'; id: number; failure: Failure }
  | { type: 'reply-find'; text: string; from: number; back: boolean }
  | { type: 'reply-found'; id: number; row: number | null }
  | { type: 'save-reply' }
  | { type: 'reply-saved'; path: string }
  | { type: 'open-value'; title: string; frame: Uint8Array }
  | { type: 'copy-value'; text: string }
  | { type: 'save-value'; suggestion: string; content: string | Uint8Array }
  | { type: 'value-saved'; path: string }
  | { type: 'value-failed'; failure: Failure }
  | { type: 'ask-question'; question: Question }
  | { type: 'question-text'; text: string }
  | { type: 'question-choice'; choice: ChoiceId }
  | { type: 'ask-paste'; paste: PasteQuestion }
  | { type: 'answer-paste'; run: boolean }
  /** Null: the answer is no. */
  | { type: 'answer-question'; approval: Approval | null };

export const PAGE_ROWS = 100;
/** Chrome draws no element taller than some 33 million pixels: longer replies are shown a window at a time. */
export const WINDOW_ROWS = 500_000;
/** Pages kept; further ones are read again when they are scrolled to. */
const PAGES_KEPT = 40;

export function reduceOverlay(overlay: Overlay | null, message: Message): Overlay | null {
  if (message.type === 'close-overlay') return null;
  if (message.type === 'open-connections') return { kind: 'connect' };
  if (message.type === 'arrived' && overlay?.kind === 'connect') return null;
  if (message.type === 'open-reply') return openReply(message.large);
  if (message.type === 'ask-question') return openQuestion(message.question);
  if (message.type === 'ask-paste') return { kind: 'paste', paste: message.paste };
  if (message.type === 'answer-paste') return null;
  if (message.type === 'open-value') {
    const { title, frame } = message;
    return { kind: 'value', title, frame, failure: null, saved: null };
  }
  if (overlay?.kind === 'value') return reduceValue(overlay, message);
  if (overlay?.kind === 'question') return reduceQuestion(overlay, message);
  if (overlay?.kind === 'palette') return reducePalette(overlay, message);
  if (overlay?.kind === 'reply') return reduceReply(overlay, message);
  return overlay;
}

function reduceValue(value: ValueOverlay, message: Message): ValueOverlay {
  if (message.type === 'value-saved') return { ...value, saved: message.path, failure: null };
  if (message.type === 'value-failed') return { ...value, failure: message.failure };
  return value;
}

const openQuestion = (question: Question): QuestionOverlay => ({
  kind: 'question',
  question,
  typed: '',
  choice: question.choices[0]?.id ?? 'asked',
});

function reduceQuestion(overlay: QuestionOverlay, message: Message): QuestionOverlay | null {
  if (message.type === 'question-text') return { ...overlay, typed: message.text };
  if (message.type === 'question-choice') return { ...overlay, choice: message.choice };
  return message.type === 'answer-question' ? null : overlay;
}

/** Whether the button may be pressed: the cluster's name stands there, letter by letter. Main looks again. */
export const isConfirmed = ({ question, typed }: QuestionOverlay): boolean =>
  !question.mustType || typed === question.cluster;

function openReply(large: LargeReply): ReplyOverlay {
  return {
    kind: 'reply',
    large,
    base: 0,
    pages: new Map(),
    asked: new Set(),
    failure: null,
    saved: null,
    search: 'none',
  };
}

function reducePalette(palette: PaletteOverlay, message: Message): PaletteOverlay {
  if (message.type === 'palette-query') return { ...palette, query: message.query, selected: 0 };
  if (message.type === 'palette-select') return { ...palette, selected: message.selected };
  return palette;
}

function reduceReply(reply: ReplyOverlay, message: Message): ReplyOverlay {
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
      const pages = new Map(reply.pages).set(message.page, message.rows);
      for (const page of pages.keys()) if (pages.size > PAGES_KEPT) pages.delete(page);
      return { ...reply, pages, asked: without(reply.asked, message.page) };
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

function without(pages: ReadonlySet<number>, page: number): Set<number> {
  const rest = new Set(pages);
  rest.delete(page);
  return rest;
}
