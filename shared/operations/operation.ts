/** The operation that a window has in hand, from its plan to its report, and those that its journals tell of. Plain data only. */
import type { NodeAddress, SlotRange } from '../cluster/topology.ts';
import type { Finding } from './finding.ts';
import type { NewNodeRefusal, SlotOwner } from './moves.ts';
import type { Plan } from './plan.ts';
import type { OperationReport, OperationState, Progress } from './progress.ts';

export type PlanAnswer = OfferedPlan | RefusedPlan;

/** A plan that can be started until another one is made. */
export interface OfferedPlan {
  kind: 'plan';
  /** Main knows the plan by it. */
  id: string;
  plan: Plan;
  /** Primaries with their slots when the plan was made, and as they will be; empty where there is no cluster yet. */
  before: SlotOwner[];
  after: SlotOwner[];
  /** Addresses of the nodes that the plan names by ID; of its heir where one has failed over before it was taken up again. */
  addresses: Record<string, NodeAddress>;
  /** What the user has to type before it starts; null if a button is enough. */
  toType: string | null;
}

export interface RefusedPlan {
  kind: 'refused';
  /** One sentence or more. */
  text: string;
  newNodes: NewNodeRefusal[];
  /** What is wrong with the cluster and has to be mended first. */
  findings: Finding[];
  /** Names of interrupted operations on this cluster, the likeliest reason. */
  interrupted: string[];
}

export interface StepStatus {
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** What it has done or why it failed, a sentence; empty if there is nothing to say. */
  text: string;
  /** Milliseconds since 1970; null if unknown or not yet. */
  beganAt: number | null;
  endedAt: number | null;
}

/** A key that both nodes have with different values. The one that loses is kept in a file. */
export interface ConflictQuestion {
  id: number;
  slot: number;
  database: number;
  /** Escaped, at most 100 bytes of it. */
  key: string;
  /** `value`: its type, size and beginning, escaped. */
  source: { node: NodeAddress; value: string };
  target: { node: NodeAddress; value: string };
}

/** An operation that this window runs, or ran last. */
export interface OperationStatus {
  /** The name of its journal, and the journal's path. */
  name: string;
  file: string;
  plan: Plan;
  before: SlotOwner[];
  after: SlotOwner[];
  addresses: Record<string, NodeAddress>;
  /** Milliseconds since 1970 of its first start. */
  startedAt: number;
  /** Null while it runs. */
  endedAt: number | null;
  /** `failed` also if its journal could not be written. */
  state: OperationState;
  /** The slots of big keys are left for last. */
  isBigLast: boolean;
  /** Of the nodes between which slots move: 99th percentile of a PING over the last ten seconds, in milliseconds; null if not known yet. */
  p99Ms: Record<NodeAddress, number | null>;
  /** Null before the first step. */
  progress: Progress | null;
  /** In the plan's order. */
  steps: StepStatus[];
  /** Slots that have their new owner, and slots that are open now; by the journal, earlier runs included. */
  moved: SlotRange[];
  open: SlotRange[];
  /** The journal's newest records in words, the newest last. */
  journal: { at: number; text: string }[];
  conflict: ConflictQuestion | null;
  /** Null while it runs. */
  report: OperationReport | null;
  /** Why it ended without a report: the journal's failure, or an unexpected one; null otherwise. */
  failure: string | null;
  isUndoable: boolean;
}

/** An operation of which a journal tells. */
export interface ListedOperation {
  name: string;
  title: string;
  kind: Plan['request']['kind'];
  cluster: NodeAddress;
  /** Milliseconds since 1970 of its first start. */
  startedAt: number;
  /** When the user paused it; null unless it is paused now. */
  pausedAt: number | null;
  /** `running`: a process of this computer runs it. `undone` and `forgotten` are ends, too. */
  state: OperationState | 'undone' | 'forgotten';
  stepsDone: number;
  steps: number;
  /** Slots that have their new owner, and how many are to move; 0 where none moves. */
  slotsMoved: number;
  slots: number;
  /** Whether resume has something to do, and undo. */
  isResumable: boolean;
  isUndoable: boolean;
  /** Whether a node that it names is in the cluster that the window is connected to. */
  isHere: boolean;
}

export interface ListedOperations {
  /** The newest first, at most LISTED_OPERATIONS. */
  operations: ListedOperation[];
  /** A sentence for each journal that cannot be read. */
  unreadable: string[];
}

export const LISTED_OPERATIONS = 100;
/** Records of the journal that a status carries. */
export const JOURNAL_LINES = 50;
