/** The connection doctor. */
import type { FeatureWithState } from '../../../window/feature.ts';
import { selectedDraft } from '../state.ts';
import { performDoctor } from './effects.ts';
import { NO_DOCTOR, reduceDoctor } from './state.ts';

export const doctor = {
  initial: () => NO_DOCTOR,
  reduce: (own, message, { connections }) => reduceDoctor(own, message, selectedDraft(connections)),
  perform: performDoctor,
} satisfies FeatureWithState<'doctor'>;
