/** One operation while it runs for a window, and its report afterwards. */
import { escapeForLine } from '../../shared/format/escape.ts';
import { movesSlots } from '../../shared/operations/moves-slots.ts';
import type { ConflictQuestion, OperationStatus } from '../../shared/operations/operation.ts';
import type { OperationReport, OperationState, Progress } from '../../shared/operations/progress.ts';
import type { OperationNodes } from '../cluster/operations/reading/nodes.ts';
import type { Conflict, Control } from '../cluster/operations/run/context.ts';
import { isUndoable } from '../cluster/operations/undo/plan-undo.ts';
import { keyText, valueLines } from '../operating/conflict-values.ts';
import { runJournalled, type RunEnd } from '../operating/journalled-run.ts';
import { journalFile } from '../storage/operation-journal.ts';
import type { Prepared } from './operation-plans.ts';
import { OperationRecord } from './operation-record.ts';
import { RoundTrips } from './round-trips.ts';

/** Milliseconds between two statuses at least. */
const TELL_MS = 200;

type Winner = 'source' | 'target' | 'stop';

export class OperationRun {
  private readonly prepared: Prepared;
  private readonly nodes: OperationNodes;
  private readonly roundTrips: RoundTrips;
  private readonly emit: (status: OperationStatus) => void;
  private readonly control: { -readonly [K in keyof Control]: Control[K] };
  private readonly record: OperationRecord;
  private startedAt: number;
  private state: OperationState = 'waiting';
  private progress: Progress | null = null;
  private report: OperationReport | null = null;
  private failure: string | null = null;
  private endedAt: number | null = null;
  /** Its journal has a beginning: without one nothing was done. */
  private isBegun: boolean;
  private conflict: ConflictQuestion | null = null;
  private conflicts = 0;
  private decide: ((winner: Winner) => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ending: Promise<void> | null = null;

  /** `pings`: connections of their own. Both are closed at the end. */
  constructor(
    prepared: Prepared,
    { run, pings }: { run: OperationNodes; pings: OperationNodes },
    emit: (status: OperationStatus) => void,
  ) {
    const { offered, found } = prepared;
    this.prepared = prepared;
    this.nodes = run;
    this.roundTrips = new RoundTrips(pings);
    this.emit = emit;
    this.record = new OperationRecord(offered.plan, found?.records ?? []);
    this.record.interrupted();
    this.isBegun = found !== null;
    this.startedAt = found?.records[0]?.at ?? Date.now();
    this.control = {
      wish: 'run',
      rate: 'move' in offered.plan.request ? offered.plan.request.move.rate : null,
    };
  }

  get isRunning(): boolean {
    return this.endedAt === null;
  }

  get name(): string {
    return this.prepared.run.place.id;
  }

  get title(): string {
    return this.prepared.offered.plan.title;
  }

  get status(): OperationStatus {
    const { plan, before, after, addresses } = this.prepared.offered;
    return {
      name: this.name,
      file: journalFile(this.prepared.run.place),
      ...{ plan, before, after, addresses },
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      state: this.state,
      isBigLast: this.control.last !== undefined,
      p99Ms: this.roundTrips.p99,
      progress: this.progress,
      ...this.record.told,
      conflict: this.conflict,
      report: this.report,
      failure: this.failure,
      isUndoable: (this.isBegun || this.isRunning) && isUndoable(plan),
    };
  }

  /** Begins; the promise of `ended` resolves at its end, however it ends. */
  start(): void {
    this.ending ??= this.run();
    this.tell();
  }

  ended(): Promise<void> {
    return this.ending ?? Promise.resolve();
  }

  steer(wish: 'pause' | 'stop'): void {
    if (!this.isRunning) return;
    this.control.wish = wish;
    this.state = wish === 'pause' ? 'pausing' : 'cancelling';
    // A question that nobody answers would hold the pause.
    this.resolve(null, 'stop');
    this.tellNow();
  }

  leaveBig(isLast: boolean): void {
    if (isLast) this.control.last = new Set(this.prepared.offered.plan.bigSlots);
    else delete this.control.last;
    this.tell();
  }

  pace(limit: number | null): void {
    this.control.rate = limit;
    if (this.progress) this.progress = { ...this.progress, limit };
    this.tellNow();
  }

  /** `id` null: whichever is asked. */
  resolve(id: number | null, winner: Winner): void {
    if (this.conflict === null || (id !== null && id !== this.conflict.id)) return;
    this.conflict = null;
    this.decide?.(winner);
    this.decide = null;
    this.tellNow();
  }

  private async run(): Promise<void> {
    try {
      const end = await runJournalled(this.prepared.offered.plan, this.prepared.run, () => ({
        nodes: this.nodes,
        control: this.control,
        onProgress: (progress) => {
          this.progress = progress;
          this.watchNodes(progress.step);
          if (this.endedAt === null) this.state = progress.state;
          this.tell();
        },
        noted: (record) => {
          this.record.take(record);
          if (record.record === 'begin') {
            this.startedAt = record.at;
            this.isBegun = true;
          }
          this.tell();
        },
        resolveConflict: (conflict) => this.ask(conflict),
      }));
      this.take(end);
    } catch (error) {
      this.state = 'failed';
      this.failure = `An unexpected error: ${escapeForLine(String(error).slice(0, 500))}`;
    }
    this.record.interrupted();
    this.endedAt = Date.now();
    this.conflict = null;
    this.nodes.close();
    this.roundTrips.end();
    this.tellNow();
  }

  /** Those between which the step moves slots. */
  private watchNodes(step: number): void {
    const { plan, addresses } = this.prepared.offered;
    const action = plan.steps[step]?.action;
    const ids = action && movesSlots(action) ? [action.from, action.to] : [];
    this.roundTrips.watch(ids.flatMap((id) => addresses[id] ?? []));
  }

  private take(end: RunEnd): void {
    if (end.kind !== 'reported') {
      this.state = 'failed';
      this.failure =
        end.kind === 'not-begun' || !end.isBegun
          ? end.why
          : `${end.why} Make room for the journal, and take the operation up again.`;
      return;
    }
    this.state = end.report.state;
    this.report =
      end.notClosed === null
        ? end.report
        : { ...end.report, remarks: [...end.report.remarks, end.notClosed] };
  }

  private async ask(conflict: Conflict): Promise<Winner> {
    const [source, target] = await valueLines(this.nodes, conflict);
    if (this.control.wish !== 'run') return 'stop';
    this.conflict = {
      id: ++this.conflicts,
      slot: conflict.slot,
      database: conflict.database,
      key: keyText(conflict),
      source: { node: conflict.source.node, value: source },
      target: { node: conflict.target.node, value: target },
    };
    const decided = new Promise<Winner>((resolve) => (this.decide = resolve));
    this.tellNow();
    return decided;
  }

  private tell(): void {
    this.timer ??= setTimeout(() => this.tellNow(), TELL_MS);
  }

  private tellNow(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.emit(this.status);
  }
}
