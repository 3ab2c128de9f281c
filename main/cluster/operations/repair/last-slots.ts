/** Keeps a primary from giving its last slot away while it has keys of other slots. Pure. */
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import type { NodeReading } from '../reading/cluster-reading.ts';
import { countAt, type SlotCounts } from '../reading/slot-measures.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import type { Repair } from './decide.ts';
import { claimsBySlot } from './slot-facts.ts';

/** A primary without slots becomes a replica of the one that got the last (cluster-allow-replica-migration), and its keys go. */
export function keepLastSlots(
  repairs: readonly Repair[],
  answering: readonly NodeReading[],
  counts: SlotCounts,
): readonly Repair[] {
  const endangered = new Set(
    answering.flatMap(({ id, line }) => {
      const gained = repairs.filter(({ take, owner, keeper }) => take && owner === id && keeper !== id);
      const given = repairs.filter(({ giveUp }) => giveUp.includes(id));
      const going = repairs.filter(({ finish, keeper }) => finish && keeper === id);
      const left = countSlots(line.slots) + gained.length - given.length - going.length;
      return left <= 0 && going.length > 0 && keepsKeys(id, repairs, answering, counts) ? [id] : [];
    }),
  );
  if (endangered.size === 0) return repairs;
  const kept = repairs.map((repair): Repair =>
    repair.finish && endangered.has(repair.keeper!)
      ? {
          ...repair,
          ...{ close: [], bring: [], finish: false, owner: repair.keeper },
          left: { why: 'last-slot', node: repair.keeper! },
        }
      : repair,
  );
  // Keys that would have moved to a slot that is left now stay where they are, which may endanger their node.
  return keepLastSlots(kept, answering, counts);
}

/** Whether it has, or may have, keys that no step moves away. */
function keepsKeys(
  id: string,
  repairs: readonly Repair[],
  answering: readonly NodeReading[],
  counts: SlotCounts,
): boolean {
  // Keys of a slot that comes to it are there before the slot is.
  if (repairs.some(({ finish, owner }) => finish && owner === id)) return true;
  const claims = claimsBySlot(answering);
  const bySlot = new Map(repairs.map((repair) => [repair.slot, repair]));
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const keys = countAt(counts, id, slot);
    if (keys === 0) continue;
    const repair = bySlot.get(slot);
    const isMoved = repair
      ? (repair.finish && repair.keeper === id) || repair.bring.some(({ from }) => from === id)
      : claims[slot]![0] === id;
    if (!isMoved) return true;
  }
  return false;
}
