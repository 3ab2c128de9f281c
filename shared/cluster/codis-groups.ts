/** Finds the group of a slot behind codis, computed once per map. */
import { CODIS_SLOTS } from '../slots/codis-slots.ts';
import type { CodisMap, Shard } from './topology.ts';

const tables = new WeakMap<CodisMap, (Shard | null)[]>();

/** The group that has the slot, 0 to 1023; null for a slot that is offline. */
export function groupOfSlot(map: CodisMap, slot: number): Shard | null {
  let table = tables.get(map);
  if (!table) {
    table = new Array<Shard | null>(CODIS_SLOTS).fill(null);
    for (const group of map.groups)
      for (const { first, last } of group.slots) table.fill(group, first, last + 1);
    tables.set(map, table);
  }
  return table[slot] ?? null;
}
