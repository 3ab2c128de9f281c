/** Suggests names for keys without a tag, so that keys that belong together share a slot. */
import { utf8 } from '../../../shared/resp/resp.ts';
import { keySlot } from '../../../shared/slots/slots.ts';
import type { KeyGroup } from './key-groups.ts';
import type { KeyLine } from './key-lines.ts';
import { words } from './words.ts';

export interface RenameGroup extends KeyGroup {
  /** A new name for each of `keys`. */
  names: Uint8Array[];
}

const SEPARATOR = /[:/.|]/g;
const IDENTIFIER = /\d/;
const encoder = new TextEncoder();

/** The beginning of keys: its last part starts at `start`, the whole ends at `end`, in UTF-16 units. */
interface Prefix {
  text: string;
  start: number;
}

/**
 * Groups of two and more keys that begin with what names one thing. That is the shortest beginning that ends in an identifier
 * (a part with a digit), and then the identifier alone goes in braces: `user:{1012}:cart`; else the longest one of at least two
 * parts, all of it in braces: `{tenant:acme}:users`. A single word that names a kind, as `user`, is never suggested: as a tag
 * it would put all of the kind in one slot.
 */
export function suggestNames(keys: readonly KeyLine[]): RenameGroup[] {
  const texts = keys.map(({ key, tagged }) => (tagged ? null : nameable(key)));
  const counts = new Map<string, number>();
  for (const text of texts)
    if (text !== null)
      for (const prefix of prefixesOf(text)) counts.set(prefix.text, (counts.get(prefix.text) ?? 0) + 1);

  const groups = new Map<string, { prefix: Prefix; members: KeyLine[]; names: Uint8Array[] }>();
  for (const [i, text] of texts.entries()) {
    if (text === null) continue;
    const shared = prefixesOf(text).filter((prefix) => counts.get(prefix.text)! > 1);
    const prefix = shared.find(isIdentified) ?? shared.at(-1);
    if (!prefix) continue;
    const group = groups.get(prefix.text) ?? { prefix, members: [], names: [] };
    group.members.push(keys[i]!);
    group.names.push(encoder.encode(named(text, prefix)));
    groups.set(prefix.text, group);
  }
  return [...groups.values()].filter(({ members }) => members.length > 1).map(toGroup);
}

const isIdentified = ({ text, start }: Prefix) => IDENTIFIER.test(text.slice(start));

function nameable(key: Uint8Array): string | null {
  if (key.includes(0x7b) || key.includes(0x7d)) return null;
  return utf8(key);
}

/** All beginnings that name something, the key itself among them, shortest first. */
function prefixesOf(text: string): Prefix[] {
  const ends = [...text.matchAll(SEPARATOR)].map(({ index }) => index);
  const prefixes: Prefix[] = [];
  let start = 0;
  for (const [i, end] of [...ends, text.length].entries()) {
    const prefix = { text: text.slice(0, end), start };
    if (end > start && (i > 0 || isIdentified(prefix))) prefixes.push(prefix);
    start = end + 1;
  }
  return prefixes;
}

const named = (text: string, prefix: Prefix): string => {
  const start = isIdentified(prefix) ? prefix.start : 0;
  const end = prefix.text.length;
  return `${text.slice(0, start)}{${text.slice(start, end)}}${text.slice(end)}`;
};

function toGroup({ prefix, members, names }: { prefix: Prefix; members: KeyLine[]; names: Uint8Array[] }) {
  const slot = keySlot(names[0]!);
  const reason = isIdentified(prefix) ? words.groups.commonIdentifier : words.groups.commonBeginning;
  return {
    id: `name-${prefix.text}`,
    keys: members,
    names,
    slot,
    title: named(prefix.text, prefix),
    together: null,
    says: words.groups.wouldShare(members.length, slot, reason),
  };
}
