/** Runs a command at the nodes of a target: once at each, without following redirects. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { findCommand } from '../../../shared/commands/command-table.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../cluster.ts';
import { mishap } from '../routing/mishap.ts';
import { newHop, sendOnce, type Outcome } from '../routing/redirect.ts';
import { groupAnswers, type NodeAnswer } from '../routing/targets.ts';
import { fateFailure, unreachableFailure } from '../wire/hop-failure.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { NOTHING, type Answered } from './report.ts';
import type { SilenceWatch } from './silence-watch.ts';

type Args = readonly Uint8Array[];

export interface AtNodesParts {
  cluster: Cluster;
  pool: NodePool;
  silence: SilenceWatch;
}

const READONLY = argsOf('READONLY');

export async function runAtNodes(parts: AtNodesParts, args: Args, nodes: NodeAddress[]): Promise<Answered> {
  const { cluster } = parts;
  const replicas = new Set(
    (cluster.topology?.shards ?? []).flatMap((shard) => shard.replicas).map((node) => node.address),
  );
  const entry = findCommand(cluster.server.commands, args)?.entry;
  const reads = (entry?.[1].includes('readonly') ?? false) && entry![3].length > 0;
  const outcomes = await Promise.all(
    nodes.map((node) => atNode(parts, args, node, reads && replicas.has(node))),
  );
  if (outcomes.length === 1) return { ...outcomes[0]!, extra: { routedBy: 'target' } };
  const answers = outcomes.map(({ hops, reply, failure }): NodeAnswer => ({
    node: hops[0]!.node,
    shard: hops[0]!.shard,
    milliseconds: hops[0]!.milliseconds,
    reply,
    failure,
  }));
  return {
    ...NOTHING,
    hops: outcomes.flatMap((outcome) => outcome.hops),
    extra: { routedBy: 'target', groups: groupAnswers(answers) },
  };
}

/** A replica answers reads of its slots only after READONLY. */
async function atNode(
  { cluster, pool, silence }: AtNodesParts,
  args: Args,
  node: NodeAddress,
  readonly: boolean,
): Promise<Outcome> {
  const hop = newHop(node, cluster.shardOf(node), false);
  try {
    const connection = pool.get(node);
    if (readonly) connection.send(READONLY).catch(() => undefined);
    const { reply, error } = await sendOnce(hop, () => silence.watch(node, args, connection.send(args)));
    const failure =
      error && (error.sent ? fateFailure(error, node, readonly) : unreachableFailure(error, node, 'off'));
    return { hops: [hop], node: reply ? node : null, reply, failure };
  } catch (error) {
    // The other nodes may have run it.
    return { ...mishap(error, true), hops: [hop] };
  }
}
