/** The clusters of our own servers on this computer. */
import './local.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performLocal } from './effects.ts';
import { EMPTY_FORM, NO_LOCAL, reduceForm, reduceLocal } from './state.ts';

const LocalView = late(async () => (await import('./local-view.tsx')).LocalView);
const LossDialog = late(async () => (await import('./loss-dialog.tsx')).LossDialog);
const NewDialog = late(async () => (await import('./new-dialog.tsx')).NewDialog);

export const local = {
  initial: () => NO_LOCAL,
  reduce: reduceLocal,
  perform: performLocal,
  view: LocalView,
  overlays: {
    'new-local': {
      open: (message) => (message.type === 'local-new' ? EMPTY_FORM : null),
      reduce: reduceForm,
      draw: ({ send }, form) => <NewDialog form={form} send={send} />,
    },
    'local-loss': {
      open: (message) => (message.type === 'local-ask' ? message.question : null),
      draw: ({ send }, question) => <LossDialog question={question} send={send} />,
    },
  },
} satisfies FeatureWithState<'local'>;
