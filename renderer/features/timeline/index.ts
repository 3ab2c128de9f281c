/** The Changes tab: the history of the cluster. */
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performTimeline } from './effects.ts';
import { reduceTimeline, timelineOf } from './state.ts';

const ChangesPanel = late(async () => (await import('./changes-panel.tsx')).ChangesPanel);

export const timeline = {
  initial: ({ changes }) => timelineOf(changes),
  reduce: reduceTimeline,
  perform: performTimeline,
  tab: ChangesPanel,
} satisfies FeatureWithState<'timeline'>;
