/** The question before a dangerous command. */
import './guard.css';
import type { Feature } from '../../window/feature.ts';
import { GuardDialog } from './guard-dialog.tsx';
import { openQuestion, reduceQuestion } from './state.ts';

export const guard = {
  overlays: {
    question: {
      open: (message) => (message.type === 'ask-question' ? openQuestion(message.question) : null),
      reduce: reduceQuestion,
      draw: ({ send }, overlay) => <GuardDialog key={overlay.question.id} send={send} overlay={overlay} />,
    },
  },
} satisfies Feature;
