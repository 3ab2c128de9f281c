/** Operations of this computer that have slots to move, and which of them an open slot belongs to. Pure. */
import type { Plan } from '../../../../shared/operations/plan.ts';

export interface OwnMove {
  /** The operation's name, as `resume` takes it. */
  name: string;
  plan: Plan;
  /** False for one that was interrupted, has failed, or pauses. */
  isRunning: boolean;
}

/** The one that runs, else the latest that has a step with this slot; undefined for a slot of somebody else. */
export function ownMoveOf(moves: readonly OwnMove[], slot: number): OwnMove | undefined {
  const some = moves.filter(({ plan }) => plan.steps.some(({ action }) => concerns(action, slot)));
  return some.find(({ isRunning }) => isRunning) ?? some.at(-1);
}

const concerns = (action: Plan['steps'][number]['action'], slot: number): boolean =>
  'slots' in action && action.slots.some(({ first, last }) => first <= slot && slot <= last);
