/** Runs the steps of a plan one after the other, without journal and runner. */
import { expect } from 'vitest';
import type { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import type { Executor, StepEnd } from '../../main/cluster/operations/run/context.ts';
import type { Action } from '../../shared/operations/action.ts';
import type { PlanRefusal } from '../../shared/operations/moves.ts';
import { planSchema, type Plan } from '../../shared/operations/plan.ts';
import { recordedContext } from './operations.ts';

/** Fails the test for a refusal, and for a plan that a journal could not hold. */
export function planned(plan: Plan | PlanRefusal): Plan {
  if ('refusal' in plan) throw new Error(plan.refusal);
  expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  return plan;
}

/** The ends of the steps up to the first that is not done. */
export async function runSteps(
  plan: Plan,
  executors: Partial<Record<Action['kind'], unknown>>,
  nodes: OperationNodes,
): Promise<StepEnd[]> {
  const ends: StepEnd[] = [];
  for (const { action } of plan.steps) {
    const execute = executors[action.kind] as Executor<Action> | undefined;
    if (!execute) throw new Error(`No executor runs ${action.kind}.`);
    const end = await execute(action, recordedContext(nodes, plan.cluster));
    ends.push(end);
    if (end.end !== 'done') break;
  }
  return ends;
}

export const allDone = (ends: readonly StepEnd[]): string[] =>
  ends.filter(({ end }) => end !== 'done').map(({ text }) => text);
