/**
 * The contract between main and the window: every call and every event. Main's handlers and the window's client are typed
 * from it. A new call is one row in its subject's file in shared/calls, and one handler in that subject's file in main/workspace.
 */
import type { ActionName } from './actions.ts';
import type { ArgumentOf, HandlersOf, ResultOf } from './calls/call.ts';
import { clusterCalls } from './calls/cluster.ts';
import { clusterSettingCalls } from './calls/cluster-settings.ts';
import { connectionCalls } from './calls/connection.ts';
import { debugCalls } from './calls/debug.ts';
import { demoCalls } from './calls/demo.ts';
import { doctorCalls } from './calls/doctor.ts';
import { fileCalls } from './calls/file.ts';
import { historyCalls } from './calls/history.ts';
import { newNodeCalls } from './calls/new-nodes.ts';
import { lessonCalls } from './calls/lesson.ts';
import { operationCalls } from './calls/operation.ts';
import { localCalls } from './calls/local.ts';
import { replyCalls } from './calls/reply.ts';
import { scanCalls } from './calls/scan.ts';
import { shellCalls } from './calls/shell.ts';
import { snippetCalls } from './calls/snippet.ts';
import { situationCalls } from './calls/situation.ts';
import { slotCalls } from './calls/slot.ts';
import { updateCalls } from './calls/updates.ts';
import { windowCalls } from './calls/window.ts';
import type { Change } from './cluster/change.ts';
import type { DemoStatus } from './cluster/demo.ts';
import type { MigrationProgress } from './cluster/migration-progress.ts';
import type { NodeStats } from './cluster/node-stats.ts';
import type { Topology } from './cluster/topology.ts';
import type { DoctorStep, DoctorStepName } from './connections/doctor.ts';
import type { SavedConnections } from './connections/saved-connection.ts';
import type { Failure } from './failure.ts';
import type { LessonStatus } from './lessons/lesson.ts';
import type { OperationStatus } from './operations/operation.ts';
import type { Pushed } from './session/execution.ts';
import type { LocalCluster, LogPart } from './local/local.ts';
import type { Notice } from './session/notice.ts';
import type { SessionState } from './session/session.ts';
import type { SettingChange, Settings } from './session/settings.ts';
import type { BiggestKeys } from './slots/biggest-keys.ts';
import type { ScanState } from './slots/scan-model.ts';
import type { UpdateStatus } from './updates.ts';
import type { SlotProgress } from './slots/slot-model.ts';

export const calls = {
  ...windowCalls,
  ...shellCalls,
  ...clusterCalls,
  ...connectionCalls,
  ...doctorCalls,
  ...slotCalls,
  ...situationCalls,
  ...operationCalls,
  ...newNodeCalls,
  ...clusterSettingCalls,
  ...scanCalls,
  ...debugCalls,
  ...replyCalls,
  ...demoCalls,
  ...lessonCalls,
  ...localCalls,
  ...historyCalls,
  ...snippetCalls,
  ...fileCalls,
  ...updateCalls,
};

/** Events that main sends without a call. */
export interface Events {
  session: SessionState;
  pushed: Pushed;
  topology: Topology | null;
  stats: NodeStats[];
  /** Each open migration as it was just counted; empty once the last has ended. */
  migrations: MigrationProgress[];
  slotProgress: SlotProgress;
  /** The scan as it is now, at most a few times a second; null once it has been discarded. */
  scan: ScanState | null;
  /** The search for the largest keys as it is now, at most a few times a second; null once it has been discarded. */
  biggestKeys: BiggestKeys | null;
  /** The latest changes to the cluster, oldest first. `first-read` alone begins the timeline of another cluster. */
  changes: Change[];
  /** The operation that the window runs or ran last, at most a few times a second. */
  operation: OperationStatus;
  connections: SavedConnections;
  /** `next` is being tried now; null after the last step. */
  doctor: { run: number; step: DoctorStep; next: DoctorStepName | null };
  demo: DemoStatus;
  lesson: LessonStatus;
  /** All of this window's local clusters, its demo first. */
  local: LocalCluster[];
  localLog: LogPart;
  notice: Notice;
  /** In every window. */
  update: UpdateStatus;
  settings: Settings;
  /** A shell is to be shown, by its number. */
  showShell: number;
  /** A menu item or its shortcut was used. */
  action: ActionName;
  /** A value of a setting was chosen in the menu. */
  set: SettingChange;
}
/** An event and what comes with it. */
export type NamedEvent = { [N in keyof Events]: [name: N, payload: Events[N]] }[keyof Events];
export type Emit = <N extends keyof Events>(name: N, payload: Events[N]) => void;

export type CallName = keyof typeof calls;
type Argument<N extends CallName> = ArgumentOf<(typeof calls)[N]>;
type Result<N extends CallName> = ResultOf<(typeof calls)[N]>;
export type Answer<N extends CallName> = { ok: true; value: Result<N> } | { ok: false; failure: Failure };
/** `client.run({ … })` in the window. Rejects with a CallError that carries the Failure. */
export type Client = { [N in CallName]: (argument: Argument<N>) => Promise<Result<N>> };
export type Handlers = HandlersOf<typeof calls>;

/** The two channels, and what preload puts on `window.slotshell`. */
export interface Bridge {
  call(name: string, argument: unknown): Promise<unknown>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
}
