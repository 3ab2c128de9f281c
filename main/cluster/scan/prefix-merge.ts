/** Merges the prefixes counted by several nodes into one table. Pure. */
import { HyperLogLog } from './hyper-log-log.ts';
import { TagTable } from './tag-table.ts';

export interface MergedPrefixes {
  table: TagTable;
  lossy: boolean;
  /** Distinct prefixes; an estimate if some were dropped. */
  distinct: number;
  /** The most keys by which a count may be too low. */
  lowBy: number;
}

/**
 * Sums the counts of all tables. A table that dropped prefixes may have had as many keys of an unlisted prefix as its part's
 * floor, so a count may be higher by that much.
 */
export function mergePrefixes(tables: readonly TagTable[], seed: number): MergedPrefixes {
  const lossy = tables.some((table) => table.lossy);
  const lowBy = tables.reduce((sum, table) => sum + table.floor, 0);
  if (tables.length === 1) return { table: tables[0]!, lossy, distinct: tables[0]!.tags().value, lowBy };
  const merged = new TagTable({ rows: Infinity, bytes: Infinity }, seed);
  for (const { parts } of tables)
    for (const [number, part] of parts.entries())
      for (let row = 0; row < part.rows; row++) {
        const [start, end, slot] = [part.starts[row]!, part.endOf(row), part.slots[row]!];
        const into = Math.floor(merged.count(part.bytes, start, end, slot, part.keys[row]!) / parts.length);
        merged.parts[number]!.lowBy[into]! += part.lowBy[row]! - part.floor;
      }
  if (lossy) addFloors(merged, tables);
  return { table: merged, lossy, distinct: lossy ? distinctIn(tables) : merged.rows, lowBy };
}

function distinctIn(tables: readonly TagTable[]): number {
  const all = new HyperLogLog();
  for (const { distinct } of tables) all.unite(distinct);
  return all.estimate().value;
}

/** Sums for each prefix, including the floors of tables that do not list it. Columns wrap around 2^32, so that differences add up. */
function addFloors(merged: TagTable, tables: readonly TagTable[]): void {
  for (const [number, part] of merged.parts.entries()) {
    const floor = tables.reduce((sum, { parts }) => sum + parts[number]!.floor, 0);
    for (let row = 0; row < part.rows; row++) part.lowBy[row]! += floor;
  }
}
