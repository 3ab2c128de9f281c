/** Importing and exporting connections. */
import type { FeatureWithState } from '../../../window/feature.ts';
import { performTransfer } from './effects.ts';
import { reduceTransfer } from './state.ts';

export const transfer = {
  initial: () => null,
  reduce: reduceTransfer,
  perform: performTransfer,
} satisfies FeatureWithState<'transfer'>;
