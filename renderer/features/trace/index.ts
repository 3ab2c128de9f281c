/** The trace of the commands that were run. */
import type { FeatureWithState } from '../../window/feature.ts';
import { performTrace } from './effects.ts';
import { reduceTrace } from './trace-entry.ts';
import { TracePanel } from './trace-panel.tsx';

export const trace = {
  initial: () => [],
  reduce: reduceTrace,
  perform: performTrace,
  tab: TracePanel,
} satisfies FeatureWithState<'trace'>;
