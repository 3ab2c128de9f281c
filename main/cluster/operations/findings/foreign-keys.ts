/** Keys at nodes that do not own their slots, told from the keys of all slots at all primaries. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { Finding } from '../../../../shared/operations/finding.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { toRanges } from '../../topology/slot-ranges.ts';
import { ownerTable, primariesOf, type ClusterReading } from '../reading/cluster-reading.ts';
import { countAt, type SlotCounts } from '../reading/slot-measures.ts';

/** Slots without an owner are left out: the keys are nobody else's. */
export function foreignKeyFindings(reading: ClusterReading, counts: SlotCounts): Finding[] {
  const owners = ownerTable(reading);
  return primariesOf(reading).flatMap(({ id, address, trouble }): Finding[] => {
    if (trouble) return [];
    const slots: number[] = [];
    let keys = 0;
    let unknown = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      if (owners[slot] === id || owners[slot] === undefined) continue;
      const count = countAt(counts, id, slot);
      if (count === null) unknown++;
      else if (count > 0) {
        slots.push(slot);
        keys += count;
      }
    }
    const common = { kind: 'foreign-keys' as const, nodes: [address], marks: [] };
    const found: Finding[] = [];
    if (slots.length > 0)
      found.push({
        ...common,
        severity: 'error',
        text: `${address} holds ${counted(keys, 'key')} of ${counted(slots.length, 'slot')} that other nodes own: clients do not find them.`,
        advice: 'Move them to the owners with fix.',
        slots: toRanges(slots),
        keys,
      });
    if (unknown > 0)
      found.push({
        ...common,
        severity: 'warning',
        text: `${address} did not say how many keys it holds of ${counted(unknown, 'slot')} that other nodes own.`,
        advice: 'Let the user that you log in with run INFO and CLUSTER COUNTKEYSINSLOT there.',
        slots: [],
        keys: null,
      });
    return found;
  });
}

/** redis-cli's owners of a slot: primaries that have it in their map or hold keys of it. Only slots with several. */
export function ownersByKeys(
  reading: ClusterReading,
  counts: SlotCounts,
): { slot: number; addresses: string[] }[] {
  const loaded = primariesOf(reading).filter(({ trouble }) => trouble === null);
  const owned = loaded.map(({ line }) => {
    const slots = new Uint8Array(SLOT_COUNT);
    for (const { first, last } of line.slots) slots.fill(1, first, last + 1);
    return slots;
  });
  const found: { slot: number; addresses: string[] }[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const holders = loaded.filter(
      ({ id }, i) => owned[i]![slot] === 1 || (countAt(counts, id, slot) ?? 0) > 0,
    );
    if (holders.length > 1) found.push({ slot, addresses: holders.map(({ address }) => address) });
  }
  return found;
}
