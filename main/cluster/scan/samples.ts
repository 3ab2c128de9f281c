/**
 * Chooses keys to be asked for type and memory: each counted key independently, with the same probability.
 *
 * Every key draws a number below 1 and is chosen if it is below `rate`. When there is no more room, the rate is halved and
 * samples with a larger number are dropped. The rest is what a scan with the lower rate from the start would have chosen. So
 * the number of keys need not be known in advance, and the estimates of estimate.ts hold for any group of keys at any time.
 * With room for `size` to `2 · size`, a tag with one key in a hundred gets about size/100 samples; hence there is room for 100
 * times the samples wanted of each large tag.
 */
import type { TypeShare } from '../../../shared/slots/scan-model.ts';
import { PARTS } from './tag-table.ts';
import type { Sums } from './estimate.ts';

/** Bytes of a key that is kept for display. */
const LONGEST_KEY = 512;
const SAMPLES_OF_LARGE = 100;
/** Samples at most: each costs the server two commands. */
const MOST = 100_000;
const LARGEST = 5;
const KINDS = 8;

/** A chosen key. */
export interface Sample {
  /** Null once asked for, if it is too long to be kept. */
  key: Uint8Array | null;
  slot: number;
  /** The row from TagTable.count(); -1 for a key without a tag, or whose tag is no longer listed. */
  row: number;
  draw: number;
  /** MEMORY USAGE; -1 if unknown, or not answered yet. */
  bytes: number;
  /** TYPE; empty until it is answered. */
  type: string;
}

export class Samples {
  rate: number;
  private kept: Sample[] = [];
  private readonly size: number;
  private readonly random: () => number;
  /** Grows with every change of an estimate. */
  version = 0;

  /** `wanted` of each tag with more than one key in a hundred; 0 for none at all. */
  constructor(wanted: number, random: () => number) {
    this.size = Math.min(MOST, wanted * SAMPLES_OF_LARGE);
    this.rate = this.size === 0 ? 0 : 1;
    this.random = random;
  }

  /** Sets the expected number of keys, if known before the first draw, so that fewer are asked in vain. */
  expect(keys: number): void {
    if (keys > 2 * this.size) this.rate = this.size / keys;
  }

  /** Draws for a counted key. Returns a sample, to be asked for and then settled, if the key is chosen; otherwise null. */
  draw(from: Uint8Array, start: number, end: number, slot: number, row: number): Sample | null {
    const draw = this.random();
    if (draw >= this.rate) return null;
    const sample = { key: from.slice(start, end), slot, row, draw, bytes: -1, type: '' };
    this.kept.push(sample);
    while (this.kept.length > 2 * this.size) {
      this.rate /= 2;
      this.filter((one) => one.draw < this.rate);
    }
    return sample;
  }

  /** Records the server's answer. An empty `type` means that the key is gone or unknown, which drops it from the sample. */
  settle(sample: Sample, type: string, bytes: number): void {
    sample.type = type.slice(0, 50);
    sample.bytes = bytes;
    if (sample.key && sample.key.length > LONGEST_KEY) sample.key = null;
    if (sample.type === '') sample.row = sample.slot = -1;
    this.version++;
  }

  /** Call it after a part of the table has moved its rows. */
  move(part: number, moved: Int32Array): void {
    for (const sample of this.kept) {
      if (sample.row < 0 || sample.row % PARTS !== part) continue;
      const row = moved[Math.floor(sample.row / PARTS)]!;
      sample.row = row < 0 ? -1 : row * PARTS + part;
    }
    this.version++;
  }

  /** Drops the samples of all slots that have a 1. */
  removeSlots(slots: Uint8Array): void {
    this.filter((sample) => sample.slot >= 0 && slots[sample.slot] === 0);
  }

  /** The answered samples. */
  get answered(): Sample[] {
    return this.kept.filter((sample) => sample.type !== '');
  }

  private filter(wanted: (sample: Sample) => boolean): void {
    this.kept = this.kept.filter(wanted);
    this.version++;
  }
}

/** The memory of samples for which it is known. */
export function memorySums(samples: readonly Sample[]): Sums {
  const sums = { count: 0, sum: 0, squares: 0 };
  for (const { bytes } of samples) {
    if (bytes < 0) continue;
    sums.count++;
    sums.sum += bytes;
    sums.squares += bytes * bytes;
  }
  return sums;
}

/** The most frequent types first, at most 8; modules may add any number. */
export function typeShares(samples: readonly Sample[]): TypeShare[] {
  const counts = new Map<string, number>();
  for (const { type } of samples) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, KINDS)
    .map(([type, count]) => ({ type, share: count / samples.length }));
}

/** The largest samples first, of those whose key was kept. */
export function largestOf(samples: readonly Sample[]): { key: Uint8Array; bytes: number }[] {
  return samples
    .flatMap(({ key, bytes }) => (key && bytes >= 0 ? [{ key, bytes }] : []))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST);
}

/** Mulberry32: returns numbers from 0 up to, not including, 1; the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
