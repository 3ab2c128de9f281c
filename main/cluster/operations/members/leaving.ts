/** What holds for every node that leaves. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { counted } from '../../../../shared/format/count.ts';
import { slotsOf, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';

/** A node that answers and stays: the one that was read, if it does. */
export function seedWithout(reading: ClusterReading, id: string): NodeAddress | null {
  if (reading.seedId !== id) return reading.seed;
  return reading.nodes.find((node) => node.id !== id && node.trouble === null)?.address ?? null;
}

/** Why a node with slots cannot be forgotten; null if it has none. */
export function slotsRefusal(reading: ClusterReading, { id, address, trouble }: NodeReading): string | null {
  const slots = countSlots(slotsOf(reading, id));
  if (slots === 0) return null;
  const has = `${address} is not empty: it has ${counted(slots, 'slot')}`;
  return trouble === null
    ? `${has}. Move them away first.`
    : `${has}, and it does not answer, so they cannot be moved. Let a replica of it take over, or fix the cluster without it.`;
}
