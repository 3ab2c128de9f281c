/** The question before a dangerous command. */
import './guard.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';
import { openQuestion, reduceQuestion } from './state.ts';

const GuardDialog = late(async () => (await import('./guard-dialog.tsx')).GuardDialog);

export const guard = {
  overlays: {
    question: {
      open: (message) => (message.type === 'ask-question' ? openQuestion(message.question) : null),
      reduce: reduceQuestion,
      draw: ({ send }, overlay) => <GuardDialog key={overlay.question.id} send={send} overlay={overlay} />,
    },
  },
} satisfies Feature;
