/** Runs a plan with a journal, prints how far it has come, and reports. */
import { formatCli } from '../../../shared/format/cli.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../shared/operations/progress.ts';
import { executors } from '../../cluster/operations/run/executors.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import { foldJournal, isUnfinished } from '../../cluster/operations/run/journal.ts';
import { openNow, openSentences } from '../../cluster/operations/run/open-now.ts';
import { runPlan } from '../../cluster/operations/run/runner.ts';
import { openBackupFile } from '../../storage/backup-files.ts';
import { LockHeldError, withLock } from '../../storage/file-lock.ts';
import { keepValue } from '../../storage/kept-values.ts';
import {
  journalFile,
  JournalRefusal,
  OperationJournal,
  readJournal,
  type JournalPlace,
} from '../../storage/operation-journal.ts';
import type { CommandContext } from './command-context.ts';
import { importedLine } from './import-lines.ts';
import { isUnderWay, nameOf, placesOf } from './journals.ts';
import { checkLines, isBroken } from './listing.ts';
import { reportLines, stepLines } from './plan-lines.ts';
import { Steering } from './steering.ts';
import { askConflict } from './ask-conflict.ts';

/** Operations that ask the servers and change no cluster keep no journal. */
const WITHOUT_JOURNAL: readonly Plan['request']['kind'][] = ['call'];

/** The run's journal, and the steps that an interrupted run has done; null for a new one. */
interface Run {
  place: JournalPlace;
  done: ReadonlySet<number> | null;
}

/** Resolves with the exit code. */
export async function carryOut(context: CommandContext, plan: Plan, { place, done }: Run): Promise<number> {
  const { io, isJson } = context;
  const { id } = place;
  const opened = await openJournal(plan, place, done !== null);
  if (typeof opened === 'string') return context.refuse(`[ERR] ${opened}`);
  const { journal } = opened;
  const steering = new Steering(context, plan);
  let last = -1;
  try {
    const report = await runPlan(
      plan,
      {
        nodes: context.nodes,
        executors,
        journal: journal ?? { append: () => Promise.resolve() },
        onProgress: (progress) => {
          if (isJson) return;
          if (progress.step !== last) tell(context, plan, progress);
          last = progress.step;
          steering.tell(progress);
        },
        resolveConflict: (conflict) => askConflict(context, conflict, steering.keys),
        keepValue: (value) => keepValue(place, value),
        openFile: openBackupFile,
        ...(context.source && { sourceNodes: context.source }),
        imported: (keys) => {
          if (!isJson) context.print(keys.map(({ key, node }) => importedLine(key, node)));
        },
        control: steering.control,
        id,
        pid: process.pid,
        reply: (node, reply) => {
          if (!isJson) {
            io.output.text(`${node}: `);
            io.output.text(`${formatCli(reply, context.flags.style, true)}\n`);
          }
        },
      },
      done,
    );
    const code = await reported(context, plan, report, nameOf(context, place));
    const notClosed = await closeUndone(place, plan, report);
    return notClosed === null ? code : context.refuse(`[WARNING] ${notClosed}`);
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    return await cutOff(context, plan, place, error);
  } finally {
    context.progress.clear();
    steering.close();
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
    return 'Another process has taken this operation up.';
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
    return true;
  });
}

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

const isDone = ({ state }: OperationReport) => state === 'done' || state === 'done-with-remarks';

function tell(context: CommandContext, plan: Plan, { step }: Progress): void {
  context.print(stepLines(plan, step));
}

/** The run has ended because its journal takes no more records. What it knows by then is looked at. */
async function cutOff(
  context: CommandContext,
  plan: Plan,
  place: JournalPlace,
  { message }: JournalRefusal,
): Promise<number> {
  const { records } = await readJournal(place).catch(() => ({ records: [] }));
  const state = foldJournal(records);
  if (!state) return context.refuse(`[ERR] Nothing was done. ${escapeForLine(message)}`);
  const reading = await context.readOne(placesOf(plan));
  const open = reading ? openSentences(await openNow(context.nodes, plan, reading)) : [];
  const name = nameOf(context, place);
  return context.refuse(
    [
      `[ERR] The operation has ended before its time. ${escapeForLine(message)}`,
      ...open.map((text) => `[WARNING] ${text}`),
      `[NOTE] Make room for the journal, and take it up again: slotshell --cluster resume ${name}`,
    ].join('\n'),
  );
}

async function reported(
  context: CommandContext,
  plan: Plan,
  report: OperationReport,
  name: string,
): Promise<number> {
  if (context.isJson) context.printJson({ operation: name, plan, report });
  else context.print(reportLines(plan, report, name));
  const { kind } = plan.request;
  const isSound =
    (kind !== 'create' && kind !== 'fix') || !isDone(report) || (await showNew(context, plan.cluster));
  // What an import leaves is left undone.
  const isFine = (state: string) => state === 'ok' || (state === 'skipped' && kind !== 'import');
  const allOk = report.outcomes.every(({ state }) => isFine(state));
  return isDone(report) && allOk && (isSound || kind === 'create') ? 0 : 1;
}

/** redis-cli checks what it has made. False if its check finds something wrong. */
async function showNew(context: CommandContext, seed: string): Promise<boolean> {
  const reading = await context.read(seed);
  if (!reading) return false;
  const findings = findingsOf(reading);
  if (!context.isJson) context.print(checkLines(reading, findings));
  return !isBroken(reading, findings);
}
