/** Runs the steps of a plan in order, with a journal, up to a report of what was verified. */
import { totalOf } from '../planning/plan-of.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Action, ActionKind } from '../../../../shared/operations/action.ts';
import { movesSlots } from '../../../../shared/operations/moves-slots.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { Amount, Plan, PlanStep } from '../../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../../shared/operations/progress.ts';
import { replicasOf, type ClusterReading } from '../reading/cluster-reading.ts';
import { changedSince } from '../reading/fingerprint.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { readClusterFrom } from '../reading/read-cluster.ts';
import type { Control, Executor, Executors, LosingValue, Note, StepContext, StepEnd } from './context.ts';
import { Rate, timeLeft } from './progress.ts';
import { heldKeys, keyCount, type KeyCount } from './held-keys.ts';
import { seedsOf, touchedSlots, verify, type VerifiedEnd } from './verify.ts';

export interface RunDeps {
  nodes: OperationNodes;
  executors: Partial<Executors<ActionKind>>;
  /** Resolves once the record is on disk. A rejection ends the operation: nothing is done that the journal does not know. */
  journal: { append(record: JournalRecord): Promise<void> };
  onProgress(progress: Progress): void;
  resolveConflict: StepContext['resolveConflict'];
  /** Resolves with the path of the file that names the value, once all is on disk. */
  keepValue(value: LosingValue): Promise<string>;
  control: Control;
  /** The operation's name, and the process that runs it. */
  id: string;
  pid: number;
  reply?: StepContext['reply'];
  imported?: StepContext['imported'];
  openFile?: StepContext['openFile'];
  sourceNodes?: OperationNodes;
}

/** Numbers of steps that an earlier run finished. Their effects are in the cluster, so its fingerprint does not hold. */
export type Resume = ReadonlySet<number>;

export const runPlan = (plan: Plan, deps: RunDeps, resume: Resume | null = null): Promise<OperationReport> =>
  new OperationRun(plan, deps, resume).run();

/** Milliseconds that the nodes have to agree once some step has failed. */
const PARTLY_MS = 5000;

class OperationRun {
  private readonly plan: Plan;
  private readonly deps: RunDeps;
  private readonly resume: Resume | null;
  private readonly outcomes: OperationReport['outcomes'] = [];
  private readonly remarks: string[] = [];
  private readonly done: Amount;
  /** Of the steps that are left. */
  private readonly total: Amount;
  /** Number of losing values, by the file that names them. */
  private readonly kept = new Map<string, number>();
  private readonly rate = new Rate(Date.now());
  private progress: Progress;

  constructor(plan: Plan, deps: RunDeps, resume: Resume | null) {
    this.plan = plan;
    this.deps = deps;
    this.resume = resume;
    // Servers that move slots by themselves do not say how many keys have moved.
    const isCounted = !plan.steps.some(({ action }) => action.kind === 'migrate-slots');
    this.done = { slots: 0, keys: isCounted ? 0 : null, bytes: isCounted ? 0 : null };
    this.total = resume ? totalOf(plan.steps.filter(({ number }) => !resume.has(number))) : plan.totals;
    this.progress = {
      state: 'running',
      step: 0,
      steps: plan.steps.length,
      title: plan.title,
      done: this.done,
      total: this.total,
      slot: null,
      rate: null,
      leftMs: null,
      latencyMs: null,
      limit: deps.control.rate,
      restMs: null,
    };
  }

  async run(): Promise<OperationReport> {
    const { plan, deps } = this;
    const { refusal, reading } = await this.look();
    if (refusal !== null) {
      this.remarks.push(refusal);
      return this.report('failed', []);
    }
    const { id, pid } = deps;
    await this.note(this.resume ? { record: 'resume', pid } : { record: 'begin', id, pid, plan });
    // Again after a run that was cut off before its first step; what undo goes by is the first one.
    if (!this.resume?.size) await this.notePrimaries(reading);
    const before = await this.keysBefore(reading);
    const state = await this.steps();
    if (plan.request.kind === 'fix') this.remarks.push(...unrepaired(plan, this.outcomes));
    for (const [file, keys] of this.kept)
      this.remarks.push(
        `${counted(keys, 'key')} had two values. ${keys === 1 ? 'The one that lost is' : 'Those that lost are'} kept: ${escapeForLine(file)}`,
      );
    // After a failure there is no agreement to wait for, nor with a slot that was left open; after a step that failed alone,
    // only that of the others.
    const isWhole = this.outcomes.every((one) => one.state !== 'failed');
    const isCut = state === 'failed' || state === 'cancelled';
    const { verified, remarks } = await this.verified(before, isCut ? 0 : isWhole ? undefined : PARTLY_MS);
    this.remarks.push(...remarks);
    const isFine =
      this.kept.size === 0 &&
      remarks.length === 0 &&
      verified.every(({ ok }) => ok) &&
      this.outcomes.every((one) => one.state === 'ok');
    const end = state ?? (this.nothingDone ? 'failed' : isFine ? 'done' : 'done-with-remarks');
    // A paused operation has not ended: its journal is taken up again.
    await this.note(
      end === 'paused' ? { record: 'pause' } : { record: 'end', state: end, text: this.remarks.join(' ') },
    );
    return this.report(end, verified);
  }

