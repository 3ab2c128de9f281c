/**
 * Finds the slots that are served, by a map. A slot is in one of three states: owned and served, owned by a failing
 * node, or without an owner. Every view uses these sentences.
 */
import { countSlots } from '../slots/slot-ranges.ts';
import { inEachLanguage, type LanguageName } from '../language/language.ts';
import { hasAddress } from './no-address.ts';
import { slotOwners } from './slot-owners.ts';
import { SLOT_COUNT } from '../slots/slots.ts';
import type { ClusterNode, Shard, SlotRange, Topology } from './topology.ts';
import { slotHealthWords } from './words.ts';

type Words = ReturnType<typeof slotHealthWords>;

export interface UnservedShard {
  shard: Shard;
  /** suspected: the node asked cannot reach the primary (`fail?`); most primaries have not agreed yet. */
  cause: 'suspected' | 'down' | 'no-address' | 'no-primary';
  /** Slots 5461-10922 are not served: both nodes of shard 2 are down. */
  message: string;
  advice: string;
}

export interface SlotHealth {
  /** Slots in each state; 16384 together in a cluster. */
  served: number;
  failing: number;
  unowned: number;
  /** Shards whose slots are failing, by number. */
  unserved: ReadonlyMap<number, UnservedShard>;
  /** Slots without an owner. */
  gaps: readonly SlotRange[];
}

const healths = inEachLanguage(() => new WeakMap<Topology, SlotHealth>());

/** Computed once per map and language; all zero for a server that is not in a cluster. */
export function slotHealth(topology: Topology, language: LanguageName = 'en'): SlotHealth {
  const known = healths(language);
  let health = known.get(topology);
  if (!health) known.set(topology, (health = work(topology, language)));
  return health;
}

function work(topology: Topology, language: LanguageName): SlotHealth {
  const unserved = new Map<number, UnservedShard>();
  if (topology.kind !== 'cluster') return { served: 0, failing: 0, unowned: 0, unserved, gaps: [] };
  const hasMajority = mostPrimariesAreUp(topology);
  let failing = 0;
  for (const shard of topology.shards) {
    const trouble = troubleOf(shard, hasMajority, slotHealthWords(language));
    if (!trouble) continue;
    unserved.set(shard.number, trouble);
    failing += shard.slotCount;
  }
  const gaps = gapsOf(topology);
  const unowned = countSlots(gaps);
  return { served: SLOT_COUNT - failing - unowned, failing, unowned, unserved, gaps };
}

/** Why the slot is not served; null if it is served, or if there are no slots. */
export function troubleOfSlot(
  topology: Topology | null,
  slot: number,
  language: LanguageName = 'en',
): { message: string; advice: string } | null {
  if (topology?.kind !== 'cluster') return null;
  const shard = topology.shards[slotOwners(topology)[slot]! - 1];
  if (shard) return slotHealth(topology, language).unserved.get(shard.number) ?? null;
  const message = gapsMessage([{ first: slot, last: slot }], language);
  return { message, advice: slotHealthWords(language).ownerless };
}

export const OWNERLESS = slotHealthWords('en').ownerless;

/** The problems of the whole map, the gravest first: slots without an owner, then one sentence per shard. */
export function unservedMessages(topology: Topology, language: LanguageName = 'en'): string[] {
  const { gaps, unserved } = slotHealth(topology, language);
  return [
    ...(gaps.length > 0 ? [gapsMessage(gaps, language)] : []),
    ...[...unserved.values()].map(({ message }) => message),
  ];
}

export const gapsMessage = (gaps: readonly SlotRange[], language: LanguageName = 'en'): string =>
  slotHealthWords(language).unowned(subjectOf(gaps, slotHealthWords(language)));

/** The replica that the other primaries would elect if they were asked; null if none can take over by itself. */
export function heirOf(shard: Shard): ClusterNode | null {
  // CLUSTER SHARDS of 7.0 also reports a replica without contact to its primary as loading.
  const mayTakeOver = (node: ClusterNode) =>
    node.role === 'replica' && isUp(node) && !node.flags.includes('nofailover');
  return shard.replicas.find(mayTakeOver) ?? null;
}

