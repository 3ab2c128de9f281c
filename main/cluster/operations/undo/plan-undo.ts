/** The inverse of an operation, made from its journal and from the cluster as it is now. */
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { ActionKind } from '../../../../shared/operations/action.ts';
import { movesSlots } from '../../../../shared/operations/moves-slots.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { PlanRefusal } from '../../../../shared/operations/moves.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';
import type { OperationKind } from '../../../../shared/operations/request.ts';
import type { Lookup } from '../create/read-new-nodes.ts';
import { planOf } from '../planning/plan-of.ts';
import { withIds } from '../reading/new-ids.ts';
import { nodeById, type ClusterReading } from '../reading/cluster-reading.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { foldJournal, type JournalState } from '../run/journal.ts';
import { openNow } from '../run/open-now.ts';
import { withMovedAmounts } from '../weighing/plan-amounts.ts';
import { replicasBack, revivalOf } from './members-back.ts';
import { movesBack } from './moves-back.ts';
import { settingsBack } from './settings-back.ts';
import { finishRemarks, stepsOfMoves, type Undoing } from './steps-back.ts';
import { undoAdd, undoCreate, undoFailover, undoRemove, undoReplace } from './undo-members.ts';

/** Why these are not undone. */
const NOT_UNDONE: { readonly [K in OperationKind]?: string } = {
  call: 'A call is the user’s own command: only its opposite undoes it.',
  backup: 'A backup changes nothing in the cluster: delete its files.',
  import: 'An import is not undone: keys that were moved are in the cluster only.',
  fix: 'A repair is not undone: what it mended was broken.',
  forget: 'A node that was forgotten comes back by CLUSTER MEET, once 60 s have passed.',
};

/** False if an undo of it would be refused, whatever it has done. An undo has no nodes join or leave again. */
export function isUndoable({ request, steps }: Plan): boolean {
  switch (request.kind) {
    case 'failover':
      return request.how !== 'takeover';
    case 'remove-node':
      // A node that did not answer has not been reset, so it cannot join as a new one.
      return steps.some(({ action }) => action.kind === 'reset');
    case 'undo':
      return steps.some(
        ({ action, undo }) =>
          movesSlots(action) ||
          action.kind === 'set-config' ||
          (action.kind === 'replicate' && undo !== null),
      );
    default:
      return NOT_UNDONE[request.kind] === undefined;
  }
}

/** These leave nothing that could be undone, or are undone by what undoes the others. */
const NOTHING_LEFT: readonly ActionKind[] = [
  'agree',
  'sync',
  'meet',
  'join',
  'replicate',
  'set-config',
  'rewrite-config',
];

export async function planUndo(
  records: readonly JournalRecord[],
  reading: ClusterReading,
  nodes: OperationNodes,
  lookup: Lookup,
): Promise<Plan | PlanRefusal> {
  const state = foldJournal(records);
  if (!state) return { refusal: 'The journal has no beginning: nothing was done.' };
  const undoing = { state, records, reading, nodes, lookup };
  try {
    const running = (await openNow(nodes, state.plan, reading)).migrations;
    if (running.length > 0)
      return {
        refusal: `The servers are still migrating slots of this operation by themselves (${running.join(', ')}). Resume it to follow them, and undo it then.`,
      };
    const plan = await planFor({ ...undoing, state: { ...state, plan: await withIds(state.plan, nodes) } });
    if ('refusal' in plan) return plan;
    return {
      ...(await measured(plan, reading, nodes)),
      request: { kind: 'undo', of: state.id },
      title: `Undo: ${escapeForLine(state.plan.title.slice(0, 200))}`,
    };
  } catch (error) {
    if (error instanceof NodeFailure) return { refusal: escapeForLine(error.message.slice(0, 500)) };
    throw error;
  }
}

/** What a node does not tell stays unknown: that is no reason against the undo. */
async function measured(plan: Plan, reading: ClusterReading, nodes: OperationNodes): Promise<Plan> {
  try {
    return await withMovedAmounts(plan, reading, nodes);
  } catch (error) {
    if (error instanceof NodeFailure) return plan;
    throw error;
  }
}

function planFor(undoing: Undoing): Promise<Plan | PlanRefusal> | PlanRefusal | Plan {
  const { request } = undoing.state.plan;
  const why = NOT_UNDONE[request.kind];
  if (why !== undefined) return { refusal: why };
  switch (request.kind) {
    case 'create':
      return undoCreate(undoing);
    case 'add-primary':
    case 'add-replica':
      return undoAdd(undoing);
    case 'remove-node':
      return undoRemove(undoing);
    case 'replace-node':
      return undoReplace(undoing);
    case 'failover':
      return undoFailover(undoing);
    default:
      return undoSteps(undoing);
  }
}

/** Slots, settings and replicas, whichever of them the steps have changed. */
async function undoSteps({ state, records, reading, nodes }: Undoing): Promise<Plan | PlanRefusal> {
  const back = movesBack(state, reading);
  if ('refusal' in back) return back;
  const revival = await revivalOf(back.emptied, reading, nodes);
  if ('refusal' in revival) return revival;
  const settings = await settingsBack(state, records, reading, nodes);
  const revived = new Set(back.emptied.map(({ id }) => id));
  const replicas = replicasBack(
    state,
    records,
    reading,
    (id) => revived.has(id) || nodeById(reading, id)?.role === 'primary',
  );
  const moved = stepsOfMoves(back.finish, back.moves, state.plan, reading, revival.steps);
  const steps = [...moved, ...settings.steps, ...replicas.steps];
  const remarks = [
    ...finishRemarks(back.finish),
    ...revival.remarks,
    ...back.remarks,
    ...settings.remarks,
    ...replicas.remarks,
    ...leftRemarks(state),
  ];
  if (steps.length === 0) return { refusal: ['Nothing can be undone.', ...remarks].join(' ') };
  const touched = [...back.finish, ...back.moves].flatMap(({ from, to }) => [from, to]);
  return planOf(reading, {
    request: state.plan.request,
    title: '',
    remarks,
    nodes: touched,
    owners: touched,
    steps,
  });
}

const leftRemarks = ({ plan, stepsBegun }: JournalState): string[] =>
  plan.steps.flatMap(({ number, title, action }) =>
    stepsBegun.has(number) && !movesSlots(action) && !NOTHING_LEFT.includes(action.kind)
      ? [`This step is not undone: ${escapeForLine(title.slice(0, 200))}`]
      : [],
  );
