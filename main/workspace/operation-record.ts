/** What a journal's records tell of an operation: its steps, the slots that have moved, and the latest records in words. */
import { movesSlots } from '../../shared/operations/moves-slots.ts';
import type { JournalRecord } from '../../shared/operations/journal.ts';
import { JOURNAL_LINES, type OperationStatus, type StepStatus } from '../../shared/operations/operation.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { slotsOfRanges } from '../../shared/slots/slot-ranges.ts';
import { toRanges } from '../cluster/topology/slot-ranges.ts';
import { recordWords } from './journal-words.ts';

export class OperationRecord {
  private readonly plan: Plan;
  private readonly steps: StepStatus[];
  private readonly moved = new Set<number>();
  private readonly open = new Set<number>();
  private journal: OperationStatus['journal'] = [];

  constructor(plan: Plan, earlier: readonly JournalRecord[]) {
    this.plan = plan;
    this.steps = plan.steps.map(() => ({ state: 'waiting', text: '', beganAt: null, endedAt: null }));
    for (const record of earlier) this.take(record);
  }

  take(record: JournalRecord): void {
    this.journal = [...this.journal.slice(1 - JOURNAL_LINES), { at: record.at, text: recordWords(record) }];
    if (record.record === 'slots') this.takeSlots(record.slots, record.state);
    if (record.record === 'resume') this.interrupted();
    if (record.record !== 'step') return;
    const step = this.steps[record.step];
    if (!step) return;
    if (record.state === 'begun') {
      step.beganAt ??= record.at;
      step.endedAt = null;
      step.state = 'running';
      step.text = '';
      return;
    }
    step.state = record.state;
    step.endedAt = record.at;
    step.text = record.text;
    const { action } = this.plan.steps[record.step]!;
    // A job of the servers is not told slot by slot.
    if (record.state === 'done' && movesSlots(action)) this.takeSlots(slotsOfRanges(action.slots), 'closed');
  }

  /** Copies, which cross to the window. */
  get told(): Pick<OperationStatus, 'steps' | 'moved' | 'open' | 'journal'> {
    return {
      steps: this.steps.map((step) => ({ ...step })),
      moved: toRanges(this.moved),
      open: toRanges(this.open),
      journal: this.journal,
    };
  }

  /** A run has ended: no step is under way. */
  interrupted(): void {
    for (const step of this.steps) if (step.state === 'running') step.state = 'waiting';
  }

  private takeSlots(slots: readonly number[], state: 'open' | 'closed'): void {
    for (const slot of slots)
      if (state === 'open') this.open.add(slot);
      else {
        this.open.delete(slot);
        this.moved.add(slot);
      }
  }
}
