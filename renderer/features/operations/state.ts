/** The Operations view: the form, the plan that is offered, the operation that runs or ran last, and those of the journals. */
import type { Failure } from '../../../shared/failure.ts';
import type {
  ListedOperation,
  ListedOperations,
  OfferedPlan,
  OperationStatus,
  PlanAnswer,
  RefusedPlan,
} from '../../../shared/operations/operation.ts';
import type { OperationRequest } from '../../../shared/operations/request.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { draftOf, emptyDraft, isOpenRequest, requestOf, type Draft, type OpenRequest } from './draft.ts';
import type { FormKind } from './form-kinds.ts';
import { watched, type Watched } from './watched.ts';
import { words } from './words.ts';

/** What the view shows. */
export type Page = 'choose' | 'form' | 'plan' | 'watch';
export type Fold = 'commands' | 'journal';
/** What happens once the operation has paused because the user cancels it. */
export type Afterwards = 'undo' | 'forget';

export interface OperationsState {
  page: Page;
  /** Null before it is read. */
  list: ListedOperations | null;
  draft: Draft | null;
  /** What main is asked for. */
  asking: 'plan' | 'start' | null;
  offered: OfferedPlan | null;
  refused: RefusedPlan | null;
  failure: Failure | null;
  /** The name that production asks for. */
  typed: string;
  /** The plan that is offered leaves the slots of big keys for last. */
  isBigLast: boolean;
  open: readonly Fold[];
  /** Null if this window has run none, or another plan is shown in its place. */
  status: OperationStatus | null;
  /** What is remembered of it from one report to the next; null without one. */
  watched: Watched | null;
  afterwards: Afterwards | null;
  /** Sentences about what was done last. */
  notes: readonly string[];
}

export type OperationsMessage =
  /**
   * From anywhere: shows the form, filled in as far as known. `plan`: main is asked for the plan at once, as it is of a
   * request that has no form here.
   */
  | { type: 'operations-open'; request: OpenRequest | OperationRequest; plan?: boolean }
  /** From another form: shows a plan that main has made. */
  | { type: 'operations-offered'; offered: OfferedPlan }
  /** From anywhere, by the name of an earlier operation: plans its rest, or its inverse. */
  | { type: 'operations-resume'; name: string }
  | { type: 'operations-undo'; name: string }
  | { type: 'operations-forget'; name: string }
  | { type: 'operations-choose' }
  | { type: 'operations-form'; kind: FormKind }
  | { type: 'operations-draft'; change: Partial<Draft> }
  | { type: 'operations-plan' }
  | { type: 'operations-answer'; answer: PlanAnswer }
  | { type: 'operations-failed'; failure: Failure }
  | { type: 'operations-back' }
  | { type: 'operations-typed'; typed: string }
  | { type: 'operations-big-last'; isLast: boolean }
  | { type: 'operations-start' }
  | { type: 'operations-watch' }
  | { type: 'operations-steer'; wish: 'pause' | 'stop' }
  | { type: 'operations-ask-cancel' }
  | { type: 'operations-cancel'; then: Afterwards }
  | { type: 'operations-after' }
  | { type: 'operations-forgotten'; name: string; notes: readonly string[] }
  | { type: 'operations-pace'; limit: number | null }
  | { type: 'operations-resolve'; id: number; winner: 'source' | 'target' | 'stop' }
  | { type: 'operations-fold'; fold: Fold }
  | { type: 'operations-listed'; list: ListedOperations }
  | { type: 'operations-copy'; text: string }
  /** Of the plan, or the operation, that is shown; `step` is the number of one of its steps, null for the whole. */
  | { type: 'operations-copy-as'; form: 'text' | 'commands'; step: number | null }
  | { type: 'operation'; status: OperationStatus };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    operations: OperationsState;
  }
  interface Messages {
    operations: OperationsMessage;
  }
  interface Overlays {
    'cancel-operation': { kind: 'cancel-operation' };
  }
}

export const NO_OPERATIONS: OperationsState = {
  page: 'choose',
  list: null,
  draft: null,
  asking: null,
  offered: null,
  refused: null,
  failure: null,
  typed: '',
  isBigLast: false,
  open: [],
  status: null,
  watched: null,
  afterwards: null,
  notes: [],
};

/** What an answer of main, or another page, leaves behind. */
const CLEAR = {
  ...{ asking: null, offered: null, refused: null, failure: null },
  ...{ typed: '', isBigLast: false, notes: [] },
} as const;

