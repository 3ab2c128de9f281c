/** Keys that can, and keys that cannot go into one command: the groups by slot and by tag. */
import { latin1 } from '../../../shared/resp.ts';
import { counted } from '../figures.ts';
import { shown } from '../slot-query.ts';
import type { KeyLine } from './key-lines.ts';

export interface KeyGroup {
  id: string;
  /** At least one. */
  keys: KeyLine[];
  /** Null where they are in several. */
  slot: number | null;
  title: string;
  /** What can be done with them together. */
  says: string;
  /** Of two and more keys in one slot: what brought them there. */
  together: 'tag' | 'chance' | null;
}

export const hashedText = ({ key, start, end }: KeyLine): string => latin1(key.subarray(start, end));

export function groupBySlot(keys: readonly KeyLine[]): KeyGroup[] {
  return groupBy(keys, ({ slot }) => String(slot)).map(([name, members]) => {
    const parts = new Set(members.map(hashedText)).size;
    const first = members[0]!;
    const hashed = shown(first.key.subarray(first.start, first.end));
    const together = members.length < 2 ? null : parts === 1 ? 'tag' : 'chance';
    const why =
      together === 'tag'
        ? `all hash ${hashed}`
        : `only by chance: ${parts} different hashed parts come to one slot, and a rename may part them`;
    return {
      id: `slot-${name}`,
      keys: members,
      slot: first.slot,
      title: `slot ${name}`,
      together,
      says: together ? `${oneCommand(members.length)} ${why}` : 'alone: with keys of other slots CROSSSLOT',
    };
  });
}

export function groupByTag(keys: readonly KeyLine[]): KeyGroup[] {
  const tagged = groupBy(
    keys.filter((one) => one.tagged),
    hashedText,
  ).map(([name, members]): KeyGroup => {
    const { key, start, end, slot } = members[0]!;
    const many = members.length > 1;
    return {
      id: `tag-${name}`,
      keys: members,
      slot,
      title: `{${shown(key.subarray(start, end))}}`,
      together: many ? 'tag' : null,
      says: many ? `${oneCommand(members.length)} they share the tag` : 'one key has this tag',
    };
  });
  const whole = keys.filter((one) => !one.tagged);
  if (whole.length === 0) return tagged;
  const slots = new Set(whole.map(({ slot }) => slot)).size;
  const none: KeyGroup = {
    id: 'no-tag',
    keys: whole,
    slot: slots === 1 ? whole[0]!.slot : null,
    title: 'no tag',
    together: null,
    says: `the whole key is hashed: ${counted(whole.length, 'key')} in ${counted(slots, 'slot')}`,
  };
  return [...tagged, none];
}

const oneCommand = (count: number): string =>
  count === 2
    ? 'these 2 keys can be in one MGET, MSET or MULTI:'
    : `these ${count.toLocaleString('en-US')} keys can be in one MGET, MSET or MULTI:`;

function groupBy(keys: readonly KeyLine[], nameOf: (key: KeyLine) => string): [string, KeyLine[]][] {
  const groups = new Map<string, KeyLine[]>();
  for (const key of keys) {
    const name = nameOf(key);
    const group = groups.get(name);
    if (group) group.push(key);
    else groups.set(name, [key]);
  }
  return [...groups];
}

/** What can go together, of all keys, in a sentence or two. */
export function togetherText(groups: readonly KeyGroup[]): string {
  const count = (kind: KeyGroup['together']) => groups.filter((group) => group.together === kind).length;
  const [tag, chance, alone] = [count('tag'), count('chance'), count(null)];
  const shared = tag + chance;
  if (groups.length === 1 && shared === 1) return 'All of these keys can be in one MGET, MSET or MULTI.';
  const can =
    shared === 0
      ? 'No two of these keys share a slot: two of them in one command answer CROSSSLOT.'
      : `${counted(shared, 'group')} can be in one MGET, MSET or MULTI: ${tag} by tag, ${chance} only by chance.`;
  if (shared === 0 || alone === 0) return can;
  return `${can} ${alone === 1 ? '1 key is' : `${alone.toLocaleString('en-US')} keys are`} alone in a slot: with others in one command it is CROSSSLOT.`;
}
