/** Reads the calculator's text as keys: one a line, plain or in redis-cli's quotes. */
import { splitLine } from '../../../shared/commands/command-line.ts';
import { latin1, utf8 } from '../../../shared/resp/resp.ts';
import { CLUSTER_HASHING, type Hashing } from '../../../shared/slots/hashing.ts';
import { words } from './words.ts';

export interface KeyLine {
  /** From 1. */
  line: number;
  key: Uint8Array;
  /** The hashed part: from `start` up to, not including, `end`. */
  start: number;
  end: number;
  tagged: boolean;
  /** CRC16 of the hashed part modulo 16384, or codis's CRC32 modulo 1024. */
  crc: number;
  slot: number;
}

/** A line that is not a key, and why. */
export interface BadLine {
  line: number;
  text: string;
  problem: string;
}

export interface KeyLines {
  /** In the order of their lines; each key once. */
  keys: KeyLine[];
  bad: BadLine[];
  /** Lines with a key that an earlier line has. */
  repeated: number;
  /** Different slots of the keys. */
  slots: number;
}

const encoder = new TextEncoder();

/**
 * One pass over the text and, beside it, its bytes: keys without quotes are parts of these. Empty lines are skipped; the empty key
 * is written `""`. Blanks outside of quotes belong to the key.
 */
export function readKeyLines(text: string, hashing: Hashing = CLUSTER_HASHING): KeyLines {
  const bytes = encoder.encode(text);
  const keys: KeyLine[] = [];
  const bad: BadLine[] = [];
  const texts = new Set<string>();
  const binaries = new Set<string>();
  const slots = new Uint8Array(hashing.slots);
  let [line, repeated, slotCount] = [0, 0, 0];
  let [from, byteFrom] = [0, 0];
  while (from <= text.length) {
    const end = endOfLine(text.indexOf('\n', from), text.length);
    const byteEnd = endOfLine(bytes.indexOf(NEWLINE, byteFrom), bytes.length);
    const returned = end > from && text[end - 1] === '\r' ? 1 : 0;
    const typed = text.slice(from, end - returned);
    const plain = bytes.subarray(byteFrom, byteEnd - returned);
    line++;
    [from, byteFrom] = [end + 1, byteEnd + 1];
    if (typed === '') continue;
    const key = QUOTED.test(typed) ? unquoted(typed) : plain;
    if (typeof key === 'string') {
      bad.push({ line, text: typed, problem: key });
      continue;
    }
    const name = key === plain ? typed : utf8(key);
    const [names, own] = name === null ? [binaries, latin1(key)] : [texts, name];
    const before = names.size;
    if (names.add(own).size === before) {
      repeated++;
      continue;
    }
    const { start, end: hashedEnd, tagged } = hashing.part(key);
    const crc = hashing.crc(key, start, hashedEnd);
    const slot = crc % hashing.slots;
    if (slots[slot] === 0) slotCount++;
    slots[slot] = 1;
    keys.push({ line, key, start, end: hashedEnd, tagged, crc, slot });
  }
  return { keys, bad, repeated, slots: slotCount };
}

const NEWLINE = 0x0a;
const QUOTED = /^\s*["']/;
const endOfLine = (found: number, length: number) => (found < 0 ? length : found);

/** The key of a line in quotes, or the problem. */
function unquoted(typed: string): Uint8Array | string {
  const split = splitLine(typed.trim());
  if (!split.ok) return split.problem === 'unclosed' ? words.lines.unclosed : words.lines.afterQuote;
  if (split.words.length !== 1) return words.lines.severalWords;
  return split.words[0]!.bytes;
}
