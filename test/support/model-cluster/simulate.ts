/** Runs one operation on a modelled cluster with one fault in it, heals the fault, and takes the operation up again. */
import { executors } from '../../../main/cluster/operations/run/executors.ts';
import { foldJournal } from '../../../main/cluster/operations/run/journal.ts';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { runPlan, type Resume } from '../../../main/cluster/operations/run/runner.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import type { PlanRefusal } from '../../../shared/operations/moves.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../shared/operations/progress.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import { heal, strike, type Fault } from './faults.ts';
import type { LivingNode, ModelCluster } from './model-cluster.ts';
import type { SocketHooks } from './model-socket.ts';
import { Operator } from './operator.ts';
import { inVirtualTime } from './virtual-time.ts';
import { Witness } from './witness.ts';

/** eager: at once. slow: only as time passes. mixed: also single pings between any two commands. */
export const GOSSIP = ['eager', 'slow', 'mixed'] as const;

export interface Simulation {
  cluster: ModelCluster;
  /** The node that is asked first. */
  seed: string;
  request: () => object;
  fault: Fault;
  gossip: (typeof GOSSIP)[number];
  /** Seed of everything else that is left to chance. */
  random: number;
}

export interface Mark {
  node: string;
  slot: number;
}

export interface Simulated {
  /** Null: the process ended. */
  first: OperationReport | null;
  /** Those of the runs that took it up again. */
  resumed: OperationReport[];
  /** The run of a new plan, if the first one could not be finished. */
  anew: OperationReport | PlanRefusal | null;
  records: JournalRecord[];
  witness: Witness;
  /** Commands of the first run, such as `A: CLUSTER NODES`. */
  sent: string[];
  /** Slots that were open when the first run had ended, by whom; none if it had not begun. */
  open: Mark[];
  /** Marks that the fault has set. */
  foreign: Mark[];
}

const PING_MS = 100;
/** Until all have noticed that the fault is healed. */
const HEALED_MS = 5000;
const MAX_RESUMES = 2;
const MIXED = 0.2;

/** A small generator of chance, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The fault strikes before the command of this number; without one there is none. */
export async function simulate(simulation: Simulation, strikesAt: number | null = null): Promise<Simulated> {
  const run = new Run(simulation, strikesAt);
  return (await inVirtualTime(
    () => run.all(),
    () => run.happened,
  ))!;
}

/**
 * Where a fault strikes among the commands of a run without one. A pipeline counts as one command, or most faults would strike
 * while keys are counted.
 */
export function placeOf({ at, choice }: Fault, sent: readonly string[]): number {
  const kindOf = (command: string) => command.split(' ', 3).join(' ');
  const starts = sent.flatMap((command, i) => (i > 0 && kindOf(command) === kindOf(sent[i - 1]!) ? [] : [i]));
  const group = Math.floor(at * starts.length);
  const length = (starts[group + 1] ?? sent.length) - starts[group]!;
  return starts[group]! + (choice % length);
}

class Run {
  happened = 0;
  private readonly simulation: Simulation;
  private readonly cluster: ModelCluster;
  private readonly witness: Witness;
  private readonly random: () => number;
  private readonly sent: string[] = [];
  private readonly records: JournalRecord[] = [];
  /** Number of the command before which the fault strikes; null for none. */
  private readonly strikesAt: number | null;

  constructor(simulation: Simulation, strikesAt: number | null) {
    this.simulation = simulation;
    this.cluster = simulation.cluster;
    this.witness = new Witness(simulation.cluster);
    this.random = chance(simulation.random);
    this.strikesAt = strikesAt;
  }

