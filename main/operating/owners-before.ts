/** Owners as a plan that is taken up again names them. Pure. */
import type { SlotOwner } from '../../shared/operations/moves.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { slotsOfRanges } from '../../shared/slots/slot-ranges.ts';
import { slotOwnersOf, type ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';

/** Primaries that have slots of one which the plan names and which follows them now: the ID of that one, by theirs. */
export function heirsIn({ fingerprint }: Plan, reading: ClusterReading): Map<string, string> {
  const owners = slotOwnersOf(reading);
  const planned = new Map(fingerprint.owners.map(({ id, slots }) => [id, new Set(slotsOfRanges(slots))]));
  const heirs = new Map<string, string>();
  for (const { id, primaryId } of reading.nodes) {
    const slots = planned.get(id);
    const heir = owners.find((owner) => owner.id === primaryId);
    if (!slots || !heir || planned.has(heir.id)) continue;
    if (slotsOfRanges(heir.slots).some((slot) => slots.has(slot))) heirs.set(heir.id, id);
  }
  return heirs;
}

/** An heir goes by the ID that the plan knows: its slots have not moved, and those that come are still to go there. */
export const ownersAsPlanned = (heirs: ReadonlyMap<string, string>, reading: ClusterReading): SlotOwner[] =>
  slotOwnersOf(reading).map((owner) => ({ ...owner, id: heirs.get(owner.id) ?? owner.id }));
