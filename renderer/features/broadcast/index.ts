/** Lines that run in several shells. */
import './broadcast.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { BroadcastBar } from './broadcast-bar.tsx';
import { performBroadcast } from './effects.ts';
import { NO_BROADCAST, reduceBroadcast } from './state.ts';

export const broadcast = {
  initial: () => NO_BROADCAST,
  reduce: reduceBroadcast,
  perform: performBroadcast,
  places: { broadcast: BroadcastBar },
} satisfies FeatureWithState<'broadcast'>;
