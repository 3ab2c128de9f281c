/** The question before a dangerous command. */
import './guard.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';
import { shellName } from '../../kit/shell-name.ts';
import type { State } from '../../window/state.ts';
import { openQuestion, reduceQuestion, type QuestionOverlay } from './state.ts';

const GuardDialog = late(async () => (await import('./guard-dialog.tsx')).GuardDialog);

/** Its name, if there are several. */
const shellOf = (state: State, { question }: QuestionOverlay) =>
  Object.keys(state.sessions).length > 1 ? shellName(state, question.shell) : '';

export const guard = {
  overlays: {
    question: {
      open: (message) => (message.type === 'ask-question' ? openQuestion(message.question) : null),
      reduce: reduceQuestion,
      draw: ({ state, send }, overlay) => (
        <GuardDialog
          key={`${overlay.question.shell} ${overlay.question.id}`}
          send={send}
          overlay={overlay}
          shell={shellOf(state, overlay)}
        />
      ),
    },
  },
} satisfies Feature;
