/** Which slots "Give me a tag" is to land in, as its fields say. */
import type { SlotRange, Topology } from '../../../shared/cluster/topology.ts';
import type { TagWish } from './state.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { allNodes, shardOfNode } from '../../kit/topology-lookup.ts';

/** Slots, or a sentence on why there are none. */
export type Wanted = { ranges: readonly SlotRange[] } | { problem: string };

export function wantedBy(wish: TagWish, topology: Topology | null): Wanted {
  return WANTED[wish.kind](wish, topology);
}

const NOT_A_SLOT = 'Slots are numbers from 0 to 16383.';

const WANTED: { readonly [K in TagWish['kind']]: (wish: TagWish, topology: Topology | null) => Wanted } = {
  slot: ({ slot }) => {
    if (slot.trim() === '') return { problem: 'Type the slot that the key is to land in.' };
    const first = slotOf(slot);
    return first === null ? { problem: NOT_A_SLOT } : { ranges: [{ first, last: first }] };
  },
  range: (wish) => {
    if (wish.first.trim() === '' || wish.last.trim() === '')
      return { problem: 'Type the first and the last slot of the range.' };
    const [first, last] = [slotOf(wish.first), slotOf(wish.last)];
    if (first === null || last === null) return { problem: NOT_A_SLOT };
    return first > last ? { problem: 'The first slot comes after the last.' } : { ranges: [{ first, last }] };
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
  if (!topology) return { problem: 'Not connected: no shards are known. A slot or a range works without.' };
  if (topology.kind === 'unmapped')
    return { problem: 'This user may not read the map: no shards are known.' };
  if (topology.kind !== 'cluster') return { problem: 'This server is not in a cluster: it has no slots.' };
  return ranges && ranges.length > 0 ? { ranges } : { problem: 'It owns no slots.' };
}

function slotOf(text: string): number | null {
  const digits = /^\s*(\d{1,5})\s*$/.exec(text);
  return digits && Number(digits[1]) < SLOT_COUNT ? Number(digits[1]) : null;
}
