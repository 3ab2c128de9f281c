/** The one dialog that may be open, and how its messages change it. */
import {
  type ValueOverlay,
  type ReplyOverlay,
  openReply,
  reduceValue,
  reduceReply,
} from '../features/replies/state.ts';
import { type PaletteOverlay, reducePalette } from './palette-state.ts';
import { type QuestionOverlay, openQuestion, reduceQuestion } from '../features/guard/state.ts';
import type { PasteOverlay } from '../features/paste/state.ts';
import type { Message } from './message.ts';
import type { Approval, ChoiceId, Question } from '../../shared/commands/guard.ts';
import type { Failure } from '../../shared/failure.ts';
import type { PasteQuestion } from '../features/paste/paste-question.ts';
import type { LargeReply } from '../kit/large-reply.ts';

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
