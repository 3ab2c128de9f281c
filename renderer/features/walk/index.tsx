/** The lessons: a card beside the shell, on a cluster of their own. */
import './walk.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { LessonCard } from './card.tsx';
import { performWalk } from './effects.ts';
import { ResetDialog } from './reset-dialog.tsx';
import { reduceWalk, walkOf } from './state.ts';

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
