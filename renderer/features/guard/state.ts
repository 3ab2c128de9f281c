/** The question before a dangerous command. */
import type { Question, ChoiceId } from '../../../shared/commands/guard.ts';
import type { Message } from '../../window/message.ts';

/** A dangerous command, held until it is answered. */
export interface QuestionOverlay {
  kind: 'question';
  question: Question;
  typed: string;
  choice: ChoiceId;
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

/** Whether the button may be pressed: the cluster's name stands there, letter by letter. Main looks again. */
export const isConfirmed = ({ question, typed }: QuestionOverlay): boolean =>
  !question.mustType || typed === question.cluster;
