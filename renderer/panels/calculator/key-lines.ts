/** The text of the calculator as keys: one a line, as it is, or in redis-cli's quotes. */
import { splitLine } from '../../../shared/command-line.ts';
import { latin1, utf8 } from '../../../shared/resp.ts';
import { crc16, hashedPart, SLOT_COUNT } from '../../../shared/slots.ts';

export interface KeyLine {
  /** From 1. */
  line: number;
  key: Uint8Array;
  /** The hashed part: from `start` up to, not including, `end`. */
  start: number;
  end: number;
  tagged: boolean;
  /** CRC16 of the hashed part, 0 to 65535, and that modulo 16384. */
  crc: number;
  slot: number;
}

/** A line that is no key, and why. */
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

/** One pass. Empty lines are skipped; the empty key is written `""`. Blanks outside of quotes belong to the key. */
export function readKeyLines(text: string): KeyLines {
  const keys: KeyLine[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  const slots = new Uint8Array(SLOT_COUNT);
  let [line, repeated, slotCount] = [0, 0, 0];
  for (let from = 0; from <= text.length;) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const typed = text.slice(from, end > from && text[end - 1] === '\r' ? end - 1 : end);
    line++;
    from = end + 1;
    if (typed === '') continue;
    const read = readKey(typed);
    if (typeof read === 'string') {
      bad.push({ line, text: typed, problem: read });
      continue;
    }
    const { key, name } = read;
    if (seen.has(name)) {
      repeated++;
      continue;
    }
    seen.add(name);
    const { start, end: hashedEnd, tagged } = hashedPart(key);
    const crc = crc16(key, start, hashedEnd);
    const slot = crc % SLOT_COUNT;
    if (slots[slot] === 0) slotCount++;
    slots[slot] = 1;
    keys.push({ line, key, start, end: hashedEnd, tagged, crc, slot });
  }
  return { keys, bad, repeated, slots: slotCount };
}

/** The key, with a text that no other key has; or what is wrong. */
function readKey(typed: string): { key: Uint8Array; name: string } | string {
  const quoted = /^\s*["']/.test(typed);
  if (!quoted) return { key: encoder.encode(typed), name: `t${typed}` };
  const split = splitLine(typed.trim());
  if (!split.ok)
    return split.problem === 'unclosed'
      ? 'The quote is not closed. Close it, or write the key without quotes.'
      : 'There is text right after the closing quote.';
  if (split.words.length !== 1) return 'There is more than one word: one key a line.';
  const key = split.words[0]!.bytes;
  const text = utf8(key);
  return { key, name: text === null ? `b${latin1(key)}` : `t${text}` };
}
