/** Runs a plan with its journal on disk: for the window and for the command. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { JournalRecord } from '../../shared/operations/journal.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import type { OperationReport } from '../../shared/operations/progress.ts';
import { executors } from '../cluster/operations/run/executors.ts';
import { foldJournal, isUnfinished } from '../cluster/operations/run/journal.ts';
import { runPlan, type RunDeps } from '../cluster/operations/run/runner.ts';
import { openBackupFile } from '../storage/backup-files.ts';
import { LockHeldError, withLock } from '../storage/file-lock.ts';
import { keepValue } from '../storage/kept-values.ts';
import {
  journalFile,
  JournalRefusal,
  OperationJournal,
  readJournal,
  type JournalPlace,
} from '../storage/operation-journal.ts';
import { beginOurs, endOurs, isUnderWay } from './journals.ts';

/** Operations that ask the servers and change no cluster keep no journal. */
export const WITHOUT_JOURNAL: readonly Plan['request']['kind'][] = ['call'];

/** The run's journal, and the steps that an interrupted run has done; null for a new one. */
export interface Run {
  place: JournalPlace;
  done: ReadonlySet<number> | null;
}

/** What differs between the window and the command. */
export type RunOutlet = Omit<RunDeps, 'executors' | 'journal' | 'keepValue' | 'openFile' | 'id' | 'pid'> & {
  /** Called once a record is on disk. */
  noted?: (record: JournalRecord) => void;
};

export type RunEnd =
  /** Nothing was done; one sentence. */
  | { kind: 'not-begun'; why: string }
  /** `notClosed`: why the journal of the operation that was taken back does not say so; null if it does, or need not. */
  | { kind: 'reported'; report: OperationReport; notClosed: string | null }
  /** The journal took no more records. */
  | { kind: 'cut-off'; why: string; isBegun: boolean };

/** The name of a new operation begins with its time, so that names sort by it. */
export const newOperationName = (kind: Plan['request']['kind']): string =>
  `${new Date().toISOString().replace(/\W/g, '-').slice(0, 23)}-${kind}-${process.pid}`;

/** `outlet` is called once the journal is open, and not if nothing can be begun. */
export async function runJournalled(
  plan: Plan,
  { place, done }: Run,
  outlet: () => RunOutlet,
): Promise<RunEnd> {
  const opened = await openJournal(plan, place, done !== null);
  if (typeof opened === 'string') return { kind: 'not-begun', why: opened };
  const { journal } = opened;
  // A new one is known to nobody before its first record; one that is taken up was claimed.
  beginOurs(place.id);
  try {
    const { noted, ...deps } = outlet();
    const append = async (record: JournalRecord) => {
      await journal?.append(record);
      noted?.(record);
    };
    const report = await runPlan(
      plan,
      {
        ...deps,
        executors,
        journal: { append },
        keepValue: (value) => keepValue(place, value),
        openFile: openBackupFile,
        id: place.id,
        pid: process.pid,
      },
      done,
    );
    return { kind: 'reported', report, notClosed: await closeUndone(place, plan, report) };
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    const { records } = await readJournal(place).catch(() => ({ records: [] }));
    return { kind: 'cut-off', why: escapeForLine(error.message), isBegun: foldJournal(records) !== null };
  } finally {
    endOurs(place.id);
    await journal?.close();
  }
}

/** The journal that is written while the plan runs; a sentence if nothing can be begun. */
async function openJournal(
  plan: Plan,
  place: JournalPlace,
  isResumed: boolean,
): Promise<{ journal: OperationJournal | null } | string> {
  if (WITHOUT_JOURNAL.includes(plan.request.kind)) return { journal: null };
  let journal: OperationJournal | undefined;
  try {
    journal = await OperationJournal.open(place);
    if (!isResumed || (await claim(place, journal))) return { journal };
    await journal.close();
    return 'Another window or process has taken this operation up.';
  } catch (error) {
    await journal?.close();
    return `Nothing was done. ${journalProblem(error)}`;
  }
}

/** Rethrows what does not concern the files of a journal. */
function journalProblem(error: unknown): string {
  const isOfFiles = error instanceof Error && ('code' in error || error instanceof LockHeldError);
  if (!isOfFiles && !(error instanceof JournalRefusal)) throw error;
  return escapeForLine(error.message);
}

/** True once the journal says that this process runs it, so that no other one takes it up. */
function claim(place: JournalPlace, journal: OperationJournal): Promise<boolean> {
  return withLock(`${journalFile(place)}.lock`, async () => {
    const state = foldJournal((await readJournal(place)).records);
    if (!state || !isUnfinished(state) || (await isUnderWay(state))) return false;
    await journal.append({ record: 'resume', at: Date.now(), pid: process.pid });
    beginOurs(place.id);
    return true;
  });
}

export const isDone = ({ state }: OperationReport): boolean =>
  state === 'done' || state === 'done-with-remarks';

/** An operation that was taken back need not be taken up again. Why its journal does not say so; null if it does. */
async function closeUndone(
  { directory }: JournalPlace,
  { request }: Plan,
  report: OperationReport,
): Promise<string | null> {
  if (request.kind !== 'undo' || !isDone(report)) return null;
  const undone = { directory, id: request.of };
  if (!(await readJournal(undone).catch(() => null))) return null;
  try {
    await endJournal(undone, 'undone');
    return null;
  } catch (error) {
    return `${request.of} is taken back, but its journal does not say so. ${journalProblem(error)}`;
  }
}

/** Rejects with JournalRefusal. */
export async function endJournal(place: JournalPlace, state: string, text = ''): Promise<void> {
  const journal = await OperationJournal.open(place);
  await journal.append({ record: 'end', at: Date.now(), state, text }).finally(() => journal.close());
}
