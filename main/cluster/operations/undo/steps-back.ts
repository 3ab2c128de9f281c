/** What all undoing takes, and the steps and words of slots that go back. */
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { Lookup } from '../create/read-new-nodes.ts';
import { agreeStep } from '../create/steps.ts';
import { moveSteps } from '../planning/move-steps.ts';
import type { StepDraft } from '../planning/plan-of.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import type { JournalState } from '../run/journal.ts';
import { optionsOf } from './moves-back.ts';

export interface Undoing {
  state: JournalState;
  records: readonly JournalRecord[];
  reading: ClusterReading;
  nodes: OperationNodes;
  lookup: Lookup;
}

/** An open slot is finished first; `between` comes before the moves back. */
export function stepsOfMoves(
  finish: readonly SlotMove[],
  moves: readonly SlotMove[],
  plan: Plan,
  reading: ClusterReading,
  between: readonly StepDraft[] = [],
): StepDraft[] {
  const options = optionsOf(plan);
  const back = moveSteps(moves, reading, options);
  return [
    ...moveSteps(finish, reading, { ...options, atomic: 'never' }),
    ...between,
    ...back,
    ...(back.length > 0 ? [agreeStep()] : []),
  ];
}

export const finishRemarks = (finish: readonly SlotMove[]): string[] =>
  finish.length === 0
    ? []
    : [
        'Slots that are open go on to where they were going, and then back: closed half-way, keys would be missing for clients until they have moved back.',
      ];
