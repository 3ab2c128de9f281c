/** What the records of a journal amount to. What is open is not among it: the servers know that. Pure. */
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';

export interface JournalState {
  id: string;
  /** The process that ran it last, and when that began, in milliseconds since 1970. */
  pid: number;
  startedAt: number;
  plan: Plan;
  stepsBegun: ReadonlySet<number>;
  stepsDone: ReadonlySet<number>;
  /** Slots that have their new owner. */
  slotsMoved: ReadonlySet<number>;
  /** How it ended; null for an operation that is under way, paused, or was cut off. */
  ended: string | null;
  /** When the user paused it, in milliseconds since 1970; null unless it is paused now. */
  pausedAt: number | null;
}

/** A run that failed, or was told to stop, has ended and left work. */
const ENDED_EARLY: readonly string[] = ['failed', 'cancelled'];

/** Whether a resume has something to do. An operation that is under way counts too. */
export const isUnfinished = ({ ended, plan, stepsDone }: JournalState): boolean =>
  ended === null || (ENDED_EARLY.includes(ended) && plan.steps.some(({ number }) => !stepsDone.has(number)));

/** Null if the first record is missing: nothing was done then. */
export function foldJournal(records: readonly JournalRecord[]): JournalState | null {
  const [first] = records;
  if (first?.record !== 'begin') return null;
  const stepsBegun = new Set<number>();
  const stepsDone = new Set<number>();
  const slotsMoved = new Set<number>();
  const moved = (slots: readonly number[]) => slots.forEach((slot) => slotsMoved.add(slot));
  let { pid, at: startedAt } = first;
  let ended: string | null = null;
  let pausedAt: number | null = null;
  for (const record of records)
    if (record.record === 'step') {
      stepsBegun.add(record.step);
      if (record.state !== 'done') continue;
      stepsDone.add(record.step);
      const action = first.plan.steps[record.step]?.action;
      // A job of the servers is not told slot by slot.
      if (action?.kind === 'migrate-slots') moved(slotsOfRanges(action.slots));
    } else if (record.record === 'slots') {
      if (record.state === 'closed') moved(record.slots);
    } else if (record.record === 'resume') {
      ({ pid, at: startedAt } = record);
      ended = pausedAt = null;
    } else if (record.record === 'pause') pausedAt = record.at;
    else if (record.record === 'end') {
      ended = record.state;
      pausedAt = null;
    }
  return {
    id: first.id,
    pid,
    startedAt,
    plan: first.plan,
    stepsBegun,
    stepsDone,
    slotsMoved,
    ended,
    pausedAt,
  };
}