  async all(): Promise<Simulated> {
    const { cluster, witness } = this;
    const ticks = setInterval(() => this.tick(), PING_MS);
    try {
      const plan = await this.plan();
      if ('refusal' in plan) throw new Error(plan.refusal);
      const slots = plan.steps.flatMap(({ action }) =>
        action.kind === 'move-slots' ? [action.slots[0]!.first, action.slots.at(-1)!.last] : [],
      );
      const foreign: Mark[] = [];
      const replicas = cluster.nodes.filter(({ isPrimary }) => !isPrimary);
      const operator: Operator = new Operator(cluster, {
        ...this.hooks(),
        judge: (node, words) => {
          this.happened++;
          this.sent.push(`${node.name}: ${words.join(' ')}`);
          if (this.sent.length - 1 !== this.strikesAt) return 'done';
          const before = this.marks();
          const endOperator = () => operator.die();
          const fate = strike(this.simulation.fault, node, { cluster, slots, replicas, endOperator });
          foreign.push(...this.marks().filter((mark) => !before.some((one) => isSame(one, mark))));
          return fate;
        },
      });
      const first = await this.carryOut(plan, operator, null);
      operator.nodes.close();
      const open = this.records.length > 0 ? this.marks() : [];
      heal(cluster);
      for (const { node, slot } of foreign) cluster.ask(node, 'CLUSTER', 'SETSLOT', String(slot), 'STABLE');
      await this.pause(HEALED_MS);
      const resumed: OperationReport[] = [];
      while (resumed.length < MAX_RESUMES && !isOver(resumed.at(-1) ?? first)) {
        const state = foldJournal(this.records);
        resumed.push(await this.again(plan, state ? state.stepsDone : null));
      }
      let anew: OperationReport | PlanRefusal | null = null;
      // A repair goes on after a step that failed; what it has left is for the next one.
      if (!isOver(resumed.at(-1) ?? first) || (resumed.at(-1) ?? first)?.remarks.some(saysFixAgain)) {
        const other = await this.plan();
        anew = 'refusal' in other ? other : await this.again(other, null);
      }
      await this.pause(HEALED_MS);
      cluster.settle();
      witness.look('the end');
      return { first, resumed, anew, records: this.records, witness, sent: this.sent, open, foreign };
    } finally {
      clearInterval(ticks);
    }
  }

  private hooks(): SocketHooks {
    const { cluster, witness } = this;
    return {
      judge: () => {
        this.happened++;
        return 'done';
      },
      onDone: (node, words) => {
        if (this.simulation.gossip === 'mixed' && this.random() < MIXED) this.ping();
        witness.look(`${words.slice(0, 5).join(' ')} at ${node.name}`);
      },
      onTurn: () => {
        if (this.simulation.gossip === 'eager') cluster.settle();
        witness.look('gossip');
      },
    };
  }

  private async again(plan: Plan, resume: Resume | null): Promise<OperationReport> {
    const operator = new Operator(this.cluster, this.hooks());
    const report = await this.carryOut(plan, operator, resume);
    operator.nodes.close();
    return report!;
  }

  private async plan(): Promise<Plan | PlanRefusal> {
    const { cluster, seed, request } = this.simulation;
    // Nothing changes meanwhile.
    const quiet = { ...this.hooks(), onDone: () => undefined };
    const { nodes } = new Operator(cluster, quiet);
    const lookup = () => Promise.reject(new Error('no name is looked up'));
    const parsed = requestSchema.parse(request());
    const reading = parsed.kind === 'create' ? null : await readCluster(nodes, cluster.address(seed));
    const plan = await planOperation(parsed, reading, nodes, lookup);
    nodes.close();
    return plan;
  }

  /** Null if the operator ended. */
  private carryOut(plan: Plan, operator: Operator, resume: Resume | null): Promise<OperationReport | null> {
    const { nodes, gone } = operator;
    const append = (record: JournalRecord) =>
      // A process that has ended writes nothing, and goes no further.
      operator.isGone ? new Promise<void>(() => undefined) : Promise.resolve(void this.records.push(record));
    const report = runPlan(
      plan,
      {
        nodes,
        executors,
        journal: { append },
        onProgress: () => undefined,
        resolveConflict: () => Promise.resolve('stop'),
        keepValue: () => Promise.resolve('kept.jsonl'),
        control: { wish: 'run', rate: null },
        id: 'one',
        pid: process.pid,
      },
      resume,
    );
    return Promise.race([report, gone]);
  }

  private marks(): Mark[] {
    return this.cluster.nodes.flatMap(({ name, migrating, importing }) =>
      [...migrating.keys(), ...importing.keys()].map((slot) => ({ node: name, slot })),
    );
  }

  private tick(): void {
    const { nodes } = this.cluster;
    for (const from of nodes) for (const to of nodes) this.cluster.gossip(from, to);
    this.cluster.replicate();
    this.witness.look('gossip');
  }

  private ping(): void {
    const { nodes } = this.cluster;
    const any = (): LivingNode => nodes[Math.floor(this.random() * nodes.length)]!;
    this.cluster.gossip(any(), any());
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const saysFixAgain = (text: string) => text.includes('Fix the cluster again');

const isSame = (one: Mark, other: Mark) => one.node === other.node && one.slot === other.slot;

export const isOver = (report: OperationReport | null): boolean =>
  report !== null && (report.state === 'done' || report.state === 'done-with-remarks');
