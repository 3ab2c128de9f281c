/** One shell's guard. It decides for every command whether it is sent, refused, or needs the user's approval first. */
import { judge } from '../../../shared/commands/guard-judge.ts';
import type { Approval, Question } from '../../../shared/commands/guard.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import { Approvals } from './approvals.ts';
import type { Cluster } from '../cluster.ts';
import { makeQuestion } from './guard-question.ts';
import { KnownScripts } from './known-scripts.ts';

type GuardedCluster = Pick<Cluster, 'options' | 'topology' | 'metrics' | 'server'>;

/** The nodes a command would run on as typed. */
export interface Place {
  nodes: readonly NodeAddress[];
  /** True if the nodes cannot be changed: the user named them, or the command is part of a transaction. */
  fixed: boolean;
  /** The same as in Route. */
  keys: readonly { index: number; slot: number }[];
  /** The shell's. */
  database: number;
}

export type Ruling =
  /** `nodes`: the approved nodes, if they replace the typed ones. */
  | { kind: 'run'; nodes: NodeAddress[] | null }
  | { kind: 'refuse'; failure: Failure }
  | { kind: 'ask'; question: Question };

export class Guard {
  private readonly cluster: GuardedCluster;
  private readonly shell: number;
  private readonly approvals = new Approvals();
  private readonly scripts = new KnownScripts();

  constructor(cluster: GuardedCluster, shell: number) {
    this.cluster = cluster;
    this.shell = shell;
  }

  /** Call it before each command of the shell, in order: an approval covers only the next one. */
  async rule(
    args: readonly Uint8Array[],
    place: Place,
    { repeat = 1, approval = null }: { repeat?: number; approval?: Approval | null },
  ): Promise<Ruling> {
    const { options, server } = this.cluster;
    if (options.readOnly) this.scripts.learn(args);
    const verdict = judge(args, server.commands, options, this.scripts.find);
    if (verdict.kind !== 'ask') {
      this.approvals.forget();
      return verdict.kind === 'refuse' ? verdict : { kind: 'run', nodes: null };
    }
    const { topology, metrics } = this.cluster;
    const primaries = (topology?.shards ?? []).flatMap((shard) => shard.primary?.address ?? []);
    const question = makeQuestion(this.approvals.nextId(), this.shell, verdict.danger, args, {
      topology,
      metrics,
      label: options.label,
      environment: options.environment,
      nodes: place.nodes,
      targeted: place.fixed,
      keys: place.keys,
      database: place.database,
      repeat,
      // Shown with the question only: an approval does not need it.
      lastSave: verdict.danger.harm === 'deletes' && !approval ? await server.lastSave(primaries) : null,
      now: Date.now(),
    });
    const choice = this.approvals.settle(question, args, approval);
    if (choice === null) return { kind: 'ask', question };
    const all = question.choices.find(({ id }) => id === 'all');
    return { kind: 'run', nodes: choice === 'all' && all ? all.nodes : null };
  }
}
