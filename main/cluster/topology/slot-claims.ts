/**
 * Decides the owner of each slot from one node's replies. Pure. No other code decides it:
 *
 * 1. CLUSTER NODES names the owners. CLUSTER SHARDS of 7.2 to 7.4 lists a shard without slots while its failed old primary
 *    comes first, although the promoted replica serves them. So SHARDS adds only names, ports, health and grouping.
 * 2. If NODES names no owner at all (a server that only imitates a cluster), CLUSTER SLOTS or SHARDS counts.
 * 3. If several nodes claim a slot, the one with the higher config epoch owns it; this is the cluster's own rule. With equal
 *    epochs it is the one with the smaller id, whose epoch grows once the nodes notice the conflict.
 */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { NodeLine, ShardReading } from './reading.ts';
import { appendSlot } from './slot-ranges.ts';

export interface Owners {
  /** Ascending ranges by the owner's id; a node without slots has no entry. */
  slots: ReadonlyMap<string, SlotRange[]>;
  /** Slots that several nodes claim, the owner's id first. */
  contests: { slots: SlotRange[]; ids: string[] }[];
}

interface Claim {
  id: string;
  configEpoch: number;
  slots: readonly SlotRange[];
}

export function ownersOf(lines: readonly NodeLine[], shards: readonly ShardReading[]): Owners {
  const claims: Claim[] = lines.filter((line) => line.slots.length > 0);
  return settle(claims.length > 0 ? claims : shards.flatMap(claimOf));
}

/** A shard's slots belong to its primary. */
function claimOf({ slots, nodes }: ShardReading): Claim[] {
  const primary = nodes.find(({ role }) => role === 'primary') ?? nodes[0];
  return primary && slots.length > 0 ? [{ id: primary.id, configEpoch: 0, slots }] : [];
}

/** Sorts the claim that wins first. */
export const strongestFirst = (a: Omit<Claim, 'slots'>, b: Omit<Claim, 'slots'>): number =>
  b.configEpoch - a.configEpoch || (a.id < b.id ? -1 : 1);

function settle(claims: readonly Claim[]): Owners {
  const ranked = [...claims].sort(strongestFirst);
  return undisputed(ranked) ?? slotBySlot(ranked);
}

/** As nearly always: no slot has two claims. Null if one has, or is not a slot. */
function undisputed(claims: readonly Claim[]): Owners | null {
  // By slot, the claim's number, and 0 for none: with many ranges, sorting those takes longer.
  const owners = new Uint32Array(SLOT_COUNT + 1);
  for (const [rank, { slots }] of claims.entries())
    for (const { first, last } of slots) {
      if (first < 0 || last < first || last >= SLOT_COUNT) return null;
      for (let slot = first; slot <= last; slot++) {
        if (owners[slot] !== 0) return null;
        owners[slot] = rank + 1;
      }
    }
  const ranges: SlotRange[][] = claims.map(() => []);
  for (let first = 0, slot = 1; slot <= SLOT_COUNT; slot++) {
    if (owners[slot] === owners[first] && slot < SLOT_COUNT) continue;
    if (owners[first] !== 0) ranges[owners[first]! - 1]!.push({ first, last: slot - 1 });
    first = slot;
  }
  const slots = new Map<string, SlotRange[]>();
  for (const [i, { id }] of claims.entries()) {
    // Two claims of one node are joined slot by slot.
    if (slots.has(id)) return null;
    slots.set(id, ranges[i]!);
  }
  return { slots, contests: [] };
}

function slotBySlot(ranked: readonly Claim[]): Owners {
  const owners = new Uint32Array(SLOT_COUNT);
  /** By slot, the ids of the other claimants. */
  const others = new Map<number, Set<string>>();
  for (const [rank, { id, slots }] of ranked.entries())
    for (const { first, last } of slots)
      for (let slot = first; slot <= last; slot++) {
        const owner = owners[slot]!;
        if (owner === 0) owners[slot] = rank + 1;
        else if (ranked[owner - 1]!.id !== id) others.set(slot, (others.get(slot) ?? new Set()).add(id));
      }
  const slots = new Map<string, SlotRange[]>();
  const contests = new Map<string, Owners['contests'][number]>();
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const claim = ranked[owners[slot]! - 1];
    if (!claim) continue;
    let ranges = slots.get(claim.id);
    if (!ranges) slots.set(claim.id, (ranges = []));
    appendSlot(ranges, slot);
    const beside = others.get(slot);
    if (!beside) continue;
    const ids = [claim.id, ...beside];
    const contest = contests.get(ids.join(' ')) ?? { slots: [], ids };
    appendSlot(contest.slots, slot);
    contests.set(ids.join(' '), contest);
  }
  return { slots, contests: [...contests.values()] };
}
