/** Who carries out which action. */
import type { ActionKind } from '../../../../shared/operations/action.ts';
import { atomicExecutors } from '../atomic/executors.ts';
import { createExecutors } from '../create/executors.ts';
import { memberExecutors } from '../members/executors.ts';
import { moveExecutors } from '../moving/move-slots.ts';
import { repairExecutors } from '../repair/executors.ts';
import { settingExecutors } from '../settings/executors.ts';
import { transferExecutors } from '../transfer/executors.ts';
import type { Executors } from './context.ts';

/** A plan with an action of another kind is refused before its first step. */
export const executors: Partial<Executors<ActionKind>> = {
  ...atomicExecutors,
  ...createExecutors,
  ...memberExecutors,
  ...moveExecutors,
  ...repairExecutors,
  ...settingExecutors,
  ...transferExecutors,
};
