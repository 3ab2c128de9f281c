/** The plan, and the report once there is one, as text for a message to someone else. Pure. */
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import { countText, mbText } from './figures.ts';
import { words } from './words.ts';

/** `tookOver`: sentences about failovers meanwhile. */
export function reportText(
  { name, plan, state, steps, report, failure, startedAt, endedAt }: OperationStatus,
  tookOver: readonly string[] = [],
): string {
  const { slots, keys, bytes } = plan.totals;
  return [
    `${plan.title} [${words.states[state]}]`,
    `${name}, ${plan.cluster}, ${new Date(startedAt).toISOString()}${endedAt === null ? '' : ` to ${new Date(endedAt).toISOString()}`}`,
    `${words.plan.slots}: ${countText(slots)}, ${words.plan.keys}: ${countText(keys)}, ${words.plan.mb}: ${mbText(bytes)}`,
    ...tookOver,
    ...plan.remarks.map((remark) => `! ${remark}`),
    '',
    ...plan.steps.map(({ number, title }, i) => {
      const one = steps[i];
      const text = one && one.text !== '' ? `: ${one.text}` : '';
      return `${number + 1}. ${title} [${words.steps.states[one?.state ?? 'waiting']}]${text}`;
    }),
    ...(failure === null ? [] : ['', `${words.report.failure}. ${failure}`]),
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
