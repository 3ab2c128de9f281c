/**
 * Computes the slot of a key, and the part of the key that decides it.
 * Source: Redis Cluster specification, "Key distribution model" and "Hash tags" (unchanged since 3.0).
 */

/** Number of hash slots in every Redis or Valkey cluster. */
export const SLOT_COUNT = 16384;

const CRC16_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

/** CRC16, XMODEM variant (polynomial 0x1021, initial 0), 0 to 65535; `before` is the CRC of the preceding bytes. */
export function crc16(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = before;
  for (let i = start; i < end; i++)
    crc = ((crc << 8) & 0xffff) ^ CRC16_TABLE[((crc >> 8) ^ bytes[i]!) & 0xff]!;
  return crc;
}

/** The bytes of a key that are hashed: from `start` up to, not including, `end`. */
export interface HashedPart {
  start: number;
  end: number;
  /** True if a hash tag `{…}` was found; false if the whole key is hashed. */
  tagged: boolean;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Returns the part between the first `{` and the next `}`; the whole key, from `start` to `end`, if there is none or it is empty. */
export function hashedPart(key: Uint8Array, start = 0, end = key.length): HashedPart {
  let open = start;
  while (open < end && key[open] !== OPEN) open++;
  let close = open + 1;
  while (close < end && key[close] !== CLOSE) close++;
  if (close < end && close > open + 1) return { start: open + 1, end: close, tagged: true };
  return { start, end, tagged: false };
}

/**
 * Returns the slot, 0 to 16383, of the key from `start` to `end`: CRC16 of the hashed part modulo 16384, like CLUSTER
 * KEYSLOT.
 */
export function keySlot(key: Uint8Array, start = 0, end = key.length): number {
  const part = hashedPart(key, start, end);
  return crc16(key, part.start, part.end) % SLOT_COUNT;
}
