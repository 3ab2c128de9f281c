/** Runs a plan with a journal, prints how far it has come, and reports. */
import { formatCli } from '../../../shared/format/cli.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../shared/operations/progress.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import { isBroken } from '../../cluster/operations/findings/is-broken.ts';
import { openNow, openSentences } from '../../cluster/operations/run/open-now.ts';
import {
  isDone,
  runJournalled,
  WITHOUT_JOURNAL,
  type Run,
  type RunOutlet,
} from '../../operating/journalled-run.ts';
import { nameOf, placesOf } from '../../operating/journals.ts';
import type { JournalPlace } from '../../storage/operation-journal.ts';
import type { CommandContext } from './command-context.ts';
import { importedLine } from './import-lines.ts';
import { checkLines } from './listing.ts';
import { reportLines, stepLines } from './plan-lines.ts';
import { Steering } from './steering.ts';
import { askConflict } from './ask-conflict.ts';

/** Resolves with the exit code. */
export async function carryOut(context: CommandContext, plan: Plan, run: Run): Promise<number> {
  let steering: Steering | undefined;
  try {
    const end = await runJournalled(plan, run, () => {
      steering = new Steering(context, plan);
      return outletOf(context, plan, steering);
    });
    // A question at the prompt must not go to the keys of the run.
    steering?.close();
    if (end.kind === 'not-begun') return context.refuse(`[ERR] ${end.why}`);
    if (end.kind === 'cut-off') return await cutOff(context, plan, run.place, end);
    const code = await reported(context, plan, end.report, nameOf(context, run.place));
    return end.notClosed === null ? code : context.refuse(`[WARNING] ${end.notClosed}`);
  } finally {
    context.progress.clear();
    steering?.close();
  }
}

function outletOf(context: CommandContext, plan: Plan, steering: Steering): RunOutlet {
  const { io, isJson } = context;
  let last = -1;
  return {
    nodes: context.nodes,
    onProgress: (progress) => {
      if (isJson) return;
      if (progress.step !== last) tell(context, plan, progress);
      last = progress.step;
      steering.tell(progress);
    },
    resolveConflict: (conflict) => askConflict(context, conflict, steering.keys),
    ...(context.source && { sourceNodes: context.source }),
    imported: (keys) => {
      if (!isJson) context.print(keys.map(({ key, node }) => importedLine(key, node)));
    },
    control: steering.control,
    reply: (node, reply) => {
      if (!isJson) {
        io.output.text(`${node}: `);
        io.output.text(`${formatCli(reply, context.flags.style, true)}\n`);
      }
    },
  };
}

function tell(context: CommandContext, plan: Plan, { step }: Progress): void {
  context.print(stepLines(plan, step));
}

/** The run has ended because its journal takes no more records. What is open by then is looked at. */
async function cutOff(
  context: CommandContext,
  plan: Plan,
  place: JournalPlace,
  { why, isBegun }: { why: string; isBegun: boolean },
): Promise<number> {
  if (!isBegun) return context.refuse(`[ERR] Nothing was done. ${why}`);
  const reading = await context.readOne(placesOf(plan));
  const open = reading ? openSentences(await openNow(context.nodes, plan, reading)) : [];
  const name = nameOf(context, place);
  return context.refuse(
    [
      `[ERR] The operation has ended before its time. ${why}`,
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
  const operation = WITHOUT_JOURNAL.includes(plan.request.kind) ? null : name;
  if (context.isJson) context.printJson({ operation, plan, report });
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
