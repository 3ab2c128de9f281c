/** The demo cluster: starting and stopping it and its nodes. */
import type { FeatureWithState } from '../../window/feature.ts';
import { performDemo } from './effects.ts';
import { reduceDemo } from './state.ts';

export const demo = {
  initial: (boot) => ({ ...boot.demo, failure: null }),
  reduce: reduceDemo,
  perform: performDemo,
} satisfies FeatureWithState<'demo'>;
