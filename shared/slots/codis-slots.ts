/**
 * Computes the slot of a key behind codis, and the part of the key that decides it.
 * Source: codis 3.2, pkg/proxy/mapper.go, hashSlot.
 */
import type { HashedPart } from './slots.ts';

/** Number of slots of every codis product. */
export const CODIS_SLOTS = 1024;

const CRC32_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC32 (IEEE), 0 to 4294967295; `before` is the CRC of the preceding bytes. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before;
  for (let i = start; i < end; i++) crc = (crc >>> 8) ^ CRC32_TABLE[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Returns the part between the first `{` and the next `}`, also if it is empty; the whole key if there is none. */
export function codisHashedPart(key: Uint8Array): HashedPart {
  const open = key.indexOf(OPEN);
  const close = open < 0 ? -1 : key.indexOf(CLOSE, open + 1);
  if (close >= 0) return { start: open + 1, end: close, tagged: true };
  return { start: 0, end: key.length, tagged: false };
}

/** Returns the key's slot, 0 to 1023: CRC32 of the hashed part modulo 1024, like SLOTSHASHKEY. */
export function codisSlot(key: Uint8Array): number {
  const part = codisHashedPart(key);
  return crc32(key, part.start, part.end) % CODIS_SLOTS;
}
