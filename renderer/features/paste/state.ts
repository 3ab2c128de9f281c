/** Pasted lines, held until they are confirmed. */
import type { Message } from '../../window/message.ts';
import type { PasteQuestion } from './paste-question.ts';

export interface PasteOverlay {
  kind: 'paste';
  paste: PasteQuestion;
}

declare module '../../window/contract.ts' {
  interface Messages {
    paste: { type: 'ask-paste'; paste: PasteQuestion } | { type: 'answer-paste'; run: boolean };
  }
  interface Overlays {
    paste: PasteOverlay;
  }
}

export const openPaste = (message: Message): PasteOverlay | null =>
  message.type === 'ask-paste' ? { kind: 'paste', paste: message.paste } : null;
