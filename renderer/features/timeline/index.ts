/** The Changes tab: the history of the cluster. */
import type { FeatureWithState } from '../../window/feature.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { performTimeline } from './effects.ts';
import { reduceTimeline, timelineOf } from './state.ts';

export const timeline = {
  initial: ({ changes }) => timelineOf(changes),
  reduce: reduceTimeline,
  perform: performTimeline,
  tab: ChangesPanel,
} satisfies FeatureWithState<'timeline'>;
