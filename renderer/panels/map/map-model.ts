/** What the map shows of each slot, from the state. Pure. */
import { max, quantile } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import type { Topology } from '../../../shared/model.ts';
import type { SlotCounts, SlotFigure, SlotStats } from '../../../shared/slot-model.ts';
import { slotOwners } from '../../../shared/slot-owners.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import type { Shade } from '../../state.ts';
import { shardOfNode } from '../topology-lookup.ts';

export interface OpenSlot {
  /** Shard numbers; null where a side is not known. */
  from: number | null;
  to: number | null;
}

export interface MapModel {
  /** By slot: the owner's shard number, 0 for none. */
  shards: Uint16Array;
  open: ReadonlyMap<number, OpenSlot>;
  /** By slot, what it is shaded by; null for the owner alone. */
  values: ArrayLike<number> | null;
  /** Value → brightness, 0 to 1. */
  brightness: (value: number) => number;
  /** Greatest value, and the one from which the brightness is full. */
  greatest: number;
  full: number;
}

/** Slots as bright as the brightest: the few beyond do not leave the others in the dark. */
const FULL_FROM = 0.995;

const FIGURES: { readonly [S in Shade]?: readonly SlotFigure[] } = {
  cpu: ['cpu-usec'],
  network: ['network-bytes-in', 'network-bytes-out'],
  memory: ['memory-bytes'],
};

export function mapModel(
  topology: Topology,
  shade: Shade,
  counts: SlotCounts | null,
  stats: SlotStats | null,
): MapModel {
  const owners = slotOwners(topology);
  const shards = new Uint16Array(SLOT_COUNT);
  for (let slot = 0; slot < SLOT_COUNT; slot++)
    shards[slot] = owners[slot] === 0 ? 0 : topology.shards[owners[slot]! - 1]!.number;
  const values = valuesOf(shade, counts, stats);
  const sorted = values ? Float64Array.from(values).sort() : null;
  const greatest = sorted ? (max(sorted) ?? 0) : 0;
  const full = sorted ? Math.max(1, quantile(sorted, FULL_FROM) || greatest) : 1;
  const scale = scaleSqrt([0, full], [0, 1]).clamp(true);
  return { shards, open: openSlots(topology), values, brightness: (value) => scale(value), greatest, full };
}

/** Whether the server gives what a shade needs. */
export const hasFigures = (shade: Shade, stats: SlotStats | null): boolean =>
  FIGURES[shade]?.some((figure) => stats?.figures[figure] !== undefined) ?? true;

function valuesOf(
  shade: Shade,
  counts: SlotCounts | null,
  stats: SlotStats | null,
): ArrayLike<number> | null {
  if (shade === 'owner') return null;
  if (shade === 'keys') return counts?.keys ?? null;
  const figures = (FIGURES[shade] ?? []).flatMap((figure) => stats?.figures[figure] ?? []);
  if (figures.length === 0) return null;
  return Float64Array.from({ length: SLOT_COUNT }, (_, slot) =>
    figures.reduce((sum, figure) => sum + figure[slot]!, 0),
  );
}

export function openSlots(topology: Topology): ReadonlyMap<number, OpenSlot> {
  const open = new Map<number, OpenSlot>();
  for (const { from, to, slots } of topology.migrations) {
    const sides = {
      from: shardOfNode(topology, from)?.number ?? null,
      to: shardOfNode(topology, to)?.number ?? null,
    };
    for (const { first, last } of slots) for (let slot = first; slot <= last; slot++) open.set(slot, sides);
  }
  return open;
}

/** The widest run of each shard's slots: where its number is written. */
export function widestRuns(shards: Uint16Array): { shard: number; first: number; last: number }[] {
  const widest = new Map<number, { first: number; last: number }>();
  let first = 0;
  for (let slot = 1; slot <= SLOT_COUNT; slot++) {
    if (slot < SLOT_COUNT && shards[slot] === shards[first]) continue;
    const run = { first, last: slot - 1 };
    const known = widest.get(shards[first]!);
    if (!known || known.last - known.first < run.last - run.first) widest.set(shards[first]!, run);
    first = slot;
  }
  return [...widest].filter(([shard]) => shard > 0).map(([shard, run]) => ({ shard, ...run }));
}
