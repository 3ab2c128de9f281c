/** From a request to a plan that is shown, confirmed and carried out. */
import type { Finding } from '../../../shared/operations/finding.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import { isBroken } from '../../cluster/operations/findings/is-broken.ts';
import { migrationFindings } from '../../cluster/operations/findings/migration-findings.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { planOperation } from '../../cluster/operations/run/operate.ts';
import { agreed } from '../../operating/agreed.ts';
import { CHANGES_NOTHING } from '../../operating/changes-nothing.ts';
import { newOperationName } from '../../operating/journalled-run.ts';
import { concerns, unfinishedOperations } from '../../operating/journals.ts';
import { lookupHost } from '../../operating/lookup-host.ts';
import { createdIds } from '../../cluster/operations/reading/new-ids.ts';
import { carryOut } from './carry-out.ts';
import type { CommandContext } from './command-context.ts';
import { findingLines } from './listing.ts';
import { multipleOwnerLines } from './fix-lines.ts';
import { openingLines, planLines, promptFor } from './plan-lines.ts';
import { fixFirst, preambleLines, refusalLines } from './preamble.ts';
import { missingForReshard, requestOf } from './request.ts';
import { askForReshard } from './reshard-prompts.ts';
import { searchedCounts } from './show.ts';

export const READ_ONLY = '[ERR] The connection is read-only: only check, info and --dry-run are allowed.';

/** Resolves with the exit code. `reading` is null only for a cluster that is to be created. */
export async function operate(context: CommandContext, first: ClusterReading | null): Promise<number> {
  const { given } = context;
  const reading =
    first && fixFirst(given.subcommand) !== null
      ? await agreed(context.nodes, first, () => waiting(context))
      : first;
  const findings = reading ? findingsOf(reading) : [];
  // redis-cli reads the weights before it checks.
  const early = given.subcommand === 'rebalance' ? requestOf(given, reading) : null;
  if (early && 'refused' in early) return context.refuse(early.refused);
  if (reading && !context.isJson) {
    context.print(preambleLines(given, reading, findings));
    const counts = given.subcommand === 'fix' ? await searchedCounts(context, reading) : null;
    if (counts) context.print(multipleOwnerLines(reading, counts));
  }
  const last = reading && isBroken(reading, findings) ? fixFirst(given.subcommand) : null;
  if (reading && last !== null) {
    const code = refuseBroken(context, findings, last);
    await noteInterrupted(context, reading);
    return code;
  }
  const moving = reading && fixFirst(given.subcommand) ? await migrationFindings(context.nodes, reading) : [];
  if (moving.length > 0) return context.refuse(findingLines(moving).join('\n'));
  const asksForReshard = given.subcommand === 'reshard' && missingForReshard(given).length > 0;
  const full = asksForReshard && reading ? await askForReshard(given, reading, context.io) : given;
  if (full === null) return 1;
  const request = requestOf(full, reading);
  if ('refused' in request) return context.refuse(request.refused);
  const plan = await planOperation(request, reading, context.nodes, lookupHost, context.source);
  if ('refusal' in plan) {
    const { out, err } = refusalLines(request, reading, plan);
    context.print(out);
    for (const line of err) context.io.output.error(`${line}\n`);
    if (reading) await noteInterrupted(context, reading);
    return 1;
  }
  return offer(context, plan, reading);
}

function waiting(context: CommandContext): void {
  if (!context.isJson) context.print(['Waiting for the nodes to agree about the slots']);
}

/** What is wrong, and redis-cli's last line, which is on stderr for a reshard only. */
function refuseBroken(context: CommandContext, findings: readonly Finding[], last: string): number {
  const errors = findings.filter(({ severity }) => severity === 'error');
  context.print(findingLines(errors));
  if (context.isJson) context.printJson({ refused: [last], findings: errors });
  if (context.given.subcommand === 'reshard') context.io.output.error(`${last}\n`);
  else context.print([last]);
  return 1;
}

/** Shows the plan, asks, and carries it out. Resolves with the exit code. `directory` is where its journal goes. */
export async function offer(
  context: CommandContext,
  plan: Plan,
  reading: ClusterReading | null,
  directory = context.directory,
): Promise<number> {
  const { options } = context.given;
  const { kind } = plan.request;
  const isSimulated = options.has('--cluster-simulate');
  if (options.has('--dry-run') || isSimulated) {
    if (context.isJson) context.printJson(plan);
    else context.print(isSimulated ? openingLines(plan, reading) : planLines(plan));
    return 0;
  }
  if (forbids(context, plan)) return context.refuse(READ_ONLY);
  if (!context.isJson) context.print(openingLines(plan, reading, await createdIds(plan, context.nodes)));
  if (plan.steps.length === 0) {
    if (context.isJson) context.printJson({ plan });
    return 0;
  }
  if (!(await confirms(context, plan))) return kind === 'create' ? 0 : 1;
  return carryOut(context, plan, { place: { directory, id: newOperationName(kind) }, done: null });
}

/** What an earlier run has left is the likeliest reason for a refusal. Scripts read stdout. */
async function noteInterrupted({ directory, io }: CommandContext, reading: ClusterReading): Promise<void> {
  for (const { place, state } of (await unfinishedOperations(directory)).unfinished)
    if (!CHANGES_NOTHING.includes(state.plan.request.kind) && concerns(state.plan, reading))
      io.output.error(
        `[NOTE] ${place.id} was not finished here. slotshell --cluster resume lists what can be done about it.\n`,
      );
}

export function forbids({ flags }: CommandContext, { request }: Plan): boolean {
  return flags.target.readOnly && !CHANGES_NOTHING.includes(request.kind);
}

/** The end of input is no. On production the cluster's address is typed. */
export async function confirms(context: CommandContext, plan: Plan): Promise<boolean> {
  const isConfirmed = await isConfirmedBy(context, plan);
  // At a prompt it is plain; its text alone says nothing as data.
  if (!isConfirmed && context.isJson) context.refuse('It was not confirmed, so nothing was done.');
  return isConfirmed;
}

async function isConfirmedBy({ given, flags, io }: CommandContext, plan: Plan): Promise<boolean> {
  const { environment } = flags.target;
  if (environment === 'production' && !CHANGES_NOTHING.includes(plan.request.kind)) {
    io.output.remark(`This is production. Type ${plan.cluster} to go on: `);
    return (await io.stdin.line())?.trim() === plan.cluster;
  }
  const always = io.environment['VALKEYCLI_CLUSTER_YES'] ?? io.environment['REDISCLI_CLUSTER_YES'];
  const isYes = given.options.has('--cluster-yes') || always === '1';
  const prompt = promptFor(plan);
  if (prompt === null || isYes) return true;
  io.output.remark(prompt);
  return (await io.stdin.line())?.trim() === 'yes';
}
