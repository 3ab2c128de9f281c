/** The plan, and the report once there is one, as text for a message to someone else; and the commands, for a terminal. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { OfferedPlan, OperationStatus } from '../../../shared/operations/operation.ts';
import type { Plan, PlanStep } from '../../../shared/operations/plan.ts';
import type { State } from '../../window/state.ts';
import { badOutcomes } from './about-end.ts';
import { countText, mbText } from './figures.ts';
import { heirsOf, type ShardNames } from './shards.ts';
import { words } from './words.ts';

/** What is shown, or the step of it with the number; null if there is no such thing. */
export function shownText(
  { operations: { page, offered, status, watched }, topology }: State,
  { form, step }: { form: 'text' | 'commands'; step: number | null },
): string | null {
  const run = page === 'watch' ? status : null;
  const plan = run?.plan ?? (page === 'plan' ? offered?.plan : undefined);
  if (!plan) return null;
  const steps = step === null ? plan.steps : plan.steps.filter(({ number }) => number === step);
  if (form === 'commands') return commandsText(steps);
  if (step !== null) return steps.map((one) => `${stepText(one, run)}\n`).join('');
  if (!run) return offered && planText(offered);
  const names = watched?.shards ?? new Map();
  return reportText(run, tookOver(heirsOf(names, topology, run.progress?.acting), names));
}

/** A sentence for each primary of the plan that another node has taken over from. */
export const tookOver = (heirs: ReadonlyMap<string, NodeAddress>, names: ShardNames): string[] =>
  [...heirs].map(([id, heir]) => words.tookOver(heir, names.get(id)!.address));

const commandsText = (steps: readonly PlanStep[]): string =>
  steps.flatMap(({ commands }) => commands.map(({ node, line }) => `${node}> ${line}\n`)).join('');

const totalsLine = ({ totals: { slots, keys, bytes } }: Plan): string =>
  `${words.plan.slots}: ${countText(slots)}, ${words.plan.keys}: ${countText(keys)}, ${words.plan.mb}: ${mbText(bytes)}`;

const saidLines = ({ remarks, notes }: Plan): string[] => [
  ...remarks.map((remark) => `! ${remark}`),
  ...notes,
];

/** Before it starts: `run` is null. */
function stepText({ number, title, risk }: PlanStep, run: OperationStatus | null): string {
  if (run === null) return `${number + 1}. ${title}${risk === null ? '' : ` ${risk}`}`;
  const { state = 'waiting', text = '' } = run.steps[number] ?? {};
  return `${number + 1}. ${title} [${words.steps.states[state]}]${text === '' ? '' : `: ${text}`}`;
}

function planText({ plan }: OfferedPlan): string {
  return [
    `${plan.title} [${words.states.planned}]`,
    `${plan.cluster}, ${new Date(plan.madeAt).toISOString()}`,
    totalsLine(plan),
    ...saidLines(plan),
    '',
    ...plan.steps.map((one) => stepText(one, null)),
    '',
  ].join('\n');
}

/** `failovers`: sentences about those meanwhile. */
export function reportText(status: OperationStatus, failovers: readonly string[] = []): string {
  const { name, plan, state, report, failure, startedAt, endedAt } = status;
  const bad = badOutcomes(report?.outcomes ?? []).filter(({ node }) => node !== null);
  return [
    `${plan.title} [${words.states[state]}]`,
    `${name}, ${plan.cluster}, ${new Date(startedAt).toISOString()}${endedAt === null ? '' : ` to ${new Date(endedAt).toISOString()}`}`,
    totalsLine(plan),
    ...failovers,
    ...saidLines(plan),
    '',
    ...plan.steps.map((step) => stepText(step, status)),
    ...(failure === null ? [] : ['', `${words.report.failure}. ${failure}`]),
    ...(bad.length === 0 ? [] : ['', `${words.report.outcomes}:`]),
    ...bad.map(
      ({ step, node, state: how, text }) =>
        `- ${words.report.outcome(step + 1, node)}: ${words.report.outcomeStates[how]}${text === '' ? '' : `. ${text}`}`,
    ),
    ...(report
      ? [
          '',
          `${words.report.verified}:`,
          ...report.verified.map(({ ok, text }) => `- ${ok ? '' : `${words.report.fails}: `}${text}`),
          ...(report.remarks.length > 0 ? [`${words.report.left}:`] : []),
          ...report.remarks.map((remark) => `- ${remark}`),
        ]
      : []),
    '',
  ].join('\n');
}
