/** Operations of earlier runs, found by their journals: listed, taken up again, taken back. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import { foldJournal, type JournalState } from '../../cluster/operations/run/journal.ts';
import { undoPlan } from '../../cluster/operations/run/undo.ts';
import { readJournal, unfinishedJournals } from '../../storage/operation-journal.ts';
import { carryOut } from './carry-out.ts';
import type { CommandContext } from './command-context.ts';
import { confirms, forbids, offer, READ_ONLY } from './offer.ts';
import { planLines } from './plan-lines.ts';
import { resumeProblem } from './source-login.ts';

/** Resolves with the exit code. */
export async function resume(context: CommandContext): Promise<number> {
  const [id] = context.given.args;
  if (id === undefined) return listInterrupted(context);
  const state = (await journalOf(context, id))?.state;
  if (state?.ended !== null)
    return context.refuse(`[ERR] No interrupted operation has the name ${escapeForLine(id)}.`);
  if (isRunning(state.pid)) return context.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
  if (forbids(context, state.plan)) return context.refuse(READ_ONLY);
  if (state.plan.request.kind === 'import') {
    const problem = await resumeProblem(context.given, state.plan.request, await context.openSource());
    if (problem !== null) return context.refuse(problem);
  }
  context.print(planLines(state.plan));
  context.print([`${state.stepsDone.size} of ${state.plan.steps.length} steps are done.`]);
  if (!(await confirms(context, state.plan))) return 1;
  return carryOut(context, state.plan, { id, done: state.stepsDone });
}

async function listInterrupted(context: CommandContext): Promise<number> {
  const unfinished = await unfinishedJournals(context.directory);
  if (unfinished.length === 0) context.print(['[OK] No operation was interrupted.']);
  context.print(
    unfinished.map((name) => `Interrupted: ${name}. Take it up again: slotshell --cluster resume ${name}`),
  );
  return unfinished.length === 0 ? 0 : 1;
}

/** Resolves with the exit code. */
export async function undo(context: CommandContext): Promise<number> {
  const [id = ''] = context.given.args;
  const journal = await journalOf(context, id);
  if (!journal) return context.refuse(`[ERR] No operation has the name ${escapeForLine(id.slice(0, 200))}.`);
  const { records, state } = journal;
  if (state.ended === null && isRunning(state.pid))
    return context.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
  const reading = await context.read(state.plan.cluster);
  if (reading === undefined) return 1;
  const plan = undoPlan(records, reading);
  if (!('refusal' in plan)) return offer(context, plan, reading);
  context.print([`[ERR] ${plan.refusal}`]);
  return 1;
}

/** Null if there is no such journal, or nothing in it. */
async function journalOf(
  { directory }: CommandContext,
  id: string,
): Promise<{ records: JournalRecord[]; state: JournalState } | null> {
  const records = await readJournal(directory, id).catch(() => null);
  const state = records && foldJournal(records);
  return records && state ? { records, state } : null;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
