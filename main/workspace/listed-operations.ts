/** The operations that this computer's journals tell of. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import {
  LISTED_OPERATIONS,
  type ListedOperation,
  type ListedOperations,
} from '../../shared/operations/operation.ts';
import { isUnfinished, type JournalState } from '../cluster/operations/run/journal.ts';
import { isUndoable } from '../cluster/operations/undo/plan-undo.ts';
import { isUnderWay, readOperation } from '../operating/journals.ts';
import { journalIds, JournalRefusal } from '../storage/operation-journal.ts';
import { idsIn, isOn } from './interrupted-operations.ts';

/** Characters of a title; a journal may hold any text. */
const MAX_TEXT = 300;

/** `own`: the operation of this window, whose process is this one. */
export async function listOperations(
  directory: string,
  own: { name: string; isRunning: boolean } | null,
  topology: Topology | null,
): Promise<ListedOperations> {
  const unreadable: string[] = [];
  const ids = await journalIds(directory).catch((error: unknown) => {
    if (!(error instanceof JournalRefusal)) throw error;
    unreadable.push(escapeForLine(error.message));
    return [];
  });
  const here = idsIn(topology);
  const operations: ListedOperation[] = [];
  for (const id of ids.slice(-LISTED_OPERATIONS).reverse()) {
    const found = await readOperation(directory, id);
    if ('refused' in found) {
      if (!found.isEmpty) unreadable.push(found.refused);
      continue;
    }
    const { records, state } = found;
    const isRunning = own?.name === id ? own.isRunning : await isUnderWay(state);
    operations.push(listed(id, { ...state, startedAt: records[0]!.at }, isRunning, here));
  }
  return { operations, unreadable };
}

function listed(
  name: string,
  state: JournalState,
  isRunning: boolean,
  here: ReadonlySet<string>,
): ListedOperation {
  const { plan, startedAt, stepsDone, slotsMoved, ended, pausedAt } = state;
  return {
    name,
    title: escapeForLine(plan.title.slice(0, MAX_TEXT)),
    kind: plan.request.kind,
    cluster: escapeForLine(plan.cluster.slice(0, MAX_TEXT)),
    startedAt,
    pausedAt,
    state: isRunning ? 'running' : pausedAt !== null ? 'paused' : stateOf(ended),
    stepsDone: stepsDone.size,
    steps: plan.steps.length,
    slotsMoved: slotsMoved.size,
    slots: plan.totals.slots,
    isResumable: !isRunning && isUnfinished(state),
    isUndoable: !isRunning && ended !== 'undone' && isUndoable(plan),
    isHere: isOn(plan, here),
  };
}

const ENDS = ['done', 'done-with-remarks', 'failed', 'cancelled', 'undone', 'forgotten'] as const;

const stateOf = (ended: string | null): ListedOperation['state'] =>
  ENDS.find((one) => one === ended) ?? 'interrupted';
