/** Reads the map of codis from SLOTSMAPPING (3.1): the groups behind the proxy, and slots that move or have no server. Pure. */
import type { CodisMap, NodeAddress, Shard, SlotRange } from '../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { parseAddress } from '../wire/address.ts';
import { itemsOf, textOf } from '../wire/read-reply.ts';
import { makeNode } from './shard-groups.ts';
import { nodesOf, numberShards } from './shard-numbers.ts';
import { sameRanges, toRanges } from './slot-ranges.ts';

/** The most replicas of one group, and of all, that are read. */
const MOST_REPLICAS = 100;
const MOST_IN_ALL = 1000;

interface Slot {
  slot: number;
  primary: NodeAddress;
  from: NodeAddress;
  replicas: readonly NodeAddress[];
}

/**
 * Each entry is slot, primary, the primary that the slot is moving from, and lists of replicas. Entries that cannot be
 * read count as offline. Groups keep their numbers from `previous`.
 */
export function readCodisMap(mapping: Reply, previous: CodisMap | null): CodisMap {
  const slots = new Map(
    itemsOf(mapping)
      .slice(0, CODIS_SLOTS)
      .flatMap((entry) => readSlot(entry) ?? [])
      .map((slot) => [slot.slot, slot]),
  );
  const byPrimary = new Map<NodeAddress, Slot[]>();
  const offline: number[] = [];
  for (let slot = 0; slot < CODIS_SLOTS; slot++) {
    const entry = slots.get(slot);
    if (!entry || entry.primary === '') offline.push(slot);
    else byPrimary.set(entry.primary, [...(byPrimary.get(entry.primary) ?? []), entry]);
  }
  // A group that gives away its last slot still has its keys.
  for (const { from } of slots.values()) if (from !== '' && !byPrimary.has(from)) byPrimary.set(from, []);
  let left = MOST_IN_ALL;
  const groups = [...byPrimary].map(([primary, entries]) => {
    const group = groupOf(primary, entries, Math.min(left, MOST_REPLICAS));
    left -= group.replicas.length;
    return group;
  });
  numberShards(groups, previous && { shards: withSuccessors(previous.groups, groups) });
  groups.sort((a, b) => a.number - b.number);
  return { groups, migrations: migrationsOf([...slots.values()]), offline: toRanges(offline) };
}

/**
 * SLOTSMAPPING may name no replicas: a primary that is new, in place of one that is gone, with the same slots, is that
 * group's next one.
 */
function withSuccessors(before: readonly Shard[], after: readonly Shard[]): Shard[] {
  const [old, now] = [before, after].map((groups) => new Set(groups.flatMap(nodesOf).map(({ id }) => id)));
  const fresh = after.filter(({ primary, slotCount }) => slotCount > 0 && primary && !old!.has(primary.id));
  return before.map((group) => {
    if (!group.primary || now!.has(group.primary.id)) return group;
    const next = fresh.find(({ slots }) => sameRanges(slots, group.slots));
    return next ? { ...group, primary: next.primary } : group;
  });
}

/** Null for an entry that is not one. */
function readSlot(entry: Reply): Slot | null {
  const [slot, primary, from, lists] = itemsOf(entry);
  const number = textOf(slot);
  if (!/^\d{1,4}$/.test(number) || Number(number) >= CODIS_SLOTS) return null;
  const replicas = itemsOf(lists).flatMap((list) => itemsOf(list).map(addressOf));
  return {
    slot: Number(number),
    primary: addressOf(primary),
    from: addressOf(from),
    replicas: replicas.filter((address) => address !== '').slice(0, MOST_REPLICAS),
  };
}

/** Empty for a text that is no address, or cannot be shown as it is. */
function addressOf(reply: Reply | undefined): NodeAddress {
  const text = textOf(reply);
  return text.length <= 300 && parseAddress(text) && escapeForLine(text) === text ? text : '';
}

function groupOf(primary: NodeAddress, entries: readonly Slot[], mostReplicas: number): Shard {
  const node = (address: NodeAddress, role: 'primary' | 'replica') =>
    makeNode(address, address, role, false, undefined, new Map());
  // While a slot moves, the proxy reads from no replica, and names none.
  const replicas = new Set(entries.flatMap((entry) => entry.replicas));
  replicas.delete(primary);
  const slots: SlotRange[] = toRanges(entries.map(({ slot }) => slot));
  return {
    number: 0,
    slots,
    slotCount: entries.length,
    primary: node(primary, 'primary'),
    replicas: [...replicas]
      .sort()
      .slice(0, mostReplicas)
      .map((address) => node(address, 'replica')),
  };
}

function migrationsOf(slots: readonly Slot[]): CodisMap['migrations'] {
  const moves = new Map<string, { from: NodeAddress; to: NodeAddress; slots: number[] }>();
  for (const { slot, from, primary: to } of slots) {
    if (from === '' || to === '') continue;
    const move = moves.get(`${from}>${to}`) ?? { from, to, slots: [] };
    move.slots.push(slot);
    moves.set(`${from}>${to}`, move);
  }
  return [...moves.values()].map((move) => ({ ...move, slots: toRanges(move.slots) }));
}
