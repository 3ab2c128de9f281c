/** The context of a step while it runs. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { Action, ActionKind, ActionOf } from '../../../../shared/operations/action.ts';
import type { Amount } from '../../../../shared/operations/plan.ts';
import type { Outcome, Progress } from '../../../../shared/operations/progress.ts';
import type { OperationNodes } from '../reading/nodes.ts';

type WithoutTime<R> = R extends unknown ? Omit<R, 'at'> : never;
/** A record as a step writes it; the runner adds the time. */
export type Note = WithoutTime<JournalRecord>;

/** The user's wishes while an operation runs. */
export interface Control {
  /** Ends at the next boundary: between two slots, or two steps. A second wish ends the slot under way after its batch. */
  readonly wish: 'run' | 'pause' | 'stop';
  /** Keys a second at most; null for no limit. May change while it runs. */
  readonly rate: number | null;
  /** Slots that are left for last: after the others of their step, and their step after the other moves. May change while it runs. */
  readonly last?: ReadonlySet<number>;
}

/** A key that both nodes have with different values. */
export interface Conflict {
  slot: number;
  database: number;
  key: Uint8Array;
  source: { node: string; dump: Uint8Array; expireAt: number };
  target: { node: string; dump: Uint8Array; expireAt: number };
}

/** The one of the two that is overwritten or deleted. */
export type LosingValue = Pick<Conflict, 'slot' | 'database' | 'key'> & Conflict['source'];

/** A file that has its name only once it is whole and on disk. */
export interface BackupFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs the file and gives it its name. */
  commit(): Promise<void>;
  /** Removes what was written so far. Never rejects. */
  discard(): Promise<void>;
}

export interface StepContext {
  nodes: OperationNodes;
  /** Servers outside the cluster, with a login of their own, that keys are imported from. */
  sourceNodes?: OperationNodes;
  /** Begins a file of a backup. */
  openFile?(path: string): Promise<BackupFile>;
  /** The node that was asked for the reading; others are found from it. */
  cluster: string;
  /** Number of the step in its plan. */
  step: number;
  control: Control;
  /** Appends to the journal and resolves once the record is on disk. */
  note(record: Note): Promise<void>;
  report(
    progress: Partial<
      Pick<Progress, 'slot' | 'latencyMs' | 'limit' | 'restMs' | 'rate' | 'joining' | 'acting'>
    >,
    added?: Partial<Amount>,
  ): void;
  /** The outcome at one node, in the order in which they happen. */
  outcome(outcome: Outcome): void;
  /** Whether steps of this run were for the node, and none of them was done there. */
  hasFailedAt?(node: NodeAddress): boolean;
  /** A node's reply to the user's own command, for output that shows all of it. */
  reply?(node: NodeAddress, reply: Reply): void;
  /** Keys that the cluster has now, for output that shows each. */
  imported?(keys: readonly { key: Uint8Array; node: NodeAddress }[]): void;
  /** Whose value wins. `stop` ends the operation with the slot open. */
  resolveConflict(conflict: Conflict): Promise<'source' | 'target' | 'stop'>;
  /** Resolves once the value is in a file and on disk, which the report names; rejects if it cannot be. */
  keepValue(value: LosingValue): Promise<void>;
}

/** ended: done. left: a boundary was reached because of `control.wish`; the rest of the step is not done. */
export type StepEnd =
  | { end: 'done'; text: string }
  | { end: 'left'; text: string }
  | { end: 'failed'; text: string; unknown: boolean };

export type Executor<A extends Action> = (action: A, context: StepContext) => Promise<StepEnd>;
export type Executors<K extends ActionKind> = { [Kind in K]: Executor<ActionOf<Kind>> };
