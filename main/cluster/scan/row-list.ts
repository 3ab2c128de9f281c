/** A table's rows for display: filtered, sorted, one page at a time. It keeps the order, because pages follow each other. */
import type { TagQuery } from '../../../shared/slots/scan-model.ts';
import { filterRows } from './row-filter.ts';
import { allRows, AT_ONCE, run, sortByNumber } from './row-order.ts';
import { TagOrder } from './tag-order.ts';
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
  /** What sorts them by their tags as far as they are looked at; null for an order by a number. */
  tags: TagOrder | null;
  moves: number;
  version: number;
  until: number;
  /** Whether it is being sorted, between two turns of the event loop. */
  busy: boolean;
}

/** A table, and a number that changes with every count in it. */
export interface Counted {
  table: TagTable;
  version: number;
}

export class RowList {
  private readonly orders = new Map<string, Order>();

  /** A page from a kept order may be slightly old. */
  page(counted: Counted, query: TagQuery, metrics: RowMetrics): { rows: number[]; matching: number } {
    const { rows } = run(this.sorted(counted, query, metrics));
    const { from, count, descending } = query;
    const end = Math.min(rows.length, from + count);
    const page: number[] = [];
    for (let i = from; i < end; i++) page.push(rows[descending ? rows.length - 1 - i : i]!);
    return { rows: page, matching: rows.length };
  }

  /** The same order as for a page, sorted as far as that needs. Yields after some milliseconds of work. */
  *sorted({ table, version }: Counted, query: TagQuery, metrics: RowMetrics): Generator<void, Order> {
    const { filter, shard, order, from, count, descending } = query;
    const name = JSON.stringify([order, filter, shard]);
    const now = performance.now();
    let known = this.orders.get(name);
    if (
      !known ||
      known.busy ||
      known.moves !== table.moves ||
      (known.version !== version && now >= known.until)
    ) {
      // The table may change while rows are chosen and sorted. Then the order is made again.
      const { moves } = table;
      const rows = yield* chosenRows(table, filter, shard, metrics);
      const tags = order === 'tag' ? new TagOrder(table, rows) : null;
      if (order !== 'tag') yield* sortByNumber(rows, numberOf(table, order, metrics));
      const took = performance.now() - now;
      known = { rows, tags, moves, version, until: now + Math.max(HOLDS, WORTH * took), busy: false };
      this.orders.delete(name);
      this.orders.set(name, known);
      if (this.orders.size > KEPT) this.orders.delete(this.orders.keys().next().value!);
    }
    if (!known.tags) return known;
    const { length } = known.rows;
    known.busy = true;
    try {
      yield* descending
        ? known.tags.sort(length - from - count, length - from)
        : known.tags.sort(from, from + count);
    } finally {
      known.busy = false;
    }
    return known;
  }

  /** Starts over with another table. */
  clear(): void {
    this.orders.clear();
  }
}

function* chosenRows(
  table: TagTable,
  filter: string,
  shard: number | null,
  metrics: RowMetrics,
): Generator<void, Uint32Array> {
  if (filter === '' && shard === null) return allRows(table);
  const chosen: number[] = [];
  const take = (row: number) => {
    if (shard === null || metrics.shardOf(partOf(table, row).slots[rowOf(row)]!) === shard) chosen.push(row);
  };
  if (filter !== '') yield* filterRows(table, filter, take);
  else
    for (const [i, row] of allRows(table).entries()) {
      take(row);
      if (i % AT_ONCE === AT_ONCE - 1) yield;
    }
  return Uint32Array.from(chosen);
}

/** Among equal slots or shards, rows with more keys are greater. */
const KEYS_BITS = 2 ** 24;

function numberOf(
  table: TagTable,
  order: Exclude<TagQuery['order'], 'tag'>,
  metrics: RowMetrics,
): (row: number) => number {
  const keys = (row: number) => partOf(table, row).keys[rowOf(row)]!;
  const slot = (row: number) => partOf(table, row).slots[rowOf(row)]!;
  const few = (row: number) => Math.min(KEYS_BITS - 1, keys(row));
  const numbers: { readonly [O in typeof order]: (row: number) => number } = {
    keys,
    memory: (row) => Math.round(metrics.memoryOf(row)),
    slot: (row) => slot(row) * KEYS_BITS + few(row),
    shard: (row) => Math.min(65_535, metrics.shardOf(slot(row))) * KEYS_BITS + few(row),
  };
  return numbers[order];
}
