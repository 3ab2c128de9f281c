/** Runs a plan step by step, with a journal, and looks at the cluster before and after. */
import type { Action } from '../../../../shared/operations/action.ts';
import type { JournalRecord } from '../../../../shared/operations/journal.ts';
import type { Amount, Plan, PlanStep } from '../../../../shared/operations/plan.ts';
import type { OperationReport, Outcome, Progress } from '../../../../shared/operations/progress.ts';
import { changedSince } from '../reading/fingerprint.ts';
import { NodeFailure, type OperationNodes } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Control, Executor, StepContext, StepEnd } from './context.ts';
import { executorOf } from './executors.ts';
import { verify } from './verify.ts';

export interface RunOptions {
  nodes: OperationNodes;
  /** The operation's name in its journal. */
  id: string;
  /** Resolves once the record is on disk. A rejection ends the operation before anything further is sent. */
  append(record: JournalRecord): Promise<void>;
  control: Control;
  resolveConflict: StepContext['resolveConflict'];
  onProgress?(progress: Progress): void;
  onOutcome?(outcome: Outcome & { step: PlanStep }): void;
  reply?: StepContext['reply'];
  /** Number of the first step: above 0 if an interrupted operation is taken up again. */
  from?: number;
}

type Outcomes = OperationReport['outcomes'];

/** Rejects only if the journal cannot be written; every failure at the servers is part of the report. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<OperationReport> {
  const { append, nodes, id, from = 0 } = options;
  const changed = from > 0 ? null : await changeBefore(plan, nodes);
  if (changed !== null) return refused(changed);
  await append(
    from > 0
      ? { record: 'resume', at: Date.now(), pid: process.pid }
      : { record: 'begin', at: Date.now(), id, pid: process.pid, plan },
  );
  const run = new PlanRun(plan, options);
  const state = await run.steps(plan.steps.slice(from));
  const verified = state === 'failed' ? [] : await verify(plan, nodes);
  const isGood = run.remarks.length === 0 && verified.every(({ ok }) => ok);
  const ended = state === 'done' && !isGood ? 'done-with-remarks' : state;
  await append({ record: 'end', at: Date.now(), state: ended, text: run.remarks.join(' ') });
  return { state: ended, outcomes: run.outcomes, remarks: run.remarks, verified, done: run.done };
}

/** What keeps the plan from starting; null if nothing does. */
async function changeBefore(plan: Plan, nodes: OperationNodes): Promise<string | null> {
  const { fingerprint, cluster } = plan;
  try {
    for (const address of fingerprint.newNodes) {
      const alone = await readCluster(nodes, address);
      if (alone.nodes.length > 1) return `${address} has joined a cluster since.`;
      if ((alone.nodes[0]!.keys ?? 0) > 0) return `${address} has keys now.`;
    }
    if (fingerprint.nodes.length === 0 && fingerprint.owners.length === 0) return null;
    return changedSince(fingerprint, await readCluster(nodes, cluster));
  } catch (error) {
    if (error instanceof NodeFailure) return `${error.message}.`;
    throw error;
  }
}

const NOTHING: Amount = { slots: 0, keys: 0, bytes: 0 };

const refused = (changed: string): OperationReport => ({
  state: 'failed',
  outcomes: [],
  remarks: [
    `The cluster is not as it was when the plan was made: ${changed} Nothing was done. Make the plan again.`,
  ],
  verified: [],
  done: NOTHING,
});

class PlanRun {
  readonly outcomes: Outcomes = [];
  readonly remarks: string[] = [];
  done: Amount = { ...NOTHING };
  private readonly plan: Plan;
  private readonly options: RunOptions;
  private progress: Progress;

  constructor(plan: Plan, options: RunOptions) {
    this.plan = plan;
    this.options = options;
    this.progress = {
      state: 'running',
      step: 0,
      steps: plan.steps.length,
      title: plan.title,
      done: this.done,
      total: plan.totals,
      slot: null,
      rate: null,
      leftMs: null,
      latencyMs: null,
      limit: options.control.rate,
    };
  }

  async steps(steps: readonly PlanStep[]): Promise<'done' | 'paused' | 'cancelled' | 'failed'> {
    for (const step of steps) {
      const { wish } = this.options.control;
      if (wish !== 'run') return this.left(wish, `Step ${step.number + 1} has not begun: ${step.title}`);
      const ended = await this.step(step);
      if (ended.end === 'left') return this.left(wish, ended.text);
      if (ended.end === 'done') continue;
      this.remarks.push(ended.text);
      if (step.onFailure === 'stop') return 'failed';
    }
    return 'done';
  }

  private left(wish: Control['wish'], text: string): 'paused' | 'cancelled' {
    this.remarks.push(text);
    return (wish === 'run' ? this.options.control.wish : wish) === 'stop' ? 'cancelled' : 'paused';
  }

  private async step(step: PlanStep): Promise<StepEnd> {
    const { append } = this.options;
    const note = (state: 'begun' | 'done' | 'failed', text: string) =>
      append({ record: 'step', at: Date.now(), step: step.number, state, text });
    this.tell({ step: step.number, title: step.title, slot: null });
    await note('begun', step.title);
    const ended = await this.execute(step);
    if (ended.end !== 'left') await note(ended.end, ended.text);
    return ended;
  }

  private execute(step: PlanStep): Promise<StepEnd> {
    const executor = executorOf(step.action.kind) as Executor<Action> | undefined;
    if (executor) return executor(step.action, this.contextOf(step));
    const text = `This version of Slotshell cannot run a step of the kind ${step.action.kind}.`;
    return Promise.resolve({ end: 'failed', text, unknown: false });
  }

  private contextOf(step: PlanStep): StepContext {
    const { append, control, nodes, reply, resolveConflict, onOutcome } = this.options;
    return {
      nodes,
      cluster: this.plan.cluster,
      step: step.number,
      control,
      note: (record) => append({ ...record, at: Date.now() } as JournalRecord),
      report: (progress, added) => {
        if (added) this.add(added);
        this.tell({ ...progress, done: this.done });
      },
      outcome: (outcome) => {
        this.outcomes.push({ ...outcome, step: step.number });
        onOutcome?.({ ...outcome, step });
      },
      ...(reply && { reply }),
      resolveConflict,
    };
  }

  private add({ slots = 0, keys = 0, bytes = 0 }: Partial<Amount>): void {
    const plus = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
    this.done = {
      slots: this.done.slots + slots,
      keys: plus(this.done.keys, keys),
      bytes: plus(this.done.bytes, bytes),
    };
  }

  private tell(patch: Partial<Progress>): void {
    this.progress = { ...this.progress, ...patch };
    this.options.onProgress?.(this.progress);
  }
}
