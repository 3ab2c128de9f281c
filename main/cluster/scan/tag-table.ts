/**
 * Keys counted by tag (or by prefix, which is a tag that is not there yet), in bounded memory.
 *
 * Up to its limits every count is exact. A part that is full drops the half of its tags that can have had the fewest keys
 * (Manku and Motwani's lossy counting, 2002, with a floor in place of a bucket's number), and remembers the most that a
 * dropped one can have had: its floor. A tag that gets a row later is marked with the floor of then. So, always:
 * a listed tag has had between `keys` and `keys + lowBy` keys, and a tag that is not listed at most `floor`.
 *
 * There are 64 parts, by slot, for that no turn of the event loop should have to move a million rows.
 */
import { HyperLogLog } from './hyper-log-log.ts';
import { TagPart } from './tag-part.ts';

export const PARTS = 64;

export interface TableLimits {
  /** Rows, and bytes of their tags, in all. */
  rows: number;
  bytes: number;
}

/** Bytes that a part may always have: some of the longest tags. */
const LEAST_BYTES = 8192;
const LEAST_ROWS = 4;

export class TagTable {
  readonly parts: readonly TagPart[] = Array.from({ length: PARTS }, () => new TagPart());
  /** Whether tags were dropped: some counts are no longer exact. */
  lossy = false;
  /** Grows with each change of which rows there are, or where. */
  moves = 0;
  readonly distinct = new HyperLogLog();
  private readonly rowsOfPart: number;
  private readonly bytesOfPart: number;
  /** Told where the rows of a part are now; -1 for a row that is gone. */
  private readonly onMoved: (part: number, moved: Int32Array) => void;
  /** So that nobody who names keys can make all tags fall on one place. */
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

  /** Counts keys of a tag, bytes `start` to `end` of `from`, whose slot is known. Gives its row: see rowOf(). */
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

  /** Parts fill at the same pace: with as much room each, they would all be full in the same turn of the event loop. */
  private roomOf(part: number): number {
    return Math.ceil(this.rowsOfPart * (0.75 + (0.25 * (part + 1)) / PARTS));
  }

  /** Tags that are listed. */
  get rows(): number {
    return this.parts.reduce((sum, part) => sum + part.rows, 0);
  }

  /** The most keys that a tag that is not listed, or was not all the time, can have that are not in its count. */
  get floor(): number {
    return this.parts.reduce((most, part) => Math.max(most, part.floor), 0);
  }

  /** Different tags counted: exact until tags were dropped, then an estimate, in which tags that were taken out since stay. */
  tags(): { value: number; error: number } {
    return this.lossy ? this.distinct.estimate() : { value: this.rows, error: 0 };
  }

  /** Takes out all tags of one part whose slot has a 1. A tag has one slot: nothing else changes. */
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

/** The part and the row in it that count() has named. */
export const partOf = (table: TagTable, row: number): TagPart => table.parts[row & (PARTS - 1)]!;
export const rowOf = (row: number): number => Math.floor(row / PARTS);

/** FNV-1a, its bits mixed by MurmurHash3's finalizer; 32 bits, signed: V8 keeps such numbers without a box. */
function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
