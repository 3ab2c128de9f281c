/** Reads the text of a field for a key or a slot. */
import { splitLine } from '../../shared/commands/command-line.ts';
import { escapeBytes } from '../../shared/format/escape.ts';
import { utf8 } from '../../shared/resp/resp.ts';
import { CLUSTER_HASHING, type Hashing } from '../../shared/slots/hashing.ts';

export interface KeyText {
  /** The key as it is shown, in three parts: before the hashed part, the hashed part, after it. */
  before: string;
  hashed: string;
  after: string;
  tagged: boolean;
}

export type SlotQuery =
  | { kind: 'empty' }
  | { kind: 'slot'; slot: number }
  | { kind: 'key'; key: Uint8Array; text: KeyText; crc: number; slot: number };

/** The number of a slot is a slot; everything else is a key, and so is a number in quotes. */
export function parseSlotQuery(text: string, hashing: Hashing = CLUSTER_HASHING): SlotQuery {
  if (text === '') return { kind: 'empty' };
  if (/^\d{1,5}$/.test(text) && Number(text) < hashing.slots) return { kind: 'slot', slot: Number(text) };
  return describeKey(keyBytes(text), hashing);
}

/** For a field that takes keys only: a number is a key like any other. */
export function parseKeyQuery(text: string, hashing: Hashing = CLUSTER_HASHING): SlotQuery {
  return text === '' ? { kind: 'empty' } : describeKey(keyBytes(text), hashing);
}

function keyBytes(text: string): Uint8Array {
  if (/^["']/.test(text)) {
    const line = splitLine(text.trimEnd());
    if (line.ok && line.words.length === 1) return line.words[0]!.bytes;
  }
  return new TextEncoder().encode(text);
}

export function describeKey(
  key: Uint8Array,
  hashing: Hashing = CLUSTER_HASHING,
): Extract<SlotQuery, { kind: 'key' }> {
  const { start, end } = hashing.part(key);
  const crc = hashing.crc(key, start, end);
  return { kind: 'key', key, text: keyText(key, hashing), crc, slot: crc % hashing.slots };
}

// Controls, bidirectional marks and separators, lone surrogates cannot come from valid UTF-8.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function keyText(key: Uint8Array, hashing: Hashing = CLUSTER_HASHING): KeyText {
  const { start, end, tagged } = hashing.part(key);
  const [before, hashed, after] = [key.slice(0, start), key.slice(start, end), key.slice(end)].map(shown);
  return { before: before!, hashed: hashed!, after: after!, tagged };
}

/** Bytes as safe, readable text: unchanged if they are UTF-8, else escaped as redis-cli does. */
export function shown(bytes: Uint8Array): string {
  const text = utf8(bytes);
  return text === null
    ? escapeBytes(bytes)
    : text.replace(UNSAFE, (c) => escapeBytes(new TextEncoder().encode(c)));
}