  /** Whether every step failed, though each let the next one be tried. */
  private get nothingDone(): boolean {
    const ends = this.outcomes.filter(({ node }) => node === null);
    return ends.length > 0 && ends.every((one) => one.state !== 'ok') && !this.resume?.size;
  }

  /** Why nothing can be begun, or null; and the cluster, if it was read: a new operation relies on it. */
  private async look(): Promise<{ refusal: string | null; reading?: ClusterReading }> {
    const { plan, deps } = this;
    const unknown = plan.steps.find(({ action }) => !deps.executors[action.kind]);
    if (unknown) return { refusal: `Nothing was done: no way is known to carry out ${unknown.action.kind}.` };
    if (this.resume) return { refusal: null };
    try {
      const reading = await readClusterFrom(deps.nodes, seedsOf(plan));
      const changed = changedSince(plan.fingerprint, reading);
      return { refusal: changed === null ? null : `Nothing was done: ${changed} Make a new plan.`, reading };
    } catch (error) {
      return { refusal: `Nothing was done: ${says(error)}` };
    }
  }

  /** A primary that loses its last slot becomes a replica of the receiver, and its replicas follow. */
  private async notePrimaries(latest: ClusterReading | undefined): Promise<void> {
    const moving = this.plan.steps.filter(({ action }) => movesSlots(action));
    if (moving.length === 0) return;
    const reading = latest ?? (await this.readOrNull());
    const noted = new Set<string>();
    for (const { number: step, action } of moving)
      for (const { address, primaryId } of reading && 'from' in action
        ? replicasOf(reading, action.from)
        : []) {
        if (noted.has(address) || primaryId === null) continue;
        noted.add(address);
        await this.note({ record: 'before', step, node: address, name: 'primary', value: primaryId });
      }
  }

  /** Keys of the slots that the run touches; null for what moves none, or if they cannot be counted. */
  private async keysBefore(latest: ClusterReading | undefined): Promise<KeyCount | null> {
    if (!this.plan.steps.some(({ action }) => movesSlots(action))) return null;
    const reading = latest ?? (await this.readOrNull());
    return reading && keyCount(await heldKeys(this.deps.nodes, reading, touchedSlots(this.plan)));
  }

  private async readOrNull(): Promise<ClusterReading | null> {
    try {
      return await readClusterFrom(this.deps.nodes, seedsOf(this.plan));
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      return null;
    }
  }

  /** How the run ended early; null if all steps were run. */
  private async steps(): Promise<'failed' | 'paused' | 'cancelled' | null> {
    // A successor may have died since, and its predecessor be the primary again.
    const left = this.plan.steps.filter(
      ({ number, action }) => !this.resume?.has(number) || action.kind === 'failover',
    );
    for (let step = takeNext(left, this.deps.control); step; step = takeNext(left, this.deps.control)) {
      const { wish } = this.deps.control;
      if (wish !== 'run') return wish === 'pause' ? 'paused' : 'cancelled';
      const end = await this.step(step);
      if (end.end === 'left') {
        this.remarks.push(end.text);
        return this.deps.control.wish === 'pause' ? 'paused' : 'cancelled';
      }
      if (end.end === 'failed' && step.onFailure === 'stop') {
        this.remarks.push(end.text);
        return 'failed';
      }
    }
    return null;
  }

