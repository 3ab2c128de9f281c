/** Owners as a plan that is taken up again names them. Pure. */
import type { SlotOwner } from '../../shared/operations/moves.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { countSlots, slotsOfRanges } from '../../shared/slots/slot-ranges.ts';
import { slotOwnersOf, type ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';

/**
 * A primary that has taken over from one of the plan goes by the ID of that one: its slots have not moved, and those that come are
 * still to go there. It is one that has slots of a primary which follows it now.
 */
export function ownersAsPlanned({ fingerprint }: Plan, reading: ClusterReading): SlotOwner[] {
  const owners = slotOwnersOf(reading);
  const planned = new Map(fingerprint.owners.map(({ id, slots }) => [id, new Set(slotsOfRanges(slots))]));
  const old = new Map<string, string>();
  for (const { id, primaryId } of reading.nodes) {
    const slots = planned.get(id);
    const heir = owners.find((owner) => owner.id === primaryId);
    if (!slots || !heir || countSlots(heir.slots) === 0 || planned.has(heir.id)) continue;
    if (slotsOfRanges(heir.slots).some((slot) => slots.has(slot))) old.set(heir.id, id);
  }
  return owners.map((owner) => ({ ...owner, id: old.get(owner.id) ?? owner.id }));
}