/** An election needs the votes of most primaries that have slots. */
function mostPrimariesAreUp({ shards }: Topology): boolean {
  const voters = shards.filter(({ slotCount }) => slotCount > 0);
  return voters.filter(({ primary }) => primary && isUp(primary)).length > voters.length / 2;
}

const isUp = ({ health }: ClusterNode) => health === 'online' || health === 'loading';

function troubleOf(shard: Shard, hasMajority: boolean, words: Words): UnservedShard | null {
  const { primary, slots, slotCount } = shard;
  if (slotCount === 0 || (primary && isUp(primary))) return null;
  const cause = causeOf(primary);
  const sentence = cause === 'suspected' ? words.mayBeUnserved : words.unserved;
  return {
    shard,
    cause,
    message: sentence({ ...subjectOf(slots, words), reason: reasonOf(shard, cause, words.reasons) }),
    advice: adviceFor(shard, cause, hasMajority, words.advice),
  };
}

function causeOf(primary: ClusterNode | null): UnservedShard['cause'] {
  if (!primary) return 'no-primary';
  if (!hasAddress(primary.address)) return 'no-address';
  return primary.health === 'suspected' ? 'suspected' : 'down';
}

function reasonOf(
  { number: shard, primary, replicas }: Shard,
  cause: UnservedShard['cause'],
  words: Words['reasons'],
): string {
  if (!primary) return words.noPrimary({ shard });
  if (cause === 'no-address') return words.noAddress({ shard, node: primary.id.slice(0, 8) });
  const where = { shard, node: primary.address, state: cause };
  if (replicas.length === 0) return words.only(where);
  return replicas.some(isUp) ? words.primary(where) : words.all({ ...where, nodes: replicas.length + 1 });
}

function adviceFor(
  shard: Shard,
  cause: UnservedShard['cause'],
  hasMajority: boolean,
  words: Words['advice'],
): string {
  const heir = heirOf(shard)?.address ?? null;
  if (cause === 'suspected')
    return heir !== null && hasMajority ? words.onceAgreed({ heir }) : words.noHeirNow;
  const command = `@node:${heir} cluster failover takeover`;
  if (cause === 'no-address') return heir === null ? words.noAddressNoHeir : words.noAddress({ command });
  if (heir === null) return words.noHeir;
  return (hasMajority ? words.soon : words.noMajority)({ heir, command });
}

/** The ranges as the sentences take them. The plural is of the words, not of the slots: it is one slot or several. */
const subjectOf = (ranges: readonly SlotRange[], words: Words) => ({
  ranges: rangeWordsIn(ranges, words),
  slots: isOne(ranges) ? 1 : 2,
});

const isOne = (ranges: readonly SlotRange[]) => ranges.length === 1 && ranges[0]!.first === ranges[0]!.last;

export const slotsAre = (ranges: readonly SlotRange[], language: LanguageName = 'en'): string =>
  slotHealthWords(language).are(subjectOf(ranges, slotHealthWords(language)));

/** The most ranges that are named. */
const NAMED = 6;

/** `0-5460`, `0-99, 200`; for many ranges, the first ones and how many more there are. */
export const rangeWords = (ranges: readonly SlotRange[], language: LanguageName = 'en'): string =>
  rangeWordsIn(ranges, slotHealthWords(language));

function rangeWordsIn(ranges: readonly SlotRange[], words: Words): string {
  const named = ranges
    .slice(0, NAMED)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const count = ranges.length - named.length;
  return count > 0 ? words.moreRanges({ ranges: named.join(', '), count }) : named.join(', ');
}

function gapsOf(topology: Topology): SlotRange[] {
  const owners = slotOwners(topology);
  const gaps: SlotRange[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    if (owners[slot] !== 0) continue;
    const gap = gaps.at(-1);
    if (gap?.last === slot - 1) gap.last = slot;
    else gaps.push({ first: slot, last: slot });
  }
  return gaps;
}
