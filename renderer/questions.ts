/** Questions to the user as promises: one dialog at a time, and every way of closing it is an answer. */
import type { Approval, Question } from '../shared/guard.ts';
import type { Message, Send, State } from './state.ts';

export interface Asker {
  /** Null where the answer is no. */
  ask(question: Question): Promise<Approval | null>;
  /** To be told of every message, after the state has changed. */
  hear(message: Message, state: State): void;
}

interface Waiting {
  question: Question;
  answer(approval: Approval | null): void;
}

export function createAsker(send: Send): Asker {
  const waiting: Waiting[] = [];
  const show = () => waiting[0] && send({ type: 'ask-question', question: waiting[0].question });
  return {
    ask: (question) =>
      new Promise((answer) => {
        waiting.push({ question, answer });
        if (waiting.length === 1) show();
      }),
    hear(message, { overlay }) {
      const open = waiting[0];
      const isShown = overlay?.kind === 'question' && overlay.question === open?.question;
      if (!open || isShown) return;
      waiting.shift();
      open.answer(message.type === 'answer-question' ? message.approval : null);
      show();
    },
  };
}
