/** Whether the facts that a plan relies on still hold. */
import type { Fingerprint } from '../../../../shared/operations/plan.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { nodeById, slotsOf, type ClusterReading } from './cluster-reading.ts';

/** The first fact that no longer holds, as a sentence; null if all hold. New nodes are not part of the reading. */
export function changedSince({ owners, nodes }: Fingerprint, reading: ClusterReading): string | null {
  for (const planned of nodes) {
    const { address } = planned;
    const now = nodeById(reading, planned.id);
    if (!now) return `${address} (${escapeForLine(planned.id.slice(0, 40))}) is no longer in the cluster.`;
    if (now.role !== planned.role) return `${address} is a ${now.role} now; it was a ${planned.role}.`;
    if (now.primaryId !== planned.primaryId) return `${address} follows another primary now.`;
    if (now.address !== address) return `${address} is at ${now.address} now.`;
  }
  for (const { id, slots } of owners)
    if (JSON.stringify(slotsOf(reading, id)) !== JSON.stringify(slots))
      return `The slots of ${nodeById(reading, id)?.address ?? escapeForLine(id.slice(0, 40))} have changed.`;
  return null;
}
