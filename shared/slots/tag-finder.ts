/**
 * Finds letters that put a key in a wanted slot. CRC16 is linear: the CRC of a longer text is the CRC of its beginning,
 * advanced by as many zero bytes as were added, XOR the CRC of the added bytes. So the CRCs of all short texts are computed
 * once, and searching them for any key takes one XOR each.
 */
import { crc16, hashedPart, keySlot, SLOT_COUNT } from './slots.ts';

/** The place for the letters. */
export const TAG_WAYS = ['append', 'front', 'suffix', 'extend', 'replace'] as const;
export type TagWay = (typeof TAG_WAYS)[number];

export interface Placement {
  way: TagWay;
  /** The key consists of `before`, the letters and `after`. */
  before: Uint8Array;
  after: Uint8Array;
  /** Why letters there cannot decide the slot, in a sentence; empty if they can. */
  problem: string;
}

export interface Landing {
  key: Uint8Array;
  /** One to four of 0-9 and a-z. */
  letters: string;
  /** 0 to 16383, computed again from the finished key. */
  slot: number;
}

const encoder = new TextEncoder();
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const CODES = encoder.encode(LETTERS);
const BASE = LETTERS.length;
const SLOT_MASK = SLOT_COUNT - 1;
const EMPTY = new Uint8Array();
const BRACES = { open: encoder.encode('{'), close: encoder.encode('}') };

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Places letters in a key. `extend` and `replace` apply to the tag that the key already has. */
export function placeLetters(key: Uint8Array, way: TagWay): Placement {
  const [before, after] = SIDES[way](key);
  return { way, before, after, problem: problemOf(key, way, before, after) };
}

const SIDES: { readonly [W in TagWay]: (key: Uint8Array) => [Uint8Array, Uint8Array] } = {
  append: (key) => [joined(key, BRACES.open), BRACES.close],
  front: (key) => [BRACES.open, joined(BRACES.close, key)],
  suffix: (key) => [key, EMPTY],
  extend: (key) => [key.slice(0, hashedPart(key).end), key.slice(hashedPart(key).end)],
  replace: (key) => [key.slice(0, hashedPart(key).start), key.slice(hashedPart(key).end)],
};

function problemOf(key: Uint8Array, way: TagWay, before: Uint8Array, after: Uint8Array): string {
  const { tagged } = hashedPart(key);
  if (way === 'extend' || way === 'replace') return tagged ? '' : 'The key has no tag of its own.';
  if (tagged && way !== 'front')
    return "The key's own tag, the first in braces, decides its slot: what comes after it changes nothing. Change that tag, or put one in front.";
  const { end } = hashedPart(joined(before, CODES.subarray(0, 1), after));
  return end === before.length + 1
    ? ''
    : 'The key begins with empty braces {}, so a later tag does not count. Put the tag in front.';
}

/** `wanted` has a 1 for every acceptable slot, 0 to 16383. */
export function wantedSlots(ranges: readonly { first: number; last: number }[]): Uint8Array {
  const wanted = new Uint8Array(SLOT_COUNT);
  for (const { first, last } of ranges) wanted.fill(1, first, last + 1);
  return wanted;
}

/**
 * Returns the first landings in wanted slots, at most `count`: shortest letters first, then alphabetical, always the same. It
 * tries all 1.7 million texts of up to four letters in a few milliseconds. Empty for a placement with a problem.
 */
export function findLandings(placement: Placement, wanted: Uint8Array, count: number): Landing[] {
  const found: Landing[] = [];
  if (count < 1) return found;
  for (const landing of landings(placement, wanted)) if (found.push(landing) >= count) break;
  return found;
}

function* landings(placement: Placement, wanted: Uint8Array): Generator<Landing> {
  if (placement.problem) return;
  const { before, after } = placement;
  const { start } = hashedPart(joined(before, CODES.subarray(0, 1), after));
  const crc = crc16(before, start);
  const short = shortCrcs();
  for (const length of [1, 2, 3])
    yield* search(placement, wanted, moved(crc, length), '', short[length - 1]!);
  const four = moved(crc, 4);
  for (let i = 0; i < BASE; i++)
    yield* search(placement, wanted, four ^ moved(crc16(CODES, i, i + 1), 3), LETTERS[i]!, short[2]!);
}

function* search(
  { before, after }: Placement,
  wanted: Uint8Array,
  other: number,
  first: string,
  crcs: Uint16Array,
): Generator<Landing> {
  for (let i = 0; i < crcs.length; i++) {
    if (wanted[(crcs[i]! ^ other) & SLOT_MASK] === 0) continue;
    const letters = first + lettersOf(i, crcs.length);
    const key = joined(before, encoder.encode(letters), after);
    const slot = keySlot(key);
    // Computed again, so that an error in the arithmetic above can never reach the user.
    if (wanted[slot] === 1) yield { key, letters, slot };
  }
}

/** Returns text number `index` of the `count` texts of its length in alphabetical order. */
function lettersOf(index: number, count: number): string {
  let letters = '';
  for (let unit = count / BASE; unit >= 1; unit /= BASE) letters += LETTERS[Math.floor(index / unit) % BASE]!;
  return letters;
}

/** Returns the CRC after `count` more zero bytes. */
const moved = (crc: number, count: number): number => crc16(new Uint8Array(count), 0, count, crc);

let crcs: Uint16Array[] | null = null;

/** CRC16 of all texts of one, two and three letters (49 thousand), in alphabetical order. */
function shortCrcs(): Uint16Array[] {
  if (crcs) return crcs;
  crcs = [];
  let previous = Uint16Array.of(0);
  for (let length = 1; length <= 3; length++) {
    const next = new Uint16Array(previous.length * BASE);
    for (let i = 0; i < previous.length; i++)
      for (let j = 0; j < BASE; j++) next[i * BASE + j] = crc16(CODES, j, j + 1, previous[i]!);
    crcs.push(next);
    previous = next;
  }
  return crcs;
}