export function reduceOperations(own: OperationsState, message: Message, before: State): OperationsState {
  switch (message.type) {
    case 'operations-open': {
      if (isRunning(own)) return { ...own, notes: [words.oneAtATime] };
      if (!isOpenRequest(message.request)) return { ...own, ...CLEAR, page: 'choose', asking: 'plan' };
      const form = { ...own, ...CLEAR, page: 'form' as const, draft: draftOf(message.request) };
      return message.plan ? planning(form, before) : form;
    }
    case 'operations-form': {
      const draft = own.draft?.kind === message.kind ? own.draft : emptyDraft(message.kind);
      return { ...own, ...CLEAR, page: 'form', draft: { ...draft, isTried: false } };
    }
    case 'operations-draft':
      return {
        ...own,
        draft: own.draft && { ...own.draft, ...message.change },
        refused: null,
        failure: null,
      };
    case 'operations-plan':
      return planning({ ...own, ...CLEAR }, before);
    case 'operations-resume':
    case 'operations-undo':
      if (isRunning(own)) return own;
      // The way back from its plan is not a form that happens to be of the same kind: a second move would be planned there.
      return {
        ...own,
        ...CLEAR,
        page: own.page === 'form' ? 'choose' : own.page,
        draft: null,
        asking: 'plan',
      };
    case 'operations-answer':
      return answered(own, message.answer);
    case 'operations-offered':
      return isRunning(own) ? own : answered(own, message.offered);
    case 'operations-failed':
      return { ...own, asking: null, failure: message.failure };
    case 'operations-choose':
      return { ...own, ...CLEAR, page: 'choose' };
    case 'operations-back':
      return { ...own, ...CLEAR, page: backFrom(own) };
    case 'operations-typed':
      return { ...own, typed: message.typed };
    // Main says of an operation that runs whether it does.
    case 'operations-big-last':
      return own.page === 'plan' ? { ...own, isBigLast: message.isLast } : own;
    case 'operations-start':
      return { ...own, asking: 'start', failure: null };
    case 'operations-watch':
      return { ...own, ...CLEAR, page: 'watch' };
    case 'operations-cancel':
      return { ...own, afterwards: message.then };
    case 'operations-pace':
      return { ...own, watched: own.watched && { ...own.watched, limit: message.limit } };
    case 'operations-fold':
      return { ...own, open: toggled(own.open, message.fold) };
    case 'operations-listed':
      return { ...own, list: message.list };
    case 'operations-after':
      return { ...own, afterwards: null };
    case 'operations-forgotten': {
      const { name, notes } = message;
      if (own.status?.name !== name) return { ...own, notes };
      return { ...own, page: 'choose', status: null, watched: null, notes };
    }
    case 'changes':
      return message.changes[0]?.kind === 'first-read' ? elsewhere(own) : own;
    case 'operation':
      return heard(own, message.status, before);
    default:
      return own;
  }
}

/** Main is asked once the form is complete. */
function planning(own: OperationsState, { topology }: State): OperationsState {
  if (own.draft === null) return own;
  const isComplete = 'request' in requestOf(own.draft, topology);
  return { ...own, asking: isComplete ? 'plan' : null, draft: { ...own.draft, isTried: true } };
}

function answered(own: OperationsState, answer: PlanAnswer): OperationsState {
  const next = { ...own, ...CLEAR };
  return answer.kind === 'refused'
    ? { ...next, refused: answer }
    : { ...next, page: 'plan', offered: answer };
}

function heard(own: OperationsState, status: OperationStatus, before: State): OperationsState {
  const next = { ...own, status, watched: watched(own.watched, status, before) };
  // The plan stays on the screen until what it started is heard of: the report of an earlier one must not stand in for it.
  const isNews = own.asking === 'start' || (isRunning(next) && !(own.status && isRunning(own)));
  return isNews ? { ...next, ...CLEAR, page: 'watch' } : next;
}

const backFrom = ({ page, offered, draft }: OperationsState): Page =>
  page === 'plan' && draft !== null && offered !== null && isPlanOf(draft, offered) ? 'form' : 'choose';

/** Whether the plan was made from the form, and not to resume or undo an operation. */
const isPlanOf = ({ kind }: Draft, { plan: { request } }: OfferedPlan): boolean =>
  request.kind === kind || (kind === 'add' && request.kind.startsWith('add-'));

function toggled(open: readonly Fold[], fold: Fold): Fold[] {
  return open.includes(fold) ? open.filter((one) => one !== fold) : [...open, fold];
}

/** On another cluster nothing of the earlier one is shown, except how the cluster was made. */
function elsewhere(own: OperationsState): OperationsState {
  const isKept = own.status !== null && (isRunning(own) || own.status.plan.request.kind === 'create');
  return isKept ? own : { ...NO_OPERATIONS, list: own.list };
}

export const isRunning = ({ status }: Pick<OperationsState, 'status'>): boolean =>
  status !== null && status.endedAt === null;

/** Whether it has been told to stop and has not yet. */
export const isStopping = ({ state }: OperationStatus): boolean =>
  state === 'pausing' || state === 'cancelling';

/** Not finished, in the cluster of this window: to be taken up, rolled back or forgotten. The newest first. */
export const openOperations = ({ list }: Pick<OperationsState, 'list'>): ListedOperation[] =>
  (list?.operations ?? []).filter(({ isHere, isResumable }) => isHere && isResumable);

/** The view takes the room of the side panels while it shows a plan or an operation. */
export const isWide = ({ operations: { page } }: Pick<State, 'operations'>): boolean =>
  page === 'plan' || page === 'watch';
