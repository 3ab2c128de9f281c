/** Runs a plan with a journal, prints how far it has come, and reports. */
import { formatCli } from '../../../shared/format/cli.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../shared/operations/progress.ts';
import { executors } from '../../cluster/operations/run/executors.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import { foldJournal, isUnfinished } from '../../cluster/operations/run/journal.ts';
import { runPlan } from '../../cluster/operations/run/runner.ts';
import { openBackupFile } from '../../storage/backup-files.ts';
import { withLock } from '../../storage/file-lock.ts';
import { keepValue } from '../../storage/kept-values.ts';
import {
  journalFile,
  OperationJournal,
  readJournal,
  type JournalPlace,
} from '../../storage/operation-journal.ts';
import type { CommandContext } from './command-context.ts';
import { importedLine } from './import-lines.ts';
import { isUnderWay, nameOf } from './journals.ts';
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
  const journal = WITHOUT_JOURNAL.includes(plan.request.kind) ? null : await OperationJournal.open(place);
  if (done && !(await claim(place, journal))) {
    await journal?.close();
    return context.refuse('[ERR] Another process has taken this operation up.');
  }
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
    await closeUndone(place, plan, report);
    return code;
  } finally {
    context.progress.clear();
    steering.close();
    await journal?.close();
  }
}

/** True once the journal says that this process runs it, so that no other one takes it up. */
function claim(place: JournalPlace, journal: OperationJournal | null): Promise<boolean> {
  return withLock(`${journalFile(place)}.lock`, async () => {
    const state = foldJournal((await readJournal(place)).records);
    if (!state || !isUnfinished(state) || (await isUnderWay(state))) return false;
    await journal?.append({ record: 'resume', at: Date.now(), pid: process.pid });
    return true;
  });
}

/** An operation that was taken back need not be taken up again. */
async function closeUndone({ directory }: JournalPlace, { request }: Plan, report: OperationReport) {
  if (request.kind !== 'undo' || !isDone(report)) return;
  const undone = { directory, id: request.of };
  if (!(await readJournal(undone).catch(() => null))) return;
  const journal = await OperationJournal.open(undone);
  await journal
    .append({ record: 'end', at: Date.now(), state: 'undone', text: '' })
    .finally(() => journal.close());
}

const isDone = ({ state }: OperationReport) => state === 'done' || state === 'done-with-remarks';

function tell(context: CommandContext, plan: Plan, { step }: Progress): void {
  context.print(stepLines(plan, step));
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
