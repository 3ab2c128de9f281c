/** Whether the facts that a plan relies on still hold. Pure. */
import { sameRanges } from '../../topology/slot-ranges.ts';
import type { Fingerprint } from '../../../../shared/operations/plan.ts';
import { nodeById, slotsOf, type ClusterReading } from './cluster-reading.ts';

/** What has changed, in one sentence; null if nothing has. */
export function changedSince(fingerprint: Fingerprint, reading: ClusterReading): string | null {
  for (const { id, address, role, primaryId, configEpoch } of fingerprint.nodes) {
    const now = nodeById(reading, id);
    if (!now) return `${address} is no longer in the cluster.`;
    if (now.address !== address) return `The node at ${address} is at another address now.`;
    if (now.role !== role) return `${address} is a ${now.role} now.`;
    if (now.primaryId !== primaryId) return `${address} replicates another primary now.`;
    if (now.configEpoch !== configEpoch)
      return `The config epoch of ${address} is ${now.configEpoch} now; it was ${configEpoch}.`;
  }
  for (const { id, slots } of fingerprint.owners)
    if (!sameRanges(slotsOf(reading, id), slots))
      return `The slots of ${nodeById(reading, id)?.address ?? 'a node that left'} have changed.`;
  for (const address of fingerprint.newNodes)
    if (reading.nodes.length > 1 && reading.nodes.some((node) => node.address === address))
      return `${address} has joined a cluster since.`;
  return null;
}
