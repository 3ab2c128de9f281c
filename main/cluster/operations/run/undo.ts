/** The inverse of an operation, made from its journal and from the cluster as it is now. Pure. */
import { movesSlots } from '../../../../shared/operations/action.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { PlanRefusal, SlotMove } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import { moveOptionsSchema } from '../../../../shared/operations/request.ts';
import { moveSteps } from '../planning/move-steps.ts';
import { PLAIN_STEP, planOf, type StepDraft } from '../planning/plan-of.ts';
import { ownerTable, type ClusterReading } from '../reading/cluster-reading.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { foldJournal } from './journal.ts';

export function undoPlan(records: readonly JournalRecord[], reading: ClusterReading): Plan | PlanRefusal {
  const state = foldJournal(records);
  if (!state) return { refusal: 'The journal has no beginning: nothing was done.' };
  if (state.openSlots.size > 0)
    return { refusal: 'The operation left slots open. Resume it, or fix the cluster, and undo then.' };
  const begun = new Set(records.flatMap((one) => (one.record === 'step' ? [one.step] : [])));
  const owners = ownerTable(reading);
  const moves: SlotMove[] = [];
  const remarks: string[] = [];
  const olds = records.flatMap((one) => (one.record === 'before' ? [one] : []));
  for (const { number, title, action } of state.plan.steps) {
    if (!begun.has(number)) continue;
    if (movesSlots(action)) {
      const { from, to, slots } = action;
      const back: number[] = [];
      const taken: number[] = [];
      for (const slot of slotsOfRanges(slots))
        if (owners[slot] === to) back.push(slot);
        else if (owners[slot] !== from) taken.push(slot);
      for (const range of toRanges(back)) moves.push({ ...range, from: to, to: from });
      if (taken.length > 0) remarks.push(`Other nodes own slots by now, which stay there: ${shown(taken)}.`);
    } else if (action.kind === 'set-config') {
      if (!olds.some(({ step }) => step === number)) remarks.push(`No old value is known: ${title}`);
    } else if (action.kind !== 'agree') remarks.push(`This step is not undone: ${title}`);
  }
  const gone = moves.find(({ to }) => !reading.nodes.some(({ id, role }) => id === to && role === 'primary'));
  if (gone) return { refusal: 'A primary that gave slots away is no primary of the cluster now.' };
  const touched = [...new Set(moves.flatMap(({ from, to }) => [from, to]))];
  const options = moveOptionsSchema.parse('move' in state.plan.request ? state.plan.request.move : {});
  const steps = [...moveSteps(moves, reading, options), ...olds.reverse().map(settingStep)];
  if (steps.length === 0) return { refusal: ['Nothing can be undone.', ...remarks].join(' ') };
  return planOf(reading, {
    request: { kind: 'undo', of: state.id },
    title: `Undo: ${state.plan.title}`,
    remarks,
    nodes: touched,
    owners: touched,
    steps,
  });
}

const shown = (slots: readonly number[]): string =>
  toRanges(slots)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(', ');

function settingStep({ node, name, value }: { node: string; name: string; value: string }): StepDraft {
  return {
    ...PLAIN_STEP,
    title: `Set ${name} at ${node} to its old value.`,
    action: { kind: 'set-config', node, name, value },
    commands: [{ node, line: `CONFIG SET ${name} …` }],
    onFailure: 'go-on',
  };
}
