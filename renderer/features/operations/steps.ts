/** The steps of a plan with their states; the last one is always the check of the whole. Pure. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import { movesSlots } from '../../../shared/operations/moves-slots.ts';
import type { OperationStatus, StepStatus } from '../../../shared/operations/operation.ts';
import type { Plan, PlanStep } from '../../../shared/operations/plan.ts';
import { slotRanges } from '../../kit/numbers.ts';
import { countText, mbText } from './figures.ts';
import { stepSlots } from './moves.ts';
import { words } from './words.ts';

export interface StepRow {
  /** 1 and up. */
  number: number;
  state: StepStatus['state'];
  title: string;
  /** Lines under the title. */
  lines: string[];
  /** Of its slots, 0 to 1; null unless it runs and moves slots. */
  share: number | null;
}

const withoutDot = (text: string) => text.replace(/\.$/, '');

/** Before it starts. */
export function plannedSteps(plan: Plan): StepRow[] {
  const rows = plan.steps.map((step): StepRow => {
    const { number, title } = step;
    return {
      number: number + 1,
      state: 'waiting',
      title: withoutDot(title),
      lines: amountLines(step),
      share: null,
    };
  });
  return [...rows, verifyRow(rows.length, 'waiting', words.steps.verifyText)];
}

/** `slot`: the one under way. */
export function runningSteps(status: OperationStatus): StepRow[] {
  const { plan, steps, moved, report, progress, endedAt } = status;
  const rows = plan.steps.map((step, i): StepRow => {
    const one = steps[i] ?? WAITING;
    return {
      number: step.number + 1,
      state: one.state,
      title: withoutDot(step.title),
      lines: linesOf(step, one, moved, progress?.slot ?? null),
      share: one.state === 'running' ? shareOf(step, moved) : null,
    };
  });
  const isLast = endedAt === null && rows.every(({ state }) => state === 'done');
  if (!report || report.verified.length === 0)
    return [...rows, verifyRow(rows.length, isLast ? 'running' : 'waiting', words.steps.verifyText)];
  const ok = report.verified.filter((one) => one.ok).length;
  const text = words.steps.verified(ok, report.verified.length);
  return [...rows, verifyRow(rows.length, ok === report.verified.length ? 'done' : 'failed', text)];
}

const WAITING: StepStatus = { state: 'waiting', text: '', beganAt: null, endedAt: null };

const verifyRow = (steps: number, state: StepRow['state'], text: string): StepRow => ({
  number: steps + 1,
  state,
  title: words.steps.verify,
  lines: [text],
  share: null,
});

function amountLines({ action, moves }: PlanStep): string[] {
  if (!movesSlots(action) || !moves) return [];
  return [[slotRanges(action.slots), ...amountWords(moves)].join(' · ')];
}

const amountWords = ({ keys, bytes }: NonNullable<PlanStep['moves']>) => [
  ...(keys === null ? [] : [`${countText(keys)} ${words.table.keys.toLowerCase()}`]),
  ...(bytes === null ? [] : [`${mbText(bytes)} ${words.table.mb}`]),
];

function linesOf(
  step: PlanStep,
  one: StepStatus,
  moved: readonly SlotRange[],
  slot: number | null,
): string[] {
  const slots = stepSlots(step, moved);
  const lasted =
    one.beganAt !== null && one.endedAt !== null && one.endedAt - one.beganAt >= 1000
      ? [words.steps.lasted(one.endedAt - one.beganAt)]
      : [];
  const text = one.text === '' ? [] : [one.text];
  if (slots === null || !movesSlots(step.action)) return [...text, ...lasted];
  const range = slotRanges(step.action.slots);
  switch (one.state) {
    case 'waiting':
      return amountLines(step);
    case 'running': {
      const now = slot === null ? [] : [words.steps.nowSlot(slot)];
      return [[range, words.steps.slots(slots.moved, slots.slots), ...now].join(' · ')];
    }
    case 'done':
      return [[range, ...lasted].join(' · ')];
    case 'failed':
      return [[range, words.steps.slots(slots.moved, slots.slots)].join(' · '), ...text];
  }
}

function shareOf(step: PlanStep, moved: readonly SlotRange[]): number | null {
  const slots = stepSlots(step, moved);
  return slots === null || slots.slots === 0 ? null : slots.moved / slots.slots;
}
