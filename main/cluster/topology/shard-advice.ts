/** Advice about a node that cannot be reached, based on its shard in the map. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Failure } from '../../../shared/failure.ts';
import { heirOf, slotHealth } from '../../../shared/cluster/slot-health.ts';
import { nodeShards, slotOwners } from '../../../shared/cluster/slot-owners.ts';

/** Returns the failure with the shard's trouble as advice; unchanged if it is of another kind or the shard is unknown. */
export function withShardAdvice(
  failure: Failure,
  topology: Topology | null,
  slot: number | null,
  node: NodeAddress | null,
): Failure {
  const isReach = failure.code === 'unreachable' || failure.code === 'no-address';
  if (!isReach || topology?.kind !== 'cluster') return failure;
  const shard =
    slot === null
      ? nodeShards(topology).get(node ?? '')
      : (topology.shards[slotOwners(topology)[slot]! - 1] ?? null);
  if (!shard) return failure;
  const trouble = slotHealth(topology).unserved.get(shard.number);
  if (trouble) return { ...failure, advice: `${trouble.message} ${trouble.advice}` };
  if (node !== null && node !== shard.primary?.address) return failure;
  const advice = heirOf(shard)
    ? 'If it stays down, a replica takes over after cluster-node-timeout: try again then.'
    : `Shard ${shard.number} has no healthy replica to take over: try again when the node is back.`;
  return { ...failure, advice };
}
