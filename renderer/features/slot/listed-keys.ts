/** The keys of a slot as a list: those that match a filter, those at two nodes, their tags. Pure. */
import { utf8 } from '../../../shared/resp/resp.ts';
import type { SlotDetail, SlotPart } from '../../../shared/slots/slot-model.ts';
import { CLUSTER_HASHING, type Hashing } from '../../../shared/slots/hashing.ts';
import type { KeyPlace } from './state.ts';
import { keyText, shown, type KeyText } from '../../kit/slot-query.ts';

/** The keys of all parts that contain `filter` (bytes as they are; empty: all), the first part's first. */
export function listedKeys(detail: SlotDetail, filter: Uint8Array): KeyPlace[] {
  return detail.parts.flatMap(({ keys }, part) => {
    const places: KeyPlace[] = [];
    for (let index = 0; index < keys.length; index++)
      if (contains(keys[index]!, filter)) places.push({ part, index });
    return places;
  });
}

function contains(key: Uint8Array, wanted: Uint8Array): boolean {
  if (wanted.length === 0) return true;
  const last = key.length - wanted.length;
  for (let at = key.indexOf(wanted[0]!); at >= 0 && at <= last; at = key.indexOf(wanted[0]!, at + 1)) {
    let i = 1;
    while (i < wanted.length && key[at + i] === wanted[i]) i++;
    if (i === wanted.length) return true;
  }
  return false;
}

/** Keys of the first part that another part also lists, by index: MIGRATE never leaves a key at both. */
export function keysAtBoth(parts: readonly SlotPart[]): ReadonlySet<number> {
  const [first, second] = parts;
  if (!first || !second) return new Set();
  const there = new Set(second.keys.map(identity));
  return new Set([...first.keys.keys()].filter((index) => there.has(identity(first.keys[index]!))));
}

const identity = (key: Uint8Array): string => utf8(key) ?? `\0${shown(key)}`;

export interface TagCount {
  /** The tag's bytes, without braces. */
  tag: Uint8Array;
  text: string;
  keys: number;
  /** Whether every key with the tag begins with it. */
  leads: boolean;
}

/** Keys looked at for their tags. */
export const TAGS_OF = 100;

/** The hash tags of the first 100 keys, the most frequent first. */
export function commonTags(parts: readonly SlotPart[], hashing: Hashing = CLUSTER_HASHING): TagCount[] {
  const counts = new Map<string, TagCount>();
  for (const key of parts.flatMap(({ keys }) => keys.slice(0, TAGS_OF)).slice(0, TAGS_OF)) {
    const { start, end, tagged } = hashing.part(key);
    if (!tagged || end - start > LONGEST_TAG) continue;
    const tag = key.slice(start, end);
    const text = shown(tag);
    const before = counts.get(text);
    const leads = start === 1;
    counts.set(text, {
      tag,
      text,
      keys: (before?.keys ?? 0) + 1,
      leads: leads && (before?.leads ?? true),
    });
  }
  return [...counts.values()].sort((a, b) => b.keys - a.keys);
}
const LONGEST_TAG = 1000;

/** A glob for SCAN's MATCH that all keys with the tag match: `{tag}*`, or `*{tag}*` if some start otherwise. */
export function tagPattern({ tag, leads }: TagCount): Uint8Array {
  const special = new Set(Array.from('*?[]\\', (c) => c.charCodeAt(0)));
  const glob = Array.from(tag).flatMap((byte) => (special.has(byte) ? [BACKSLASH, byte] : [byte]));
  const bytes = [...(leads ? [] : [STAR]), OPEN, ...glob, CLOSE, STAR];
  return Uint8Array.from(bytes);
}
const [STAR, BACKSLASH, OPEN, CLOSE] = [0x2a, 0x5c, 0x7b, 0x7d] as const;

/** Bytes of each of a key's three parts that a row shows. */
const ROW_BYTES = 160;

/** keyText for a row: cuts long parts, with an ellipsis. */
export function rowText(key: Uint8Array, hashing: Hashing = CLUSTER_HASHING): KeyText {
  if (key.length <= ROW_BYTES) return keyText(key, hashing);
  const { start, end, tagged } = hashing.part(key);
  const cut = (from: number, to: number) => {
    if (to - from <= ROW_BYTES) return shown(key.subarray(from, to));
    let at = from + ROW_BYTES;
    // Cut within a UTF-8 character, it would be shown as bytes.
    while (at > from + ROW_BYTES - 4 && (key[at]! & 0xc0) === 0x80) at--;
    return `${shown(key.subarray(from, at))}…`;
  };
  return { before: cut(0, start), hashed: cut(start, end), after: cut(end, key.length), tagged };
}
