/** Runs a plan with a journal, prints how far it has come, and reports. */
import { formatCli } from '../../../shared/format/cli.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../shared/operations/progress.ts';
import type { Control } from '../../cluster/operations/run/context.ts';
import { executors } from '../../cluster/operations/run/executors.ts';
import { runPlan } from '../../cluster/operations/run/runner.ts';
import { openBackupFile } from '../../storage/backup-files.ts';
import { OperationJournal } from '../../storage/operation-journal.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import type { CommandContext } from './command-context.ts';
import { importedLine } from './import-lines.ts';
import { checkLines, isBroken } from './listing.ts';
import { reportLines, stepLines } from './plan-lines.ts';

/** Operations that ask the servers and change no cluster keep no journal. */
const WITHOUT_JOURNAL: readonly Plan['request']['kind'][] = ['call'];

/** Resolves with the exit code. `done` are the steps of an interrupted run; null for a new one. */
export async function carryOut(
  context: CommandContext,
  plan: Plan,
  resumed: { id: string; done: ReadonlySet<number> } | null,
): Promise<number> {
  const { io, isJson } = context;
  const { kind } = plan.request;
  const id =
    resumed?.id ?? `${new Date().toISOString().replace(/\W/g, '-').slice(0, 23)}-${kind}-${process.pid}`;
  const journal = WITHOUT_JOURNAL.includes(kind) ? null : await OperationJournal.open(context.directory, id);
  const { control, stop } = controlOf(context);
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
          context.progress.tell(progress);
        },
        // The report says what is at both nodes: nothing is overwritten unasked.
        resolveConflict: () => Promise.resolve('stop'),
        openFile: openBackupFile,
        ...(context.source && { sourceNodes: context.source }),
        imported: (keys) => {
          if (!isJson) context.print(keys.map(({ key, node }) => importedLine(key, node)));
        },
        control,
        id,
        pid: process.pid,
        reply: (node, reply) => {
          if (!isJson) {
            io.output.text(`${node}: `);
            io.output.text(`${formatCli(reply, context.flags.style, true)}\n`);
          }
        },
      },
      resumed?.done ?? null,
    );
    return await reported(context, plan, report, id);
  } finally {
    context.progress.clear();
    stop();
    await journal?.close();
  }
}

/** Ctrl+C once pauses at the next boundary, twice stops there and takes nothing up again. */
function controlOf({ given, io, progress }: CommandContext): { control: Control; stop: () => void } {
  const control: { -readonly [K in keyof Control]: Control[K] } = {
    wish: 'run',
    rate: Number(given.options.get('--rate')?.at(-1)) || null,
  };
  const interrupt = () => {
    const isFirst = control.wish === 'run';
    control.wish = isFirst ? 'pause' : 'stop';
    progress.clear();
    io.output.error(isFirst ? 'Pausing after the step under way; Ctrl+C again stops it.\n' : 'Stopping.\n');
  };
  process.on('SIGINT', interrupt);
  return { control, stop: () => void process.off('SIGINT', interrupt) };
}

function tell(context: CommandContext, plan: Plan, { step }: Progress): void {
  context.print(stepLines(plan, step));
}

async function reported(
  context: CommandContext,
  plan: Plan,
  report: OperationReport,
  id: string,
): Promise<number> {
  if (context.isJson) context.printJson({ operation: id, plan, report });
  else context.print(reportLines(plan, report, id));
  const isDone = report.state === 'done' || report.state === 'done-with-remarks';
  const { kind } = plan.request;
  const isSound = (kind !== 'create' && kind !== 'fix') || !isDone || (await showNew(context, plan.cluster));
  // What an import leaves is left undone.
  const isFine = (state: string) => state === 'ok' || (state === 'skipped' && kind !== 'import');
  const allOk = report.outcomes.every(({ state }) => isFine(state));
  return isDone && allOk && (isSound || kind === 'create') ? 0 : 1;
}

/** redis-cli checks what it has made. False if its check finds something wrong. */
async function showNew(context: CommandContext, seed: string): Promise<boolean> {
  const reading = await context.read(seed);
  if (!reading) return false;
  const findings = findingsOf(reading);
  if (!context.isJson) context.print(checkLines(reading, findings));
  return !isBroken(reading, findings);
}
