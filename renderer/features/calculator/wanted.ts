/** The slots that "Give me a tag" aims for, by its fields. */
import type { SlotRange, Topology } from '../../../shared/cluster/topology.ts';
import type { TagWish } from './state.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { allNodes, shardOfNode } from '../../kit/topology-lookup.ts';
import { words } from './words.ts';

const w = words.finder;

/** Slots, or a sentence on why there are none. */
export type Wanted = { ranges: readonly SlotRange[] } | { problem: string };

export function wantedBy(wish: TagWish, topology: Topology | null): Wanted {
  return WANTED[wish.kind](wish, topology);
}

const WANTED: { readonly [K in TagWish['kind']]: (wish: TagWish, topology: Topology | null) => Wanted } = {
  slot: ({ slot }) => {
    if (slot.trim() === '') return { problem: w.typeSlot };
    const first = slotOf(slot);
    return first === null ? { problem: w.notSlot } : { ranges: [{ first, last: first }] };
  },
  range: (wish) => {
    if (wish.first.trim() === '' || wish.last.trim() === '') return { problem: w.typeRange };
    const [first, last] = [slotOf(wish.first), slotOf(wish.last)];
    if (first === null || last === null) return { problem: w.notSlot };
    return first > last ? { problem: w.wrongOrder } : { ranges: [{ first, last }] };
  },
  shard: ({ shard }, topology) => {
    const shards = topology?.shards ?? [];
    const found = shards.find(({ number }) => String(number) === shard) ?? shards[0];
    return owned(found?.slots, topology);
  },
  node: ({ node }, topology) => {
    const address = allNodes(topology).find((one) => one.address === node)?.address;
    return owned(shardOfNode(topology, address ?? allNodes(topology)[0]?.address ?? null)?.slots, topology);
  },
};

function owned(ranges: readonly SlotRange[] | undefined, topology: Topology | null): Wanted {
  if (!topology) return { problem: w.notConnected };
  if (topology.kind === 'unmapped') return { problem: w.unmapped };
  if (topology.kind !== 'cluster') return { problem: w.noCluster };
  return ranges && ranges.length > 0 ? { ranges } : { problem: w.noSlots };
}

function slotOf(text: string): number | null {
  const digits = /^\s*(\d{1,5})\s*$/.exec(text);
  return digits && Number(digits[1]) < SLOT_COUNT ? Number(digits[1]) : null;
}
