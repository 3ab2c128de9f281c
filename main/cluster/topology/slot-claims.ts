/**
 * Who owns each slot by the answers of one node. Pure. This is the one place that decides it:
 *
 * 1. CLUSTER NODES names the owners. CLUSTER SHARDS of 7.2 to 7.4 gives a shard no slots while its failed old primary is
 *    listed first, though the promoted replica serves them; so SHARDS adds only names, ports, health and who belongs together.
 * 2. Where NODES names no owner at all, those of CLUSTER SLOTS or SHARDS count: something that only imitates a cluster.
 * 3. Of nodes that claim the same slot in one answer the one with the higher config epoch owns it, as the nodes decide it
 *    among themselves; with the same epoch, the one with the smaller id, whose epoch grows when they find out.
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

/** A shard's slots are its primary's. */
function claimOf({ slots, nodes }: ShardReading): Claim[] {
  const primary = nodes.find(({ role }) => role === 'primary') ?? nodes[0];
  return primary && slots.length > 0 ? [{ id: primary.id, configEpoch: 0, slots }] : [];
}

/** Sorts those whose claims hold against the others' first. */
export const strongestFirst = (a: Omit<Claim, 'slots'>, b: Omit<Claim, 'slots'>): number =>
  b.configEpoch - a.configEpoch || (a.id < b.id ? -1 : 1);

function settle(claims: readonly Claim[]): Owners {
  const ranked = [...claims].sort(strongestFirst);
  const owners = new Uint32Array(SLOT_COUNT);
  /** By slot, the claims beside the owner's. */
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
    const ranges = slots.get(claim.id) ?? [];
    appendSlot(ranges, slot);
    slots.set(claim.id, ranges);
    const beside = others.get(slot);
    if (!beside) continue;
    const ids = [claim.id, ...beside];
    const contest = contests.get(ids.join(' ')) ?? { slots: [], ids };
    appendSlot(contest.slots, slot);
    contests.set(ids.join(' '), contest);
  }
  return { slots, contests: [...contests.values()] };
}
