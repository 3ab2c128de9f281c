/** Which keys can go into one command: the groups by slot and by tag. */
import { latin1 } from '../../../shared/resp/resp.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { shown } from '../../kit/slot-query.ts';
import type { KeyLine } from './key-lines.ts';
import { words } from './words.ts';

const w = words.groups;
/** Behind codis keys of several slots can be in one command, which it divides or sends to one group. */
const textsOf = (isCodis: boolean) => (isCodis ? { ...w, ...w.codis } : w);

export interface KeyGroup {
  id: string;
  /** At least one. */
  keys: KeyLine[];
  /** Null if they are in several. */
  slot: number | null;
  title: string;
  /** The operations that are possible on them together. */
  says: string;
  /** Why two or more keys are in one slot. */
  together: 'tag' | 'chance' | null;
}

const hashedText = ({ key, start, end }: KeyLine): string => latin1(key.subarray(start, end));

/** A group for each slot with two or more keys, and one for all keys that are alone in theirs. */
export function groupBySlot(keys: readonly KeyLine[], isCodis = false): KeyGroup[] {
  const texts = textsOf(isCodis);
  const groups: KeyGroup[] = [];
  const alone: KeyLine[] = [];
  for (const [slot, members] of groupBy(keys, (one) => one.slot)) {
    if (members.length > 1) groups.push(slotGroup(slot, members, isCodis));
    else alone.push(members[0]!);
  }
  if (alone.length === 0) return groups;
  const says = alone.length === 1 ? texts.oneAlone : texts.eachAlone;
  const title = w.alone(alone.length);
  groups.push({ id: 'alone', keys: alone, slot: null, title, says, together: null });
  return groups;
}

function slotGroup(slot: number, keys: KeyLine[], isCodis: boolean): KeyGroup {
  const { key, start, end } = keys[0]!;
  const parts = new Set(keys.map(hashedText)).size;
  const why = parts === 1 ? w.samePart(shown(key.subarray(start, end)) || w.nothing) : w.byChance(parts);
  return {
    id: `slot-${slot}`,
    keys,
    slot,
    title: w.slot(slot),
    says: `${textsOf(isCodis).oneCommand(keys.length)} ${why}`,
    together: parts === 1 ? 'tag' : 'chance',
  };
}

export function groupByTag(keys: readonly KeyLine[], isCodis = false): KeyGroup[] {
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
      says: many ? `${textsOf(isCodis).oneCommand(members.length)} ${w.sameTag}` : w.oneTag,
    };
  });
  const whole = keys.filter((one) => !one.tagged);
  if (whole.length === 0) return tagged;
  const slots = new Set(whole.map(({ slot }) => slot)).size;
  const none: KeyGroup = {
    id: 'no-tag',
    keys: whole,
    slot: slots === 1 ? whole[0]!.slot : null,
    title: w.noTag,
    together: null,
    says: w.wholeKey(whole.length, slots),
  };
  return [...tagged, none];
}

function groupBy<N>(keys: readonly KeyLine[], nameOf: (key: KeyLine) => N): [N, KeyLine[]][] {
  const groups = new Map<N, KeyLine[]>();
  for (const key of keys) {
    const name = nameOf(key);
    const group = groups.get(name);
    if (group) group.push(key);
    else groups.set(name, [key]);
  }
  return [...groups];
}

/** Which of all keys can go together, in a sentence or two. One pass, because it runs while the user types. */
export function togetherText(keys: readonly KeyLine[]): string {
  const first: (KeyLine | undefined)[] = new Array(SLOT_COUNT);
  const kinds = new Uint8Array(SLOT_COUNT);
  for (const key of keys) {
    const before = first[key.slot];
    if (!before) [first[key.slot], kinds[key.slot]] = [key, ALONE];
    else if (!isSamePart(before, key)) kinds[key.slot] = CHANCE;
    else if (kinds[key.slot] === ALONE) kinds[key.slot] = TAG;
  }
  const counts = [0, 0, 0, 0];
  for (const kind of kinds) counts[kind]!++;
  const [tag, chance, alone] = [counts[TAG]!, counts[CHANCE]!, counts[ALONE]!];
  const shared = tag + chance;
  if (shared === 0) return w.noneTogether;
  if (shared === 1 && alone === 0) return w.allTogether;
  const can = w.someTogether(shared, tag, chance);
  return alone === 0 ? can : can + w.someAlone(alone);
}

const [ALONE, TAG, CHANCE] = [1, 2, 3];

function isSamePart(a: KeyLine, b: KeyLine): boolean {
  if (a.crc !== b.crc || a.end - a.start !== b.end - b.start) return false;
  for (let i = a.start, j = b.start; i < a.end; i++, j++) if (a.key[i] !== b.key[j]) return false;
  return true;
}
