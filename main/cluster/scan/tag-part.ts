/**
 * A part of the table of tags: open addressing over typed arrays, the tags' bytes one after another in an arena. No object
 * and no string a tag: ten million of them would be the memory of the process.
 */

/** Bytes of a tag that are kept; longer ones are told apart by these, their length and their hash. */
export const LONGEST_TAG = 1024;

const FIRST_ROWS = 16;
const FIRST_BYTES = 512;

export class TagPart {
  rows = 0;
  /** By row. Keys counted, and how many more there may be, at most, from before the row was made. */
  keys = new Uint32Array(FIRST_ROWS);
  lowBy = new Uint32Array(FIRST_ROWS);
  slots = new Uint16Array(FIRST_ROWS);
  /** Where the tag is in `bytes`, and its whole length, which may be more than is kept. */
  starts = new Uint32Array(FIRST_ROWS);
  lengths = new Uint32Array(FIRST_ROWS);
  bytes = new Uint8Array(FIRST_BYTES);
  used = 0;
  /** No tag without a row has had more keys than this. */
  floor = 0;
  private hashes = new Int32Array(FIRST_ROWS);
  /** Row plus one at the place of its hash, or the next free one; 0 for a free place. Twice as many places as rows, at least. */
  private places = new Uint32Array(FIRST_ROWS * 2);

  /** The row of a tag, -1 where it has none. */
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

  /** Makes a row, of no key yet, for a tag that has none, and gives it. */
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

  /** The bytes kept of a row's tag, a copy. */
  tag(row: number): Uint8Array {
    return this.bytes.slice(this.starts[row]!, this.endOf(row));
  }

  /** Where a row's bytes end in `bytes`. */
  endOf(row: number): number {
    return this.starts[row]! + Math.min(this.lengths[row]!, LONGEST_TAG);
  }

  /**
   * Takes out the half of the rows that can have had the fewest keys, and notes the most that one of them can have had:
   * a tag that comes (again) later may have had as many before. Gives the new row of each old one, -1 for none.
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

  /** Takes out every row that `wanted` is false of, asked once for each in their order. Gives what prune() gives. */
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

/** The same with room for as many, or twice as many as there was, whichever is more. */
function enlarged<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(array: A, room: number): A {
  const make = array.constructor as new (length: number) => A;
  const larger = new make(Math.max(room, array.length * 2));
  larger.set(array);
  return larger;
}
