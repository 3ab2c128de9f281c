/** Builds the report of a command that was run, as sent to the window. */
import type { Question } from '../../../shared/commands/guard.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type {
  AnswerGroup,
  Execution,
  ReplyPart,
  RoutedBy,
  SplitPart,
} from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import { showCommand } from '../../../shared/commands/command-secrets.ts';
import type { Cluster } from '../cluster.ts';
import { withoutSecrets } from '../wire/echoed-secrets.ts';
import type { NodeAnswer } from '../routing/targets.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import type { Outcome } from '../routing/redirect.ts';
import type { Route } from '../routing/route.ts';
import { withShardAdvice } from '../topology/shard-advice.ts';
import { effectOf, effectsOf, type Effect } from './shell-state.ts';
import { isSplittable } from '../routing/split.ts';

export interface Extra {
  routedBy?: RoutedBy;
  note?: string;
  groups?: NodeAnswer[][];
  parts?: SplitPart[];
  question?: Question;
  /** Commands of a transaction that EXEC ran. */
  ran?: (readonly Uint8Array[])[];
}

export type Answered = Outcome & { extra: Extra };

export const NOTHING: Outcome = { hops: [], node: null, reply: null, failure: null };

export const failed = (failure: Failure, extra: Extra = {}): Answered => ({ ...NOTHING, failure, extra });

interface Told {
  id: number;
  args: readonly Uint8Array[];
  first: Route;
  shown: Shown;
  outcome: Outcome;
  extra: Extra;
  milliseconds: number;
  state: SessionState;
  cluster: Cluster;
  quiet: boolean;
  reply(raw: RawReply): ReplyPart;
}

/** The changes to the shell from this answer on: none while the command is queued, and none at a target. */
export function effectsOfAnswer(
  args: readonly Uint8Array[],
  { hops, node, reply }: Outcome,
  { ran, routedBy }: Extra,
  inTransaction: boolean,
): Effect[] {
  if (hops.at(-1)?.outcome !== 'reply' || node === null || routedBy === 'target') return [];
  if (reply !== null && inTransaction) return [];
  if (ran) return effectsOf(ran, reply);
  const effect = effectOf(args);
  return effect ? [effect] : [];
}

/** The most keys that an Execution names. */
const SHOWN_KEYS = 200;

/** Bytes of a key that are shown. */
const KEY_BYTES = 200;

/** What a report shows of the command itself. */
export interface Shown {
  command: string;
  /** Without their shards, which the answer may have changed. */
  keys: Execution['keys'];
}

export const shownOf = (args: readonly Uint8Array[], { keys }: Route): Shown => ({
  command: showCommand(args, 500),
  keys: (keys.length > SHOWN_KEYS ? keys.slice(0, SHOWN_KEYS) : keys).map(({ index, slot }) => {
    const key = args[index]!;
    const text = readable(key.length > KEY_BYTES ? key.subarray(0, KEY_BYTES) : key);
    return { text, index, slot, shard: null };
  }),
});

export function reportExecution(told: Told): Execution {
  const { args, first, outcome, extra, state, cluster, shown } = told;
  for (const key of shown.keys) key.shard = cluster.shardOfSlot(key.slot);
  return {
    id: told.id,
    command: shown.command,
    slot: first.slot,
    keys: shown.keys,
    routedBy: extra.routedBy ?? first.routedBy,
    hops: outcome.hops,
    node: outcome.node,
    shard: first.routedBy === 'proxy' ? codisGroup(first, cluster) : cluster.shardOf(outcome.node),
    reply: outcome.reply
      ? told.reply(extra.ran ? withoutSecrets(outcome.reply, extra.ran) : outcome.reply)
      : null,
    failure: withAdvice(outcome.failure, first.slot, outcome.hops.at(-1)?.node ?? null, told),
    milliseconds: told.milliseconds,
    currentNode: state.currentNode,
    database: state.database,
    transaction: state.transaction,
    subscribed: state.subscribed,
    groups: extra.groups ? extra.groups.map((group) => groupOf(group, told)) : null,
    parts: extra.parts ?? null,
    note: extra.note ?? '',
    quiet: told.quiet,
    splittable:
      outcome.hops.at(-1)?.outcome === 'crossslot' && extra.routedBy === undefined && isSplittable(args),
    question: extra.question ?? null,
  };
}

/** The group to which codis takes it; null if it has no key, or keys of several slots. */
export const codisGroup = ({ slot }: Route, cluster: Cluster) =>
  slot === null ? null : cluster.shardOfSlot(slot);

const withAdvice = (
  failure: Failure | null,
  slot: number | null,
  node: NodeAddress | null,
  { cluster, state }: Told,
): Failure | null =>
  failure && state.mode !== 'off' ? withShardAdvice(failure, cluster.topology, slot, node) : failure;

const groupOf = (answers: NodeAnswer[], told: Told): AnswerGroup => ({
  nodes: answers.map(({ node, shard, milliseconds }) => ({ node, shard, milliseconds })),
  reply: answers[0]!.reply ? told.reply(answers[0]!.reply) : null,
  failure: withAdvice(answers[0]!.failure, null, answers[0]!.node, told),
});
