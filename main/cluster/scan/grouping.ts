/** Keys as SCAN lists them, counted by slot, by hash tag, and without a tag by prefix. */
import { crc16, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Samples } from './samples.ts';
import { type Sample } from './samples.ts';
import { TagTable, type TableLimits } from './tag-table.ts';

export interface GroupingLimits {
  tags: TableLimits;
  /** Of all counters' tables together. */
  prefixes: TableLimits;
}

export const GROUPING_LIMITS: GroupingLimits = {
  // The part that is full first has three quarters of an even share: a million rows are exact.
  tags: { rows: 1_400_000, bytes: 2 ** 26 },
  prefixes: { rows: 2 ** 18, bytes: 2 ** 25 },
};

const OPEN = 0x7b;
const CLOSE = 0x7d;
const SLOT_MASK = SLOT_COUNT - 1;

export class Grouping {
  /** By slot: keys counted, and those of them with a tag. */
  readonly slots = new Uint32Array(SLOT_COUNT);
  readonly tagged = new Uint32Array(SLOT_COUNT);
  keys = 0;
  readonly tags: TagTable;
  readonly samples: Samples;
  /** Grows with whatever was counted or taken out. */
  version = 0;
  /** By slot: keys without a tag that were taken out of the slot and are still in a prefix's count. */
  readonly stale = new Uint32Array(SLOT_COUNT);
  readonly seed: number;
  private readonly limits: GroupingLimits;
  private counters: Counter[] = [];
  private readonly separator: Uint8Array;

  constructor(separator: string, samples: Samples, seed: number, limits = GROUPING_LIMITS) {
    this.separator = Buffer.from(separator);
    this.samples = samples;
    this.seed = seed;
    this.limits = limits;
    this.tags = new TagTable(limits.tags, seed, (part, moved) => samples.move(part, moved));
  }

  /** For the keys of one of `nodes` nodes: those are counted whose slot has a 1 in `accept`, which may change meanwhile. */
  counter(accept: Uint8Array, nodes = 1): Counter {
    const { rows, bytes } = this.limits.prefixes;
    const table = new TagTable({ rows: Math.ceil(rows / nodes), bytes: Math.ceil(bytes / nodes) }, this.seed);
    const counter = new Counter(this, accept, table, this.separator);
    this.counters.push(counter);
    return counter;
  }

  /** One table a counter, not alike in what they list. */
  get prefixes(): readonly TagTable[] {
    return this.counters.map(({ prefixes }) => prefixes);
  }

  /**
   * Forgets what was counted of the slots that have a 1, a piece at a time, and exactly, but for prefixes: a prefix has many
   * slots, so those of a counter go only where all its slots do; else see `stale`. Nothing may be counted meanwhile.
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

  /** How many keys a prefix may be off by, at most, because of slots that were counted anew. */
  get staleKeys(): number {
    let sum = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++)
      if (this.stale[slot]! > 0) sum += Math.max(this.stale[slot]!, this.slots[slot]! - this.tagged[slot]!);
    return sum;
  }
}

export class Counter {
  /** Keys that were counted here. */
  keys = 0;
  readonly accept: Uint8Array;
  readonly prefixes: TagTable;
  /** Slots of which this has counted a key without a tag. */
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

  /** Counts a key, bytes `start` to `end` of `from`; false where its slot is not to be counted here. */
  add(from: Uint8Array, start: number, end: number): boolean {
    const { grouping } = this;
    // As shared/slots/slots.ts hashedPart(), which would make an object a key.
    let open = start;
    while (open < end && from[open] !== OPEN) open++;
    let close = open + 1;
    while (close < end && from[close] !== CLOSE) close++;
    const tagged = close < end && close > open + 1;
    const slot = (tagged ? crc16(from, open + 1, close) : crc16(from, start, end)) & SLOT_MASK;
    if (this.accept[slot] === 0) return false;
    grouping.slots[slot]!++;
    grouping.keys++;
    this.keys++;
    let row = -1;
    if (tagged) {
      grouping.tagged[slot]!++;
      row = grouping.tags.count(from, open + 1, close, slot);
    } else if (grouping.stale[slot] === 0) {
      this.touched[slot] = 1;
      const last = this.lastSeparator(from, start, end);
      if (last > start) this.prefixes.count(from, start, last, crc16(from, start, last) & SLOT_MASK);
    }
    if (grouping.samples.rate > 0) {
      const sample = grouping.samples.draw(from, start, end, slot, row);
      if (sample) this.chosen.push(sample);
    }
    return true;
  }

  /** The keys chosen since this was called last. */
  takeChosen(): Sample[] {
    const { chosen } = this;
    this.chosen = [];
    this.grouping.version++;
    return chosen;
  }

  /** Where the last separator begins; -1 for none. */
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
