/** A table's rows for display: filtered, sorted, one page at a time. It keeps the order, because pages follow each other. */
import type { TagQuery } from '../../../shared/slots/scan-model.ts';
import { filterRows } from './row-filter.ts';
import { allRows, sortByNumber, sortByTag } from './row-order.ts';
import { partOf, rowOf, type TagTable } from './tag-table.ts';

/** Values from outside the table: a slot's shard (0 for none), bytes of memory (0 if unknown). */
export interface RowMetrics {
  shardOf(slot: number): number;
  memoryOf(row: number): number;
}

/** While keys are counted, an order is kept for this many milliseconds, or for this multiple of its cost. */
const HOLDS = 1000;
const WORTH = 20;
const KEPT = 6;

interface Order {
  rows: Uint32Array;
  moves: number;
  version: number;
  until: number;
}

export class RowList {
  private readonly orders = new Map<string, Order>();

  /** `version` changes with every count; a page from a kept order may be slightly old. */
  page(
    table: TagTable,
    version: number,
    { filter, shard, order, descending, from, count }: TagQuery,
    metrics: RowMetrics,
  ): { rows: number[]; matching: number } {
    const name = JSON.stringify([order, filter, shard]);
    let known = this.orders.get(name);
    const now = performance.now();
    const holds = known && known.moves === table.moves && (known.version === version || now < known.until);
    if (!known || !holds) {
      const rows = chosenRows(table, filter, shard, metrics);
      sortRows(table, rows, order, metrics);
      const took = performance.now() - now;
      known = { rows, moves: table.moves, version, until: now + Math.max(HOLDS, WORTH * took) };
      this.orders.delete(name);
      this.orders.set(name, known);
      if (this.orders.size > KEPT) this.orders.delete(this.orders.keys().next().value!);
    }
    const { rows } = known;
    const end = Math.min(rows.length, from + count);
    const page: number[] = [];
    for (let i = from; i < end; i++) page.push(rows[descending ? rows.length - 1 - i : i]!);
    return { rows: page, matching: rows.length };
  }

  /** Starts over with another table. */
  clear(): void {
    this.orders.clear();
  }
}

function chosenRows(table: TagTable, filter: string, shard: number | null, metrics: RowMetrics): Uint32Array {
  if (filter === '' && shard === null) return allRows(table);
  const chosen: number[] = [];
  const take = (row: number) => {
    if (shard === null || metrics.shardOf(partOf(table, row).slots[rowOf(row)]!) === shard) chosen.push(row);
  };
  if (filter === '') allRows(table).forEach(take);
  else filterRows(table, filter, take);
  return Uint32Array.from(chosen);
}

/** Among equal slots or shards, rows with more keys are greater. */
const KEYS_BITS = 2 ** 24;

function sortRows(table: TagTable, rows: Uint32Array, order: TagQuery['order'], metrics: RowMetrics): void {
  if (order === 'tag') return sortByTag(table, rows);
  const keys = (row: number) => partOf(table, row).keys[rowOf(row)]!;
  const slot = (row: number) => partOf(table, row).slots[rowOf(row)]!;
  const few = (row: number) => Math.min(KEYS_BITS - 1, keys(row));
  const numbers: { readonly [O in Exclude<TagQuery['order'], 'tag'>]: (row: number) => number } = {
    keys,
    memory: (row) => Math.round(metrics.memoryOf(row)),
    slot: (row) => slot(row) * KEYS_BITS + few(row),
    shard: (row) => Math.min(65_535, metrics.shardOf(slot(row))) * KEYS_BITS + few(row),
  };
  sortByNumber(rows, numbers[order]);
}
