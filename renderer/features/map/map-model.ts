/** The appearance of each slot on the map, from the state. Pure. */
import { max, quantile } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { SHADE_METRICS, type Shade } from './state.ts';
import type { SlotCounts, SlotStats } from '../../../shared/slots/slot-model.ts';
import { slotHealth } from '../../../shared/cluster/slot-health.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { shardOfNode } from '../../kit/topology-lookup.ts';

export interface OpenSlot {
  /** Shard numbers; null for an unknown side. */
  from: number | null;
  to: number | null;
}

export interface MapModel {
  /** By slot: the owner's shard number, 0 for none. */
  shards: Uint16Array;
  /** By shard number: its primary. */
  primaries: ReadonlyMap<number, NodeAddress>;
  /** Shards that own slots but do not serve them, by number. */
  unserved: ReadonlySet<number>;
  open: ReadonlyMap<number, OpenSlot>;
  /** The value that shades each slot, by slot; null for the owner alone. */
  values: ArrayLike<number> | null;
  /** By slot: 0 if no node reported the value; null if all are known. */
  known: Uint8Array | null;
  /** Value → brightness, 0 to 1. */
  brightness: (value: number) => number;
  /** Greatest value, and the one from which the brightness is full. */
  greatest: number;
  full: number;
}

/** Slots as bright as the brightest: the few beyond do not leave the others in the dark. */
const FULL_FROM = 0.995;

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
  const sorted = values ? new Float64Array(values).sort() : null;
  const greatest = sorted ? (max(sorted) ?? 0) : 0;
  const full = sorted ? Math.max(1, quantile(sorted, FULL_FROM) || greatest) : 1;
  const scale = scaleSqrt([0, full], [0, 1]).clamp(true);
  const known = shade === 'keys' && counts?.known.includes(0) ? counts.known : null;
  const primaries = new Map<number, NodeAddress>();
  for (const { number, primary } of topology.shards) if (primary) primaries.set(number, primary.address);
  return {
    shards,
    primaries,
    unserved: new Set(slotHealth(topology).unserved.keys()),
    known,
    open: openSlots(topology),
    values,
    brightness: (value) => scale(value),
    greatest,
    full,
  };
}

function valuesOf(
  shade: Shade,
  counts: SlotCounts | null,
  stats: SlotStats | null,
): ArrayLike<number> | null {
  if (shade === 'owner') return null;
  if (shade === 'keys') return counts?.keys ?? null;
  const metrics = (SHADE_METRICS[shade] ?? []).flatMap((metric) => stats?.metrics[metric] ?? []);
  if (metrics.length === 0) return null;
  return Float64Array.from({ length: SLOT_COUNT }, (_, slot) =>
    metrics.reduce((sum, metric) => sum + metric[slot]!, 0),
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

/** Slots one after the other, both ends included. */
export interface SlotRun {
  first: number;
  last: number;
}

/** The slots that satisfy `holds`, as runs. */
export function runsOf(holds: (slot: number) => boolean): SlotRun[] {
  const runs: SlotRun[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    if (!holds(slot)) continue;
    const run = runs.at(-1);
    if (run?.last === slot - 1) run.last = slot;
    else runs.push({ first: slot, last: slot });
  }
  return runs;
}

/** Runs of slots that another node owns than before: another shard, or the same one's new primary. */
export function changedRuns(before: Owners, now: Owners): SlotRun[] {
  const runs: SlotRun[] = [];
  const owner = ({ shards, primaries }: Owners, slot: number) => primaries.get(shards[slot]!);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const shard = now.shards[slot];
    if (before.shards[slot] === shard && owner(before, slot) === owner(now, slot)) continue;
    const run = runs.at(-1);
    if (run?.last === slot - 1 && now.shards[run.last] === shard) run.last = slot;
    else runs.push({ first: slot, last: slot });
  }
  return runs;
}
type Owners = Pick<MapModel, 'shards' | 'primaries'>;

/** The widest run of each shard's slots: where its number is written. */
export function widestRuns(shards: Uint16Array): (SlotRun & { shard: number })[] {
  const widest = new Map<number, SlotRun>();
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
