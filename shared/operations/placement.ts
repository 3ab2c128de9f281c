/** Plans a new cluster: which nodes are primaries, who replicates whom, and the slots of each. */
import type { SlotRange } from '../cluster/topology.ts';
import { counted, grouped } from '../format/count.ts';
import type { NewNode, Placement, PlanRefusal } from './moves.ts';
import { SLOT_COUNT } from '../slots/slots.ts';
import { spreadHosts } from './anti-affinity.ts';
import { repeated } from './repeated.ts';

/**
 * As many primaries as there can be with `replicas` each. Nodes left over become further replicas. Primaries and the first
 * choice of replicas are redis-cli's, so that what scripts expect of one host holds.
 */
export function placeNodes(nodes: readonly NewNode[], replicas: number): Placement | PlanRefusal {
  const twice = repeated(nodes.map(({ address }) => address));
  if (twice !== undefined) return { refusal: `${twice} is named twice.` };
  if (!Number.isInteger(replicas) || replicas < 0)
    return { refusal: 'The number of replicas must be 0 or more.' };
  const count = Math.floor(nodes.length / (replicas + 1));
  if (count < 1)
    return {
      refusal: `A primary with ${counted(replicas, 'replica')} needs ${counted(replicas + 1, 'node')}; there ${nodes.length === 1 ? 'is' : 'are'} ${grouped(nodes.length)}.`,
    };
  if (count > SLOT_COUNT) return { refusal: `A cluster has at most ${counted(SLOT_COUNT, 'primary')}.` };
  const { shards, score } = spreadHosts(nodes, count, replicas);
  const ranges = slotRanges(count);
  return {
    shards: shards.map(([primary, ...others], i) => ({
      slots: ranges[i]!,
      primary: primary!,
      replicas: others,
    })),
    score,
  };
}

/**
 * The slots of each of `count` primaries, 1 to 16384, as redis-cli's create assigns them. It calculates in single
 * precision, so this does too: in double precision some bounds differ by one.
 */
export function slotRanges(count: number): SlotRange[] {
  const step = Math.fround(SLOT_COUNT / count);
  const ranges: SlotRange[] = [];
  let first = 0;
  let cursor = 0;
  for (let left = count - 1; left >= 0; left--) {
    const end = left === 0 ? SLOT_COUNT - 1 : Math.round(Math.fround(Math.fround(cursor + step) - 1));
    // With thousands of primaries the rounding errors add up; each must still get a slot.
    const last = Math.max(first, Math.min(end, SLOT_COUNT - 1 - left));
    ranges.push({ first, last });
    first = last + 1;
    cursor = Math.fround(cursor + step);
  }
  return ranges;
}
