/** What the records of a journal amount to. Pure. */
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { Plan } from '../../../../shared/operations/plan.ts';

export interface JournalState {
  id: string;
  /** The process that ran it last. */
  pid: number;
  plan: Plan;
  stepsDone: ReadonlySet<number>;
  /** Slots that were opened and not closed. */
  openSlots: ReadonlySet<number>;
  /** How it ended; null for an operation that is under way, paused, or was cut off. */
  ended: string | null;
}

/** Null if the first record is missing: nothing was done then. */
export function foldJournal(records: readonly JournalRecord[]): JournalState | null {
  const [first] = records;
  if (first?.record !== 'begin') return null;
  const stepsDone = new Set<number>();
  const openSlots = new Set<number>();
  let { pid } = first;
  let ended: string | null = null;
  for (const record of records)
    if (record.record === 'step') {
      if (record.state === 'done') stepsDone.add(record.step);
    } else if (record.record === 'slots') {
      for (const slot of record.slots)
        if (record.state === 'open') openSlots.add(slot);
        else openSlots.delete(slot);
    } else if (record.record === 'resume') {
      ({ pid } = record);
      ended = null;
    } else if (record.record === 'end') ended = record.state;
  return { id: first.id, pid, plan: first.plan, stepsDone, openSlots, ended };
}
