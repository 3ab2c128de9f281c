/**
 * Counts keys by tag (or by prefix, a possible tag) in bounded memory.
 *
 * Up to its limits every count is exact. A full part drops the half of its tags that can have had the fewest keys (Manku and
 * Motwani's lossy counting, 2002, with a floor instead of a bucket number) and remembers the most that a dropped one can have
 * had: its floor. A tag that gets a row later is marked with the floor at that time. So it always holds that a listed tag
 * has had between `keys` and `keys + lowBy` keys, and an unlisted one at most `floor`.
 *
 * There are 64 parts, by slot, so that no turn of the event loop has to move a million rows.
 */
import { HyperLogLog } from './hyper-log-log.ts';
import { TagPart } from './tag-part.ts';

export const PARTS = 64;

export interface TableLimits {
  /** Rows in total, and bytes of their tags. */
  rows: number;
  bytes: number;
}

/** Bytes that a part may always use: room for some of the longest tags. */
const LEAST_BYTES = 8192;
const LEAST_ROWS = 4;

export class TagTable {
  readonly parts: readonly TagPart[] = Array.from({ length: PARTS }, () => new TagPart());
  /** Whether tags were dropped, so that some counts are not exact. */
  lossy = false;
  /** Grows when rows are added, removed or moved. */
  moves = 0;
  readonly distinct = new HyperLogLog();
  private readonly rowsOfPart: number;
  private readonly bytesOfPart: number;
  /** Called with the new positions of a part's rows; -1 for a removed row. */
  private readonly onMoved: (part: number, moved: Int32Array) => void;
  /** Seeds the hash, so that no one can choose keys whose tags all collide. */
  private readonly seed: number;

  constructor(
    limits: TableLimits,
    seed: number,
    onMoved: (part: number, moved: Int32Array) => void = () => {},
  ) {
    this.rowsOfPart = Math.max(LEAST_ROWS, Math.floor(limits.rows / PARTS));
    this.bytesOfPart = Math.max(LEAST_BYTES, Math.floor(limits.bytes / PARTS));
    this.seed = seed | 0;
    this.onMoved = onMoved;
  }

  /** Counts keys of a tag, bytes `start` to `end` of `from`, in a known slot. Returns its row: see rowOf(). */
  count(from: Uint8Array, start: number, end: number, slot: number, keys = 1): number {
    const number = slot & (PARTS - 1);
    const part = this.parts[number]!;
    const hash = hashOf(from, start, end, this.seed);
    let row = part.find(from, start, end, hash);
    if (row < 0) {
      this.distinct.add(hash, hashOf(from, start, end, ~this.seed));
      const most = this.roomOf(number);
      while (part.rows >= most || (part.used + end - start > this.bytesOfPart && part.rows > 0)) {
        this.lossy = true;
        this.moves++;
        this.onMoved(number, part.prune());
      }
      row = part.insert(from, start, end, hash, slot);
    }
    part.keys[row]! += keys;
    return row * PARTS + number;
  }

  /** Parts fill at the same rate. With equal room they would all be full in the same turn of the event loop. */
  private roomOf(part: number): number {
    return Math.ceil(this.rowsOfPart * (0.75 + (0.25 * (part + 1)) / PARTS));
  }

  /** The number of listed tags. */
  get rows(): number {
    return this.parts.reduce((sum, part) => sum + part.rows, 0);
  }

  /** The most keys that can be missing from the count of a tag that is, or was, not listed. */
  get floor(): number {
    return this.parts.reduce((most, part) => Math.max(most, part.floor), 0);
  }

  /** Distinct tags counted: exact until tags were dropped, then an estimate that includes tags removed since. */
  tags(): { value: number; error: number } {
    return this.lossy ? this.distinct.estimate() : { value: this.rows, error: 0 };
  }

  /** Removes all tags of one part whose slot has a 1. A tag has only one slot, so nothing else changes. */
  removeSlots(number: number, slots: Uint8Array): void {
    const part = this.parts[number]!;
    let found = false;
    for (let row = 0; row < part.rows && !found; row++) found = slots[part.slots[row]!] === 1;
    if (!found) return;
    this.moves++;
    this.onMoved(
      number,
      part.keep((row) => slots[part.slots[row]!] === 0),
    );
  }
}

/** Returns the part, and the row in it, for a number from count(). */
export const partOf = (table: TagTable, row: number): TagPart => table.parts[row & (PARTS - 1)]!;
export const rowOf = (row: number): number => Math.floor(row / PARTS);

/** FNV-1a, mixed by MurmurHash3's finalizer; signed 32 bits, which V8 stores unboxed. */
export function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
