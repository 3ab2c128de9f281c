/**
 * Shows step by step how a key's slot is computed.
 * Source: Redis Cluster specification, "Key distribution model" and "Hash tags" (unchanged since 3.0); for codis see
 * codis-slots.ts.
 */
import { grouped } from '../format/count.ts';
import { utf8 } from '../resp/resp.ts';
import { CLUSTER_HASHING, type Hashing } from './hashing.ts';
import type { HashedPart } from './slots.ts';

export interface CrcStep {
  /** Position of the byte in the key, from 0. */
  at: number;
  byte: number;
  /** CRC16, or codis's CRC32, after this byte. */
  crc: number;
}

export interface SlotSteps {
  /** Position of the first `{` in the key, from 0; -1 if there is none. */
  open: number;
  /** Position of the first `}` after it; -1 if there is none. */
  close: number;
  hashed: HashedPart;
  /** All steps; for a long part, only the first and the last ones. */
  head: CrcStep[];
  /** Steps omitted between `head` and `tail`. */
  folded: number;
  tail: CrcStep[];
  /** CRC16, or codis's CRC32, of the hashed part, and the slot. */
  crc: number;
  slot: number;
  /** Peculiarities of this key, one sentence each. */
  remarks: string[];
}

const HEAD = 16;
const TAIL = 8;
const LONG_KEY = 512;
const OPEN = 0x7b;
const CLOSE = 0x7d;

export function slotSteps(key: Uint8Array, hashing: Hashing = CLUSTER_HASHING): SlotSteps {
  const hashed = hashing.part(key);
  const { start, end } = hashed;
  const open = key.indexOf(OPEN);
  const close = open < 0 ? -1 : key.indexOf(CLOSE, open + 1);
  const length = end - start;
  const whole = length <= HEAD + TAIL;
  const headEnd = whole ? end : start + HEAD;
  const tailStart = whole ? end : end - TAIL;
  const head = crcSteps(hashing, key, start, headEnd, 0);
  const between = hashing.crc(key, headEnd, tailStart, head.at(-1)?.crc ?? 0);
  const tail = crcSteps(hashing, key, tailStart, end, between);
  const crc = (tail.at(-1) ?? head.at(-1))?.crc ?? 0;
  const remarks = REMARKS.flatMap((remark) => remark({ key, open, close, hashed, name: hashing.name }) ?? []);
  return {
    open,
    close,
    hashed,
    head,
    folded: tailStart - headEnd,
    tail,
    crc,
    slot: crc % hashing.slots,
    remarks,
  };
}

function crcSteps(hashing: Hashing, key: Uint8Array, from: number, to: number, before: number): CrcStep[] {
  const steps: CrcStep[] = [];
  let crc = before;
  for (let at = from; at < to; at++) {
    crc = hashing.crc(key, at, at + 1, crc);
    steps.push({ at, byte: key[at]!, crc });
  }
  return steps;
}

interface Found {
  key: Uint8Array;
  open: number;
  close: number;
  hashed: HashedPart;
  name: Hashing['name'];
}

/** Each returns its sentence, or null if it does not apply to the key. */
const REMARKS: readonly ((found: Found) => string | null)[] = [
  ({ key, name }) =>
    key.length === 0
      ? `The empty key is a valid key. Nothing is hashed and ${name} stays 0, so it is in slot 0.`
      : null,
  ({ open, close, hashed }) =>
    open >= 0 && close === open + 1 && hashed.tagged
      ? 'The first pair of braces is empty. For codis that is a tag, the empty one: nothing is hashed, so the slot is 0. In a Redis Cluster the whole key would be hashed.'
      : null,
  ({ open, close, hashed }) =>
    open >= 0 && close === open + 1 && !hashed.tagged
      ? 'The first pair of braces is empty, which is not a tag. The whole key is hashed, braces included; later pairs do not count.'
      : null,
  ({ open, close }) =>
    open >= 0 && close < 0 ? 'The { is never closed, so there is no tag and the whole key is hashed.' : null,
  ({ key, open }) => {
    const stray = key.indexOf(CLOSE);
    if (stray < 0 || (open >= 0 && open < stray)) return null;
    return open < 0
      ? 'There is a } without a { before it, so there is no tag and the whole key is hashed.'
      : 'The } before the first { does not count: a tag begins at the first { and ends at the next }.';
  },
  ({ key, hashed }) =>
    hashed.tagged && key.subarray(hashed.start, hashed.end).includes(OPEN)
      ? 'There is a { inside the tag. Braces do not nest: the tag runs from the first { to the next }, and the inner { is part of it.'
      : null,
  ({ key, close, hashed }) => {
    const next = hashed.tagged ? key.indexOf(OPEN, close + 1) : -1;
    return next >= 0 && key.indexOf(CLOSE, next) >= 0
      ? 'There is more than one pair of braces; only the first counts.'
      : null;
  },
  ({ key }) => {
    if (!key.some((byte) => byte >= 0x80)) return null;
    return utf8(key) === null
      ? 'The key is binary (not UTF-8). Its bytes are hashed as they are; \\xHH stands for a byte that is not text.'
      : 'The key is not plain ASCII. Its UTF-8 bytes are hashed: a character has up to four bytes, and the same letter in another form (é, or e with a combining accent) is a different key.';
  },
  ({ key }) =>
    key.some((byte) => byte < 0x20 || byte === 0x7f)
      ? 'The key contains control bytes, such as a zero byte or a line break. They are hashed like any other byte.'
      : null,
  ({ key }) => {
    if (!key.includes(0x20)) return null;
    const edge = key[0] === 0x20 || key.at(-1) === 0x20;
    return edge
      ? 'The key begins or ends with a space. Spaces are hashed like any other byte: without it, this is a different key.'
      : 'The key contains spaces. They are hashed like any other byte; in the shell, such a key needs quotes.';
  },
  ({ key, hashed }) =>
    key.length > LONG_KEY
      ? `The key is ${grouped(key.length)} bytes long; ${(hashed.end - hashed.start).toLocaleString('en-US')} of them are hashed. Any length is hashed in full; a short tag saves work.`
      : null,
];
