/** Rows of tags and prefixes with all their values, by page or one after another. */
import type { Estimate, PrefixRow, RowPage, TagQuery, TagRow } from '../../../shared/slots/scan-model.ts';
import { totalOf } from './estimate.ts';
import type { Grouping } from './grouping.ts';
import { mergePrefixes, type MergedPrefixes } from './prefix-merge.ts';
import { RowList, type RowMetrics } from './row-list.ts';
import { largestOf, memorySums, typeShares, type Sample } from './samples.ts';
import { partOf, rowOf, type TagTable } from './tag-table.ts';
import { judge, type Whole } from './verdict.ts';

/** Facts from the scan that rows are judged by. */
export interface RowContext {
  id: number;
  /** The shard of a slot; null if none has it. */
  shardOf(slot: number): number | null;
  whole(): Whole;
  /** maxmemory of a shard's primary; 0 for none or unknown. */
  maxMemoryOf(shard: number | null): number;
}

const FIRST: TagQuery = { filter: '', shard: null, order: 'keys', descending: true, from: 0, count: 500 };
/** A value computed from all rows is kept for this many milliseconds, or for this multiple of its cost. */
const HOLDS = 1000;
const WORTH = 20;
/** Milliseconds of a turn that sorts. */
const TURN_MS = 8;

/** An expensive value, kept until it has changed and enough time has passed. */
class Kept<T> {
  private value: T | null = null;
  private version = NaN;
  private until = 0;
  private readonly make: () => T;

  constructor(make: () => T) {
    this.make = make;
  }

  get(version: number, now = performance.now()): T {
    if (this.value === null || (version !== this.version && now >= this.until)) {
      this.value = this.make();
      this.version = version;
      this.until = now + Math.max(HOLDS, WORTH * (performance.now() - now));
    }
    return this.value;
  }

  clear(): void {
    this.value = null;
  }
}

export class ScanRows {
  private readonly grouping: Grouping;
  private readonly context: RowContext;
  private readonly tagList = new RowList();
  private readonly prefixList = new RowList();
  private readonly merged: Kept<MergedPrefixes>;
  private sampled: { version: number; moves: number; of: Map<number, Sample[]> } | null = null;

  constructor(grouping: Grouping, context: RowContext) {
    this.grouping = grouping;
    this.context = context;
    this.merged = new Kept(() => {
      this.prefixList.clear();
      return mergePrefixes(grouping.prefixes, grouping.seed);
    });
  }

  /** All prefixes as one table; while keys are counted it may be slightly old. */
  get prefixes(): MergedPrefixes {
    return this.merged.get(this.grouping.version);
  }

  /** Drops kept values, so that they are computed again. */
  refresh(): void {
    this.merged.clear();
    this.tagList.clear();
    this.sampled = null;
  }

  tagPage(query: TagQuery): RowPage<TagRow> {
    const { tags, version } = this.grouping;
    const { rows, matching } = this.tagList.page({ table: tags, version }, query, this.metrics);
    const whole = this.context.whole();
    return {
      scan: this.context.id,
      matching,
      kept: tags.rows,
      from: query.from,
      rows: rows.map((row) => this.tagRow(row, whole)),
    };
  }

  /**
   * Sorts the tags as far as the page needs, some milliseconds a turn of the event loop: tagPage() then finds them sorted,
   * unless counting has moved them meanwhile.
   */
  async sortTags(query: TagQuery): Promise<void> {
    const { tags, version } = this.grouping;
    let until = performance.now() + TURN_MS;
    for (const _step of this.tagList.sorted({ table: tags, version }, query, this.metrics))
      if (performance.now() >= until) {
        await new Promise((resolve) => setImmediate(resolve));
        until = performance.now() + TURN_MS;
      }
  }

  prefixPage(query: TagQuery): RowPage<PrefixRow> {
    const { table } = this.prefixes;
    const { version } = this.grouping;
    const { rows, matching } = this.prefixList.page({ table, version }, query, this.metrics);
    const whole = this.context.whole();
    return {
      scan: this.context.id,
      matching,
      kept: table.rows,
      from: query.from,
      rows: rows.map((row) => this.prefixRow(table, row, whole)),
    };
  }

  /** Returns every tag, the largest first. */
  *allTags(): Generator<TagRow> {
    yield* everyPage((from) => this.tagPage({ ...FIRST, from }));
  }

  *allPrefixes(): Generator<PrefixRow> {
    yield* everyPage((from) => this.prefixPage({ ...FIRST, from }));
  }

  private get metrics(): RowMetrics {
    return {
      shardOf: (slot) => this.context.shardOf(slot) ?? 0,
      memoryOf: (row) => this.memoryOf(row)?.value ?? 0,
    };
  }

  private samplesOf(row: number): readonly Sample[] {
    const { samples, tags } = this.grouping;
    if (!this.sampled || this.sampled.version !== samples.version || this.sampled.moves !== tags.moves) {
      const of = new Map<number, Sample[]>();
      for (const sample of samples.answered) {
        if (sample.row < 0) continue;
        const others = of.get(sample.row);
        if (others) others.push(sample);
        else of.set(sample.row, [sample]);
      }
      this.sampled = { version: samples.version, moves: tags.moves, of };
    }
    return this.sampled.of.get(row) ?? [];
  }

  private memoryOf(row: number): Estimate | null {
    const samples = this.samplesOf(row);
    if (samples.length === 0) return null;
    const part = partOf(this.grouping.tags, row);
    const estimate = totalOf(memorySums(samples), part.keys[rowOf(row)]!);
    const lowBy = part.lowBy[rowOf(row)]!;
    if (!estimate || lowBy === 0) return estimate;
    // Keys that may be missing from the count are assumed to be as large as the others.
    return {
      value: estimate.value,
      error: estimate.error + (estimate.value / part.keys[rowOf(row)]!) * lowBy,
    };
  }

  private tagRow(row: number, whole: Whole): TagRow {
    const part = partOf(this.grouping.tags, row);
    const at = rowOf(row);
    const [keys, slot] = [part.keys[at]!, part.slots[at]!];
    const samples = this.samplesOf(row);
    const shard = this.context.shardOf(slot);
    const memory = this.memoryOf(row);
    return {
      tag: part.tag(at),
      keys,
      lowBy: part.lowBy[at]!,
      share: shareOf(keys, this.grouping.keys),
      slot,
      shard,
      types: typeShares(samples),
      samples: samples.length,
      memory,
      largest: largestOf(samples),
      ...judge(keys, memory, this.context.maxMemoryOf(shard), whole),
    };
  }

  private prefixRow(table: TagTable, row: number, whole: Whole): PrefixRow {
    const part = partOf(table, row);
    const at = rowOf(row);
    const [keys, slot] = [part.keys[at]!, part.slots[at]!];
    const { verdict } = judge(keys, null, 0, whole);
    return {
      prefix: part.tag(at),
      keys,
      lowBy: part.lowBy[at]!,
      share: shareOf(keys, this.grouping.keys),
      slot,
      shard: this.context.shardOf(slot),
      verdict,
    };
  }
}

const shareOf = (keys: number, all: number) => (all === 0 ? 0 : Math.min(1, keys / all));

function* everyPage<R>(page: (from: number) => RowPage<R>): Generator<R> {
  for (let from = 0; ; from += FIRST.count) {
    const { rows } = page(from);
    yield* rows;
    if (rows.length < FIRST.count) return;
  }
}
