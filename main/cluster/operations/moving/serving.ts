/** Waits until two nodes serve the slots whose keys are to move. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import type { ClusterReading, NodeReading } from '../reading/cluster-reading.ts';
import { readCluster } from '../reading/read-cluster.ts';
import { waitFor } from '../run/wait.ts';
import type { Move } from './move.ts';

/** Milliseconds until a node that sees all slots covered serves again. */
const SERVES_MS = 30_000;

/**
 * Null once both serve; otherwise the one that does not. MIGRATE and RESTORE are refused by a node that sees slots without an
 * owner, which the step before may just have changed. `latest`: a reading of this moment, if there is one.
 */
export async function notServing(
  { context, source, target }: Pick<Move, 'context' | 'source' | 'target'>,
  slots: readonly number[],
  latest?: ClusterReading,
): Promise<NodeAddress | null> {
  const isDown = (node: NodeReading) => {
    const owned = new Uint8Array(SLOT_COUNT);
    for (const line of node.view ?? [])
      for (const { first, last } of line.slots) owned.fill(1, first, last + 1);
    return node.clusterInfo.get('cluster_state') === 'fail' || slots.some((slot) => owned[slot] === 0);
  };
  let given = latest;
  const seen = await waitFor(SERVES_MS, async () => {
    const { nodes } = given ?? (await readCluster(context.nodes, context.cluster));
    given = undefined;
    const both = nodes.filter(({ address }) => address === source || address === target);
    const down = both.find(isDown)?.address ?? null;
    return down === null || context.control.wish !== 'run' ? { down } : null;
  });
  return seen === null ? source : seen.down;
}
