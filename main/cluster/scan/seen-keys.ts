/**
 * Remembers which keys were listed, as 64 bits of hash each in a typed array: 11 to 22 bytes a key, whatever its length.
 * Two keys share a hash with a probability of n² / 2⁶⁵: 0.000003 for ten million keys.
 */
import { hashOf } from './tag-table.ts';

const SMALLEST = 1 << 12;
/** Entries at most: 512 MiB, for 50 million keys. */
const LARGEST = 1 << 26;
const LOAD = 0.75;

export class SeenKeys {
  /** Keys remembered. */
  size = 0;
  private readonly seed: number;
  private readonly largest: number;
  /** Two places an entry; both 0 for a free one. */
  private entries: Uint32Array;
  private capacity: number;

  /** `seed`: 32 bits that no one who chooses keys can know. `largest`: a power of two. */
  constructor(seed = Math.floor(Math.random() * 2 ** 32), largest = LARGEST) {
    this.seed = seed;
    this.largest = largest;
    this.capacity = Math.min(SMALLEST, largest);
    this.entries = new Uint32Array(this.capacity * 2);
  }

  /** No more keys can be remembered. */
  get isFull(): boolean {
    return this.capacity === this.largest && this.size >= this.capacity * LOAD;
  }

  /** Remembers the key, bytes `start` to `end`; false if it was remembered. A full table says true for every other key. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const high = hashOf(bytes, start, end, this.seed) >>> 0;
    // 0 twice is a free entry.
    const low = hashOf(bytes, start, end, ~this.seed) >>> 0 || 1;
    const at = this.find(high, low);
    if (this.entries[at + 1] !== 0) return false;
    if (this.isFull) return true;
    this.entries[at] = high;
    this.entries[at + 1] = low;
    if (++this.size >= this.capacity * LOAD && this.capacity < this.largest) this.grow();
    return true;
  }

  /** The place of the entry, or the free one where it belongs. */
  private find(high: number, low: number): number {
    const { entries, capacity } = this;
    for (let i = high & (capacity - 1); ; i = (i + 1) & (capacity - 1)) {
      const at = i * 2;
      const kept = entries[at + 1];
      if (kept === 0 || (kept === low && entries[at] === high)) return at;
    }
  }

  private grow(): void {
    const { entries } = this;
    this.capacity *= 2;
    this.entries = new Uint32Array(this.capacity * 2);
    for (let from = 0; from < entries.length; from += 2) {
      if (entries[from + 1] === 0) continue;
      const at = this.find(entries[from]!, entries[from + 1]!);
      this.entries[at] = entries[from]!;
      this.entries[at + 1] = entries[from + 1]!;
    }
  }
}
