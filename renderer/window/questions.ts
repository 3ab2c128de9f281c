/** Questions to the user as promises: one dialog at a time, and every way of closing it is an answer. */
import type { Approval, Question } from '../../shared/commands/guard.ts';
import type { PasteQuestion } from '../features/paste/paste-question.ts';
import type { Message } from './message.ts';

import type { Overlay, Send, State } from './state.ts';

export interface Asker {
  /** Null if the answer is no. */
  ask(question: Question): Promise<Approval | null>;
  /** Whether the pasted lines may run. */
  askPaste(paste: PasteQuestion): Promise<boolean>;
  /** Called with every message, after the state has changed. */
  hear(message: Message, state: State): void;
}

interface Waiting {
  open: Message;
  isShown(overlay: Overlay | null): boolean;
  /** Called with the message that closed the dialog. */
  answer(message: Message): void;
}

export function createAsker(send: Send): Asker {
  const waiting: Waiting[] = [];
  const show = () => waiting[0] && send(waiting[0].open);
  const wait = (one: Waiting) => {
    waiting.push(one);
    if (waiting.length === 1) show();
  };
  return {
    ask: (question) =>
      new Promise((resolve) =>
        wait({
          open: { type: 'ask-question', question },
          isShown: (overlay) => overlay?.kind === 'question' && overlay.question === question,
          answer: (message) => resolve(message.type === 'answer-question' ? message.approval : null),
        }),
      ),
    askPaste: (paste) =>
      new Promise((resolve) =>
        wait({
          open: { type: 'ask-paste', paste },
          isShown: (overlay) => overlay?.kind === 'paste' && overlay.paste === paste,
          answer: (message) => resolve(message.type === 'answer-paste' && message.run),
        }),
      ),
    hear(message, { overlay }) {
      const [open] = waiting;
      if (!open || open.isShown(overlay)) return;
      waiting.shift();
      open.answer(message);
      show();
    },
  };
}
