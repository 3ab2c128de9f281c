/** Reads SCAN's reply in place: the cursor, and where each key begins and ends. Allocates nothing for a key. Pure. */

export interface ScanReply {
  /** The next cursor; a single `0` when all keys are listed. */
  cursor: Uint8Array;
  keys: number;
  /** The offset of the first key's length. */
  at: number;
}

const ARRAY = 0x2a;
const STRING = 0x24;
const CR = 13;
const ZERO = 48;

/** Thrown for RESP that is not a reply of SCAN. */
export class NoScanReply extends Error {
  override name = 'NoScanReply';
}

/** `frame` is a whole RESP2 reply, not an error. Throws NoScanReply if it is not one of SCAN. */
export function readScanReply(frame: Uint8Array): ScanReply {
  let at = expectHeader(frame, 0, ARRAY, 2);
  const size = number(frame, at, STRING);
  at = lineEnd(frame, at);
  if (size < 1 || size > 20) throw new NoScanReply('a cursor of invalid length');
  const cursor = frame.slice(at, at + size);
  at += size + 2;
  const keys = number(frame, at, ARRAY);
  return { cursor, keys, at: lineEnd(frame, at) };
}

/** Calls `visit` with each key's position in `frame` until it returns false. Throws NoScanReply. */
export function walkKeys(
  frame: Uint8Array,
  { keys, at: from }: ScanReply,
  onKey: (frame: Uint8Array, start: number, end: number) => boolean,
): void {
  let at = from;
  for (let i = 0; i < keys; i++) {
    if (frame[at] !== STRING) throw new NoScanReply('a key that is not a string');
    let size = 0;
    let byte = frame[++at]!;
    for (; byte !== CR; byte = frame[++at]!) {
      const digit = byte - ZERO;
      if (!(digit >= 0 && digit <= 9)) throw new NoScanReply('a key without a length');
      size = size * 10 + digit;
    }
    const start = at + 2;
    at = start + size + 2;
    if (at > frame.length) throw new NoScanReply('a key beyond the end');
    if (!onKey(frame, start, start + size)) return;
  }
}

function expectHeader(frame: Uint8Array, at: number, type: number, size: number): number {
  if (number(frame, at, type) !== size) throw new NoScanReply('not a cursor and keys');
  return lineEnd(frame, at);
}

function number(frame: Uint8Array, at: number, type: number): number {
  if (frame[at] !== type) throw new NoScanReply('not a cursor and keys');
  let value = 0;
  for (let i = at + 1; frame[i] !== CR; i++) {
    const digit = frame[i]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) throw new NoScanReply('an invalid length');
    value = value * 10 + digit;
  }
  return value;
}

const lineEnd = (frame: Uint8Array, at: number): number => frame.indexOf(CR, at) + 2;
