/**
 * A part of the table of tags: open addressing over typed arrays, with the tags' bytes in one arena. It creates no object or
 * string for a tag: ten million of them would fill the process's memory.
 */

/** Bytes kept of a tag; longer tags are distinguished by these, their length and their hash. */
export const LONGEST_TAG = 1024;

const FIRST_ROWS = 16;
const FIRST_BYTES = 512;

export class TagPart {
  rows = 0;
  /** By row: keys counted, and the most that may be missing from before the row was created. */
  keys = new Uint32Array(FIRST_ROWS);
  lowBy = new Uint32Array(FIRST_ROWS);
  slots = new Uint16Array(FIRST_ROWS);
  /** The tag's position in `bytes`, and its whole length, which may exceed the kept bytes. */
  starts = new Uint32Array(FIRST_ROWS);
  lengths = new Uint32Array(FIRST_ROWS);
  bytes = new Uint8Array(FIRST_BYTES);
  used = 0;
  /** The most keys that a tag without a row can have had. */
  floor = 0;
  private hashes = new Int32Array(FIRST_ROWS);
  /** The hash table: row plus one at the hash's place or the next free one; 0 for free. At least twice as many places as rows. */
  private places = new Uint32Array(FIRST_ROWS * 2);

  /** Returns the row of a tag; -1 if it has none. */
  find(from: Uint8Array, start: number, end: number, hash: number): number {
    const { places, hashes, lengths, starts, bytes } = this;
    const mask = places.length - 1;
    const length = end - start;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const row = places[place]! - 1;
      if (row < 0) return -1;
      if (hashes[row] !== hash || lengths[row] !== length) continue;
      const at = starts[row]!;
      const kept = length < LONGEST_TAG ? length : LONGEST_TAG;
      let i = 0;
      while (i < kept && bytes[at + i] === from[start + i]) i++;
      if (i === kept) return row;
    }
  }

  /** Creates a row without keys for a tag that has none, and returns it. */
  insert(from: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    if (this.rows === this.keys.length) this.grow();
    const kept = Math.min(end - start, LONGEST_TAG);
    if (this.used + kept > this.bytes.length) this.bytes = enlarged(this.bytes, this.used + kept);
    const row = this.rows++;
    this.bytes.set(from.subarray(start, start + kept), this.used);
    this.starts[row] = this.used;
    this.used += kept;
    this.lengths[row] = end - start;
    this.hashes[row] = hash;
    this.slots[row] = slot;
    this.keys[row] = 0;
    this.lowBy[row] = this.floor;
    this.enter(row);
    return row;
  }

  /** Returns a copy of the bytes kept of a row's tag. */
  tag(row: number): Uint8Array {
    return this.bytes.slice(this.starts[row]!, this.endOf(row));
  }

  /** Returns where a row's bytes end in `bytes`. */
  endOf(row: number): number {
    return this.starts[row]! + Math.min(this.lengths[row]!, LONGEST_TAG);
  }

  /**
   * Removes the half of the rows that can have had the fewest keys and records the most that one of them can have had, because
   * a tag that appears later may have had as many before. Returns the new row of each old one, -1 for none.
   */
  prune(): Int32Array {
    const most = new Float64Array(this.rows);
    for (let row = 0; row < this.rows; row++) most[row] = this.keys[row]! + this.lowBy[row]!;
    let left = Math.ceil(this.rows / 2);
    const threshold = most.slice().sort()[left - 1] ?? 0;
    for (const value of most) if (value < threshold) left--;
    this.floor = Math.max(this.floor, threshold);
    return this.keep((row) => most[row]! > threshold || (most[row] === threshold && left-- <= 0));
  }

  /** Removes every row for which `wanted` returns false; calls it once for each row, in order. Returns the same as prune(). */
  keep(wanted: (row: number) => boolean): Int32Array {
    const moved = new Int32Array(this.rows).fill(-1);
    let to = 0;
    let used = 0;
    for (let row = 0; row < moved.length; row++) {
      if (!wanted(row)) continue;
      const start = this.starts[row]!;
      const end = this.endOf(row);
      this.bytes.copyWithin(used, start, end);
      for (const column of [this.keys, this.lowBy, this.slots, this.lengths, this.hashes])
        column[to] = column[row]!;
      this.starts[to] = used;
      used += end - start;
      moved[row] = to++;
    }
    this.rows = to;
    this.used = used;
    this.places.fill(0);
    for (let row = 0; row < to; row++) this.enter(row);
    return moved;
  }

  private enter(row: number): void {
    const mask = this.places.length - 1;
    let place = this.hashes[row]! & mask;
    while (this.places[place] !== 0) place = (place + 1) & mask;
    this.places[place] = row + 1;
  }

  private grow(): void {
    const room = this.keys.length * 2;
    this.keys = enlarged(this.keys, room);
    this.lowBy = enlarged(this.lowBy, room);
    this.slots = enlarged(this.slots, room);
    this.starts = enlarged(this.starts, room);
    this.lengths = enlarged(this.lengths, room);
    this.hashes = enlarged(this.hashes, room);
    this.places = new Uint32Array(room * 2);
    for (let row = 0; row < this.rows; row++) this.enter(row);
  }
}

/** Returns a copy with at least this much room, and at least twice the previous room. */
function enlarged<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(array: A, room: number): A {
  const make = array.constructor as new (length: number) => A;
  const larger = new make(Math.max(room, array.length * 2));
  larger.set(array);
  return larger;
}
