/** Waits until the nodes agree about the slots. */
import { findingsOf } from '../cluster/operations/findings/findings.ts';
import { isBroken } from '../cluster/operations/findings/is-broken.ts';
import type { ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';
import type { OperationNodes } from '../cluster/operations/reading/nodes.ts';
import { readCluster } from '../cluster/operations/reading/read-cluster.ts';
import { waitFor } from '../cluster/operations/run/wait.ts';

/** Milliseconds. Gossip takes about a second. */
const AGREE_MS = 30_000;
const PAUSE_MS = 300;

/**
 * The reading, or one of the next 30 s in which the nodes agree; the last one if they never do. After a move, replicas learn of it
 * only by gossip. `waiting` is called if there is anything to wait for.
 */
export async function agreed(
  nodes: OperationNodes,
  first: ClusterReading,
  waiting: () => void = () => undefined,
): Promise<ClusterReading> {
  if (!onlyDisagree(first)) return first;
  waiting();
  let last = first;
  const look = async () => {
    last = await readCluster(nodes, first.seed).catch(() => last);
    return onlyDisagree(last) ? null : last;
  };
  await waitFor(AGREE_MS, look, PAUSE_MS);
  return last;
}

function onlyDisagree(reading: ClusterReading): boolean {
  const findings = findingsOf(reading);
  const others = findings.filter(({ kind }) => kind !== 'views-differ');
  return isBroken(reading, findings) && !isBroken(reading, others);
}
