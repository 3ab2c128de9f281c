/** The lessons: a card beside the shell, on a cluster of their own. */
import './walk.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performWalk } from './effects.ts';
import { reduceWalk, walkOf } from './state.ts';

const LessonCard = late(async () => (await import('./card.tsx')).LessonCard);
const ResetDialog = late(async () => (await import('./reset-dialog.tsx')).ResetDialog);

export const walk = {
  initial: walkOf,
  reduce: reduceWalk,
  perform: performWalk,
  places: { lesson: LessonCard },
  overlays: {
    lessonReset: {
      open: (message) => (message.type === 'lesson-ask-reset' ? { kind: 'lessonReset' } : null),
      draw: (props) => <ResetDialog {...props} />,
    },
  },
} satisfies FeatureWithState<'walk'>;
