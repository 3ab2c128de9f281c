/** Counts the keys that SCAN lists by slot, by hash tag, and by prefix if they have no tag. */
import { CODIS_SLOTS, crc32 } from '../../../shared/slots/codis-slots.ts';
import { crc16, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Samples } from './samples.ts';
import { type Sample } from './samples.ts';
import { TagTable, type TableLimits } from './tag-table.ts';

export interface GroupingLimits {
  tags: TableLimits;
  /** Limits over the tables of all counters. */
  prefixes: TableLimits;
}

export const GROUPING_LIMITS: GroupingLimits = {
  // The first part to fill up has three quarters of an even share, so a million rows are exact.
  tags: { rows: 1_400_000, bytes: 2 ** 26 },
  prefixes: { rows: 2 ** 18, bytes: 2 ** 25 },
};

const OPEN = 0x7b;
const CLOSE = 0x7d;
const SLOT_MASK = SLOT_COUNT - 1;
const CODIS_MASK = CODIS_SLOTS - 1;

export class Grouping {
  /** By slot: keys counted, and those of them with a tag. */
  readonly slots = new Uint32Array(SLOT_COUNT);
  readonly tagged = new Uint32Array(SLOT_COUNT);
  keys = 0;
  readonly tags: TagTable;
  readonly samples: Samples;
  /** Grows with every key counted or removed. */
  version = 0;
  /** By slot: keys without a tag that were removed from the slot but are still in a prefix's count. */
  readonly stale = new Uint32Array(SLOT_COUNT);
  readonly seed: number;
  private readonly limits: GroupingLimits;
  /** Whether slots are those of codis. */
  readonly codis: boolean;
  private counters: Counter[] = [];
  private readonly separator: Uint8Array;

  constructor(separator: string, samples: Samples, seed: number, limits = GROUPING_LIMITS, codis = false) {
    this.codis = codis;
    this.separator = Buffer.from(separator);
    this.samples = samples;
    this.seed = seed;
    this.limits = limits;
    this.tags = new TagTable(limits.tags, seed, (part, moved) => samples.move(part, moved));
  }

  /** The slot of a hashed part. */
  slotOf(from: Uint8Array, start: number, end: number): number {
    return this.codis ? (crc32(from, start, end) & CODIS_MASK) >>> 0 : crc16(from, start, end) & SLOT_MASK;
  }

  /** Returns a counter for one of `nodes` nodes. It counts keys whose slot has a 1 in `accept`, which may change meanwhile. */
  counter(accept: Uint8Array, nodes = 1): Counter {
    const { rows, bytes } = this.limits.prefixes;
    const table = new TagTable({ rows: Math.ceil(rows / nodes), bytes: Math.ceil(bytes / nodes) }, this.seed);
    const counter = new Counter(this, accept, table, this.separator);
    this.counters.push(counter);
    return counter;
  }

  /** One table for each counter; they list different prefixes. */
  get prefixes(): readonly TagTable[] {
    return this.counters.map(({ prefixes }) => prefixes);
  }

  /**
   * Removes the counts of all slots that have a 1, piece by piece. This is exact except for prefixes, which span many slots:
   * those of a counter are removed only if all its slots are; otherwise see `stale`. Nothing may be counted meanwhile.
   */
  *discard(slots: Uint8Array): Generator<void> {
    this.counters = this.counters.filter(({ touched }) =>
      touched.some((one, slot) => one === 1 && slots[slot] === 0),
    );
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      if (slots[slot] === 0) continue;
      const untagged = this.slots[slot]! - this.tagged[slot]!;
      if (!this.counters.some(({ touched }) => touched[slot] === 1)) this.stale[slot] = 0;
      else if (this.stale[slot] === 0) this.stale[slot] = untagged;
      this.keys -= this.slots[slot]!;
      this.slots[slot] = this.tagged[slot] = 0;
    }
    this.samples.removeSlots(slots);
    this.version++;
    for (const part of this.tags.parts.keys()) {
      this.tags.removeSlots(part, slots);
      this.version++;
      yield;
    }
  }

  /** The most keys by which a prefix may be off because slots were counted again. */
  get staleKeys(): number {
    let sum = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++)
      if (this.stale[slot]! > 0) sum += Math.max(this.stale[slot]!, this.slots[slot]! - this.tagged[slot]!);
    return sum;
  }
}

export class Counter {
  /** Keys counted by this counter. */
  keys = 0;
  readonly accept: Uint8Array;
  readonly prefixes: TagTable;
  /** Slots in which this has counted a key without a tag. */
  readonly touched = new Uint8Array(SLOT_COUNT);
  private readonly grouping: Grouping;
  private readonly separator: Uint8Array;
  private chosen: Sample[] = [];

  constructor(grouping: Grouping, accept: Uint8Array, prefixes: TagTable, separator: Uint8Array) {
    this.grouping = grouping;
    this.accept = accept;
    this.prefixes = prefixes;
    this.separator = separator;
  }

  /** Counts a key, bytes `start` to `end` of `from`; false if its slot is not counted here. */
  add(from: Uint8Array, start: number, end: number): boolean {
    const { grouping } = this;
    // The same as hashedPart() in shared/slots/slots.ts, which would create an object for each key.
    let open = start;
    while (open < end && from[open] !== OPEN) open++;
    let close = open + 1;
    while (close < end && from[close] !== CLOSE) close++;
    // codis takes an empty pair of braces for a tag.
    const tagged = close < end && (close > open + 1 || grouping.codis);
    const slot = tagged ? grouping.slotOf(from, open + 1, close) : grouping.slotOf(from, start, end);
    if (this.accept[slot] === 0) return false;
    grouping.slots[slot]!++;
    grouping.keys++;
    grouping.version++;
    this.keys++;
    let row = -1;
    if (tagged) {
      grouping.tagged[slot]!++;
      row = grouping.tags.count(from, open + 1, close, slot);
    } else if (grouping.stale[slot] === 0) {
      this.touched[slot] = 1;
      const last = this.lastSeparator(from, start, end);
      if (last > start) this.prefixes.count(from, start, last, grouping.slotOf(from, start, last));
    }
    if (grouping.samples.rate > 0) {
      const sample = grouping.samples.draw(from, start, end, slot, row);
      if (sample) this.chosen.push(sample);
    }
    return true;
  }

  /** Returns the keys chosen since the last call. */
  takeChosen(): Sample[] {
    const { chosen } = this;
    this.chosen = [];
    return chosen;
  }

  /** Returns where the last separator begins; -1 for none. */
  private lastSeparator(from: Uint8Array, start: number, end: number): number {
    const { separator } = this;
    for (let at = end - separator.length; at >= start; at--) {
      let i = 0;
      while (i < separator.length && from[at + i] === separator[i]) i++;
      if (i === separator.length) return at;
    }
    return -1;
  }
}
