/** A slot in words. Pure. */
import type { SlotPart } from '../../../shared/slots/slot-model.ts';
import { inDatabase } from '../../kit/database-words.ts';
import type { State } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import type { MapModel } from './map-model.ts';
import { words } from './words.ts';

const w = words.slot;

/** The two nodes' key counts for a migrating slot; null before both answered. */
export function sidesOf({ map, session }: State, slot: number): readonly SlotPart[] | null {
  const { sides } = map;
  if (sides?.slot !== slot || sides.database !== session.database) return null;
  return sides.parts.length > 1 ? sides.parts : null;
}

export const partKeys = (part: SlotPart | undefined) =>
  !part ? w.unknown : part.problem ? w.silent : grouped(part.count);

export function keysText({ map, metrics }: State, slot: number): string {
  const { counts } = map;
  if (!counts) return w.notCounted;
  if (!counts.known[slot]) return w.ownerSilent;
  return `${grouped(counts.keys[slot]!)}${inDatabase(counts.database, metrics)}`;
}

/** Describes a slot, and the range that it ends, for a screen reader. */
export function describeSlot(state: State, model: MapModel, slot: number): string {
  const { map } = state;
  const shard = shardOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const sides = open ? sidesOf(state, slot) : null;
  const chosen = Math.abs(map.cursor - map.anchor) + 1;
  const keys = map.counts?.known[slot]
    ? `${w.keys(map.counts.keys[slot]!)}${inDatabase(map.counts.database, state.metrics)}`
    : map.counts && w.ownerSilent;
  const parts = [
    w.slot(slot),
    shard ? w.shard(shard.number) : w.unowned,
    shard?.primary?.address ?? '',
    shard && model.unserved.has(shard.number) ? w.notServed : '',
    open ? w.migrating(open.from, open.to) : '',
    sides ? w.bothKeys(partKeys(sides[0]), partKeys(sides[1])) : keys,
    chosen === 1 ? '' : w.selected(chosen),
  ];
  return parts.filter(Boolean).join(', ');
}
