/** Operations of earlier runs, found by their journals: listed, taken up again, forgotten, taken back. */
import { counted, grouped } from '../../../shared/format/count.ts';
import { clockTime, dayOf } from '../../../shared/format/clock.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { isUnfinished } from '../../cluster/operations/run/journal.ts';
import { openNow, openSentences } from '../../cluster/operations/run/open-now.ts';
import { isUndoable } from '../../cluster/operations/undo/plan-undo.ts';
import { endJournal } from '../../operating/journalled-run.ts';
import { journalFile, JournalRefusal } from '../../storage/operation-journal.ts';
import { carryOut } from './carry-out.ts';
import type { CommandContext } from './command-context.ts';
import {
  isUnderWay,
  nameOf,
  readOperation,
  placesOf,
  shownName,
  unfinishedOperations,
  type FoundJournal,
} from '../../operating/journals.ts';
import { resumeRefusal } from '../../operating/resuming.ts';
import { confirms, forbids, READ_ONLY } from './offer.ts';
import { planLines } from './plan-lines.ts';
import { resumeProblem } from './source-login.ts';

/** Steps of a plan from a file that are shown, and characters of a line. */
const MAX_STEPS = 100;
const MAX_LINE = 1000;

/** Resolves with the exit code. */
export async function resume(context: CommandContext): Promise<number> {
  const [name] = context.given.args;
  if (name === undefined) return listUnfinished(context);
  const found = await readOperation(context.directory, name);
  if ('refused' in found) return context.refuse(`[ERR] ${found.refused}`);
  const { state } = found;
  if (await isUnderWay(state)) return context.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
  if (!isUnfinished(state))
    return context.refuse(
      `[ERR] ${shownName(name)} is not interrupted: it has ended (${shownName(state.ended ?? '')}).`,
    );
  const reading = await context.readOne(placesOf(state.plan));
  if (context.given.options.has('--forget')) return forget(context, found, reading);
  if (reading === undefined) return 1;
  const refusal = resumeRefusal(state, reading);
  if (refusal !== null) return context.refuse(`[ERR] ${refusal}`);
  // The node that was asked at the start may be gone.
  const plan = { ...state.plan, cluster: reading.seed };
  const left = plan.steps.filter(({ number }) => !state.stepsDone.has(number));
  const open = openSentences(await openNow(context.nodes, plan, reading));
  const isDry = context.given.options.has('--dry-run');
  if (!context.isJson) {
    context.print(linesOfFile({ ...plan, steps: left.slice(0, MAX_STEPS) }));
    if (left.length > MAX_STEPS) context.print([`… and ${counted(left.length - MAX_STEPS, 'step')} more.`]);
    context.print([
      `${plan.steps.length - left.length} of ${counted(plan.steps.length, 'step')} are done; the others look at the servers first.`,
      ...open,
      ...damageLines(found),
    ]);
  } else if (isDry) context.printJson({ plan, left: left.map(({ number }) => number), open });
  if (isDry) return 0;
  if (forbids(context, plan)) return context.refuse(READ_ONLY);
  if (plan.request.kind === 'import') {
    const problem = await resumeProblem(context.given, plan.request, await context.openSource());
    if (problem !== null) return context.refuse(problem);
  }
  if (!(await confirms(context, plan))) return 1;
  return carryOut(context, plan, { place: found.place, done: state.stepsDone });
}

/** The plan's lines, which a file may have any text in. */
const linesOfFile = (plan: Plan): string[] =>
  planLines(plan).map((line) => escapeForLine(line.slice(0, MAX_LINE)));

const damageLines = ({ damaged }: FoundJournal): string[] =>
  damaged === 0
    ? []
    : [`[WARNING] ${counted(damaged, 'line')} of the journal cannot be read, and nothing is known of them.`];

async function listUnfinished(context: CommandContext): Promise<number> {
  const { unfinished, unreadable } = await unfinishedOperations(context.directory);
  if (context.isJson)
    context.printJson({
      operations: unfinished.map(({ place, state: { plan, ended, pausedAt, slotsMoved, stepsDone } }) => ({
        name: place.id,
        title: plan.title,
        cluster: plan.cluster,
        state: ended ?? (pausedAt === null ? 'interrupted' : 'paused'),
        pausedAt,
        stepsDone: stepsDone.size,
        steps: plan.steps.length,
        slotsMoved: slotsMoved.size,
        slots: plan.totals.slots,
      })),
      unreadable,
    });
  else if (unfinished.length === 0 && unreadable.length === 0)
    context.print(['[OK] No operation was interrupted.']);
  else {
    for (const found of unfinished) context.print(await linesOf(context, found));
    context.print(unreadable.map((text) => `[ERR] ${text}`));
  }
  return unfinished.length === 0 && unreadable.length === 0 ? 0 : 1;
}

async function linesOf(context: CommandContext, found: FoundJournal): Promise<string[]> {
  const { ended, pausedAt, pid, plan, slotsMoved, stepsDone } = found.state;
  const name = nameOf(context, found.place);
  const isRunning = await isUnderWay(found.state);
  const how = isRunning
    ? 'Under way'
    : ended === 'failed'
      ? 'Failed'
      : ended === 'cancelled'
        ? 'Stopped'
        : pausedAt !== null
          ? `Paused at ${dayOf(pausedAt)} ${clockTime(pausedAt)}`
          : 'Interrupted';
  const { slots } = plan.totals;
  const moved = slots > 0 ? `${grouped(slotsMoved.size)} of ${counted(slots, 'slot')} moved, ` : '';
  const title = escapeForLine(plan.title.slice(0, MAX_LINE));
  return [
    `${how}: ${name}. ${title} at ${escapeForLine(plan.cluster)}, ${moved}${stepsDone.size} of ${counted(plan.steps.length, 'step')} done.`,
    ...(isRunning
      ? [`  Process ${pid} runs it.`]
      : [
          `  Take it up again: slotshell --cluster resume ${name}`,
          ...(isUndoable(plan) ? [`  Take it back: slotshell --cluster undo ${name}`] : []),
          `  Leave it as it is: slotshell --cluster resume ${name} --forget`,
        ]),
  ];
}

/** What is open at the servers stays open, and is named. */
async function forget(
  context: CommandContext,
  { place, state }: FoundJournal,
  reading: ClusterReading | undefined,
): Promise<number> {
  const open = reading ? openSentences(await openNow(context.nodes, state.plan, reading)) : [];
  context.print([
    ...(reading ? [] : ['[WARNING] The cluster cannot be read, so what is open there is not known.']),
    ...open.map((text) => `[WARNING] ${text} It stays so.`),
  ]);
  if (!(await confirms(context, { ...state.plan, request: { kind: 'undo', of: place.id } }))) return 1;
  try {
    await endJournal(place, 'forgotten', open.join(' '));
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    return context.refuse(`[ERR] It is not forgotten. ${escapeForLine(error.message)}`);
  }
  if (context.isJson) context.printJson({ operation: place.id, state: 'forgotten', open });
  else context.print([`[OK] It is forgotten. Its journal stays: ${shownName(journalFile(place))}`]);
  return 0;
}