  private async step(step: PlanStep): Promise<StepEnd> {
    const { number, title, action } = step;
    this.tell({ step: number, title, slot: null });
    await this.note({ record: 'step', step: number, state: 'begun', text: title });
    const execute = this.deps.executors[action.kind] as Executor<Action>;
    const end = await execute(action, this.context(number, await this.answering()));
    if (end.end === 'left') return end;
    await this.note({ record: 'step', step: number, state: end.end, text: end.text });
    const state = end.end === 'done' ? 'ok' : end.unknown ? 'unknown' : 'failed';
    this.outcomes.push({ step: number, state, node: null, text: end.text });
    return end;
  }

  /** A node from which the others are found. */
  private async answering(): Promise<NodeAddress> {
    const { deps, plan } = this;
    for (const node of seedsOf(plan))
      if (['reply', 'refused'].includes((await deps.nodes.ask(node, ['PING'])).kind)) return node;
    return plan.cluster;
  }

  private context(step: number, cluster: NodeAddress): StepContext {
    const { nodes, control, resolveConflict, reply, imported, openFile, sourceNodes } = this.deps;
    return {
      nodes,
      cluster,
      step,
      control,
      note: (record) => this.note(record),
      report: (progress, added = {}) => {
        this.done.slots += added.slots ?? 0;
        if (this.done.keys !== null) this.done.keys += added.keys ?? 0;
        if (this.done.bytes !== null) this.done.bytes += added.bytes ?? 0;
        this.rate.add(added.keys ?? 0, Date.now());
        this.tell(progress);
      },
      hasFailedAt: (node) => {
        const own = this.outcomes.filter((one) => one.node === node);
        return own.length > 0 && own.every((one) => one.state !== 'ok');
      },
      outcome: (outcome) => this.outcomes.push({ step, ...outcome }),
      resolveConflict,
      keepValue: async (value) => {
        const file = await this.deps.keepValue(value);
        this.kept.set(file, (this.kept.get(file) ?? 0) + 1);
      },
      ...(reply && { reply }),
      ...(imported && { imported }),
      ...(openFile && { openFile }),
      ...(sourceNodes && { sourceNodes }),
    };
  }

  private tell(change: Partial<Progress>): void {
    const { wish } = this.deps.control;
    const state = wish === 'run' ? 'running' : wish === 'pause' ? 'pausing' : 'cancelling';
    const rate = this.rate.at(Date.now());
    const leftMs = timeLeft(rate, this.done.keys, this.total.keys);
    this.progress = { ...this.progress, rate, leftMs, ...change, state, done: { ...this.done } };
    this.deps.onProgress(this.progress);
  }

  private note(record: Note): Promise<void> {
    return this.deps.journal.append({ ...record, at: Date.now() } as JournalRecord);
  }

  private async verified(before: KeyCount | null, limitMs?: number): Promise<VerifiedEnd> {
    try {
      return await verify(this.deps.nodes, this.plan, before, limitMs);
    } catch (error) {
      const text = `The cluster could not be looked at afterwards: ${says(error)}`;
      return { verified: [{ ok: false, text }], remarks: [] };
    }
  }

  private report(state: OperationReport['state'], verified: OperationReport['verified']): OperationReport {
    this.deps.onProgress({ ...this.progress, state, done: { ...this.done } });
    return { state, outcomes: this.outcomes, remarks: this.remarks, verified, done: { ...this.done } };
  }
}

/** Takes the next step out of those that are left: moves that follow each other may change places. */
function takeNext(left: PlanStep[], { last }: Control): PlanStep | undefined {
  const isLast = ({ action }: PlanStep) =>
    action.kind === 'move-slots' && slotsOfRanges(action.slots).some((slot) => last?.has(slot));
  const end = left.findIndex(({ action }) => action.kind !== 'move-slots');
  const moves = left.slice(0, end < 0 ? undefined : end);
  const next = moves.find((step) => !isLast(step)) ?? left[0];
  if (next) left.splice(left.indexOf(next), 1);
  return next;
}

/** Steps of a repair that were not completed, whether or not the next ones were run. */
function unrepaired({ steps }: Plan, outcomes: readonly { step: number; state: string }[]): string[] {
  const open = new Set(outcomes.flatMap(({ step, state }) => (state === 'ok' ? [] : [step])));
  return steps.flatMap(({ number, title }) =>
    open.has(number)
      ? [`Not done, or not to its end: ${title} Fix the cluster again once the reason is gone.`]
      : [],
  );
}

function says(error: unknown): string {
  if (error instanceof NodeFailure) return escapeForLine(error.message.slice(0, 500));
  throw error;
}
