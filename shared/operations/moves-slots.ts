import type { Action, ActionOf } from './action.ts';

/** Whether slots go from one primary to another with their keys, by whichever way. */
export const movesSlots = (action: Action): action is ActionOf<'move-slots' | 'migrate-slots'> =>
  action.kind === 'move-slots' || action.kind === 'migrate-slots';
