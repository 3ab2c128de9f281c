/** The quick field: an address, a URL or redis-cli's flags, typed and connected to. */
import type { FeatureWithState } from '../../../window/feature.ts';
import { performConnecting } from './effects.ts';
import { NOTHING_TYPED, reduceConnecting } from './state.ts';

export const connecting = {
  initial: () => NOTHING_TYPED,
  reduce: reduceConnecting,
  perform: performConnecting,
} satisfies FeatureWithState<'connecting'>;
