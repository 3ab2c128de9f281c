/** The way on and back. Pure. */
import {
  addressesOf,
  canJoin,
  isStarted,
  type CreateMessage,
  type CreateState,
  type CreateStep,
} from './state.ts';

/** Null while something is missing for the next step. */
export function nextOf(own: CreateState): CreateMessage | null {
  const { step, facts, arrangement, offered, typed } = own;
  switch (step) {
    case 'addresses':
      if (facts) return { type: 'create-step', step: 'answers' };
      return addressesOf(own).length > 0 ? { type: 'create-inspect' } : null;
    case 'answers':
      return facts && canJoin(facts) ? { type: 'create-step', step: 'placement' } : null;
    case 'placement':
      return arrangement ? { type: 'create-step', step: 'conf' } : null;
    case 'conf':
      return arrangement ? { type: 'create-plan' } : null;
    case 'plan':
      if (!offered || (offered.toType !== null && typed !== offered.toType)) return null;
      return { type: 'create-start' };
    case 'join':
      return null;
  }
}

const BEFORE: { readonly [S in CreateStep]?: CreateStep } = {
  answers: 'addresses',
  placement: 'answers',
  conf: 'placement',
  plan: 'conf',
};

/** Null at the beginning, and once it has started. */
export const previousOf = (own: CreateState): CreateStep | null =>
  isStarted(own) ? null : (BEFORE[own.step] ?? null);
