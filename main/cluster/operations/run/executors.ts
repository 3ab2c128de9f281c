/** The code behind each kind of step. */
import type { ActionKind } from '../../../../shared/operations/action.ts';
import { createExecutors } from '../create/executors.ts';
import { memberExecutors } from '../members/executors.ts';
import { settingExecutors } from '../settings/executors.ts';
import type { Executors } from './context.ts';

const EXECUTORS: Partial<Executors<ActionKind>> = {
  ...createExecutors,
  ...memberExecutors,
  ...settingExecutors,
};

/** Undefined for a kind that this version cannot run. */
export const executorOf = <K extends ActionKind>(kind: K): Executors<K>[K] | undefined => EXECUTORS[kind];
