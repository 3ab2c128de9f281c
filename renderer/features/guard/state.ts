/** The question before a dangerous command. */
import type { Approval, ChoiceId, Question } from '../../../shared/commands/guard.ts';
import type { Message } from '../../window/message.ts';

/** A dangerous command, held until the user answers. */
export interface QuestionOverlay {
  kind: 'question';
  question: Question;
  typed: string;
  choice: ChoiceId;
}

declare module '../../window/contract.ts' {
  interface Messages {
    guard:
      | { type: 'ask-question'; question: Question }
      | { type: 'question-text'; text: string }
      | { type: 'question-choice'; choice: ChoiceId }
      /** Null if the user says no. */
      | { type: 'answer-question'; approval: Approval | null };
  }
  interface Overlays {
    question: QuestionOverlay;
  }
}

export const openQuestion = (question: Question): QuestionOverlay => ({
  kind: 'question',
  question,
  typed: '',
  choice: question.choices[0]?.id ?? 'asked',
});

export function reduceQuestion(overlay: QuestionOverlay, message: Message): QuestionOverlay | null {
  if (message.type === 'question-text') return { ...overlay, typed: message.text };
  if (message.type === 'question-choice') return { ...overlay, choice: message.choice };
  return message.type === 'answer-question' ? null : overlay;
}

/** Whether the button may be pressed: the cluster's name has been typed exactly. Main checks it again. */
export const isConfirmed = ({ question, typed }: QuestionOverlay): boolean =>
  !question.mustType || typed === question.cluster;
