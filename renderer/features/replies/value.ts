/** A reply as the value viewer walks through it. */
import { escapeBytes, escapeForLine, readable } from '../../../shared/format/escape.ts';
import { decode, utf8, type Reply } from '../../../shared/resp/resp.ts';
import { words } from './words.ts';

/** Characters of a row of text; longer lines go on in the next one. */
const ROW_LENGTH = 2000;
const PREVIEW = 200;

/** Null for bytes that are no reply. */
export function decodeValue(frame: Uint8Array): Reply | null {
  try {
    return decode(frame);
  } catch {
    return null;
  }
}

/** The value without its attributes, which are not shown. */
export const plain = (reply: Reply): Reply => (reply.type === 'attributed' ? plain(reply.value) : reply);

/** The element at a path of indices; the last existing one if the path is too long. */
export function valueAt(reply: Reply, path: readonly number[]): Reply {
  const [first, ...rest] = path;
  const inner = plain(reply);
  if (first === undefined) return inner;
  const element = elementAt(inner, first);
  return element ? valueAt(element.value, rest) : inner;
}

/** Elements of an aggregate, pairs of a map; null for anything else. */
export function countElements(reply: Reply): number | null {
  if ('items' in reply) return reply.items.length;
  return reply.type === 'map' ? reply.entries.length : null;
}

/** Element `index`, from 0: a pair's key is its label. */
export function elementAt(reply: Reply, index: number): { label: string; value: Reply } | null {
  if (reply.type === 'map') {
    const pair = reply.entries[index];
    return pair ? { label: preview(pair[0]), value: plain(pair[1]) } : null;
  }
  const item = 'items' in reply ? reply.items[index] : undefined;
  return item ? { label: String(index + 1), value: plain(item) } : null;
}

/** The bytes of a reply that is one piece; null for aggregates and nil. */
export function bytesOf(reply: Reply): Uint8Array | null {
  if ('bytes' in reply) return reply.bytes;
  if ('digits' in reply) return new TextEncoder().encode(reply.digits);
  if (reply.type === 'boolean') return new TextEncoder().encode(String(reply.value));
  return null;
}

/** `string, 3 bytes`, `map, 2 pairs`. */
export function describeValue(reply: Reply): string {
  const count = countElements(reply);
  if (count !== null) return words.value.aggregate(reply.type, count);
  if (reply.type === 'null') return words.value.nil;
  return 'bytes' in reply ? words.value.scalar(reply.type, reply.bytes.length) : reply.type;
}

/** The start of a value, on one line. */
export function preview(reply: Reply): string {
  const bytes = bytesOf(reply);
  if (!bytes) return describeValue(reply);
  return bytes.length > PREVIEW
    ? `${readable(cutAtCharacter(bytes.subarray(0, PREVIEW)))}…`
    : readable(bytes);
}

/** Drops an incomplete UTF-8 sequence at the end. */
function cutAtCharacter(bytes: Uint8Array): Uint8Array {
  let lead = bytes.length - 1;
  while (lead > 0 && lead > bytes.length - 4 && (bytes[lead]! & 0xc0) === 0x80) lead--;
  const first = bytes[lead] ?? 0;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return lead + size > bytes.length ? bytes.subarray(0, lead) : bytes;
}

/** The text of bytes; as redis-cli escapes them, and `valid` false, if they are not UTF-8. */
export function textOf(bytes: Uint8Array): { text: string; valid: boolean } {
  const text = utf8(bytes);
  return text === null ? { text: escapeBytes(bytes), valid: false } : { text, valid: true };
}

/** Text as rows: broken at line ends and if a row gets too long. Nothing in them is interpreted. */
export function textRows(text: string): string[] {
  const rows: string[] = [];
  for (const line of text.split(/\r\n|\n/)) {
    let from = 0;
    do {
      let to = Math.min(line.length, from + ROW_LENGTH);
      // Not between the halves of a character.
      if (to < line.length && /[\ud800-\udbff]/.test(line[to - 1]!)) to--;
      rows.push(line.slice(from, to).split('\t').map(escapeForLine).join('\t'));
      from = to;
    } while (from < line.length);
  }
  return rows;
}

/** The next row, or with `back` the previous one, that contains `text`, whatever its case, around the end; null if none does. */
export function nextRow(
  rows: readonly string[],
  text: string,
  from: number | null,
  back: boolean,
): number | null {
  const { length } = rows;
  const wanted = text.toLowerCase();
  for (let step = from === null && !back ? 0 : 1; step <= length; step++) {
    const row = ((from ?? 0) + (back ? length - step : step)) % length;
    if (rows[row]!.toLowerCase().includes(wanted)) return row;
  }
  return null;
}
