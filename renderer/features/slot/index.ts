/** The Slot panel, and keys on their way into the shell. */
import './slot.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performSlot } from './effects.ts';
import { performKeys } from './key-effects.ts';
import { EMPTY_SLOT, reduceSlot } from './state.ts';

const SlotPanel = late(async () => (await import('./slot-panel.tsx')).SlotPanel);

export const slot = {
  initial: () => EMPTY_SLOT,
  reduce: (own, message, { now, session }) => reduceSlot(own, message, now, session.database),
  perform(surroundings) {
    const [keys, pane] = [performKeys(surroundings), performSlot(surroundings)];
    return (message, state) => {
      keys(message, state);
      pane(message, state);
    };
  },
  tab: SlotPanel,
} satisfies FeatureWithState<'slot'>;
