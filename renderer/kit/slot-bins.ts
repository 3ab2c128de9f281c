/** How many slots hold how many keys. Pure. */
import { bin, max, median, min, range, tickStep } from 'd3-array';

export interface SlotBin {
  /** Keys of a slot, both included. */
  from: number;
  to: number;
  /** Slots that hold so many. */
  slots: number;
}

export interface SlotBins {
  /** Slots without keys; they are in no bin. */
  empty: number;
  /** Ascending, without gaps; empty ones are among them. */
  bins: SlotBin[];
  /** doubling: each bin goes twice as far as the one before. */
  steps: 'even' | 'doubling';
}

const ABOUT = 16;
/** The fullest slot holds so many times the median: even steps would put nearly all slots into the first bin. */
const SKEWED = 8;

/** `slots`: keys of each slot. */
export function slotBins(slots: Uint32Array): SlotBins {
  const filled = slots.filter((keys) => keys > 0);
  const empty = slots.length - filled.length;
  const least = min(filled) ?? 0;
  const most = max(filled) ?? 0;
  if (most === 0) return { empty, bins: [], steps: 'even' };
  const doubling = most > SKEWED * median(filled)! && most >= ABOUT;
  const edges = doubling ? doublings(least, most) : evenEdges(least, most);
  const bins = bin<number, number>()
    .domain([edges[0]!, edges.at(-1)!])
    .thresholds(edges.slice(1, -1))(filled);
  return {
    empty,
    bins: bins.map(({ x0, x1, length }) => ({ from: x0!, to: x1! - 1, slots: length })),
    steps: doubling ? 'doubling' : 'even',
  };
}

/** The last edge is beyond `most`. */
function doublings(least: number, most: number): number[] {
  const first = Math.floor(Math.log2(least));
  return range(first, Math.floor(Math.log2(most)) + 2).map((power) => 2 ** power);
}

function evenEdges(least: number, most: number): number[] {
  const step = Math.max(1, tickStep(least, most, ABOUT) || 1);
  const first = Math.floor(least / step);
  return range(first, Math.floor(most / step) + 2).map((n) => n * step);
}
