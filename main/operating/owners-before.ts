/** Owners as a plan that is taken up again names them. Pure. */
import type { SlotOwner } from '../../shared/operations/moves.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { slotsOfRanges } from '../../shared/slots/slot-ranges.ts';
import { slotOwnersOf, type ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';

/**
 * Primaries that have slots of one which the plan names and which follows them now: the ID of that one, by theirs. One that is down
 * cannot follow, and one that came back may stay a primary without slots (cluster-allow-replica-migration no): their heir has all of
 * their slots that no other node of the plan has got.
 */
export function heirsIn({ fingerprint }: Plan, reading: ClusterReading): Map<string, string> {
  const owners = slotOwnersOf(reading);
  const planned = new Map(fingerprint.owners.map(({ id, slots }) => [id, new Set(slotsOfRanges(slots))]));
  const others = owners.filter(({ id }) => !planned.has(id));
  const heirs = new Map<string, string>();
  for (const node of reading.nodes) {
    const slots = planned.get(node.id);
    if (!slots || owners.some((owner) => owner.id === node.id && owner.slots.length > 0)) continue;
    const takers = others.filter((other) => slotsOfRanges(other.slots).some((slot) => slots.has(slot)));
    const heir =
      takers.find(({ id }) => id === node.primaryId) ??
      ((node.trouble !== null || node.role === 'primary') && takers.length === 1 ? takers[0] : undefined);
    if (heir) heirs.set(heir.id, node.id);
  }
  return heirs;
}

/** An heir goes by the ID that the plan knows: its slots have not moved, and those that come are still to go there. */
export function ownersAsPlanned(heirs: ReadonlyMap<string, string>, reading: ClusterReading): SlotOwner[] {
  const followed = new Set(heirs.values());
  return slotOwnersOf(reading)
    .filter(({ id }) => !followed.has(id))
    .map((owner) => ({ ...owner, id: heirs.get(owner.id) ?? owner.id }));
}
