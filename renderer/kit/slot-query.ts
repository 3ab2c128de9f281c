/** Reads the text of a field for a key or a slot. */
import { splitLine } from '../../shared/commands/command-line.ts';
import { escapeBytes } from '../../shared/format/escape.ts';
import { utf8 } from '../../shared/resp/resp.ts';
import { crc16, hashedPart, keySlot, SLOT_COUNT } from '../../shared/slots/slots.ts';

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

/** A number from 0 to 16383 is a slot; everything else is a key, and so is a number in quotes. */
export function parseSlotQuery(text: string): SlotQuery {
  if (text === '') return { kind: 'empty' };
  if (/^\d{1,5}$/.test(text) && Number(text) < SLOT_COUNT) return { kind: 'slot', slot: Number(text) };
  return describeKey(keyBytes(text));
}

/** For a field that takes keys only: a number is a key like any other. */
export function parseKeyQuery(text: string): SlotQuery {
  return text === '' ? { kind: 'empty' } : describeKey(keyBytes(text));
}

function keyBytes(text: string): Uint8Array {
  if (/^["']/.test(text)) {
    const line = splitLine(text.trimEnd());
    if (line.ok && line.words.length === 1) return line.words[0]!.bytes;
  }
  return new TextEncoder().encode(text);
}

export function describeKey(key: Uint8Array): Extract<SlotQuery, { kind: 'key' }> {
  const { start, end } = hashedPart(key);
  return { kind: 'key', key, text: keyText(key), crc: crc16(key, start, end), slot: keySlot(key) };
}

// Controls, bidirectional marks and separators, lone surrogates cannot come from valid UTF-8.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function keyText(key: Uint8Array): KeyText {
  const { start, end, tagged } = hashedPart(key);
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
