/** What is said of a slot and of a shade, in words. Pure. */
import type { SlotPart } from '../../../shared/slots/slot-model.ts';
import { inDatabase } from '../../kit/database-words.ts';
import type { State } from '../../window/state.ts';
import { counted, grouped } from '../../kit/numbers.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import type { MapModel } from './map-model.ts';

/** What a shade's figure counts. */
export const UNITS: { readonly [shade: string]: string } = {
  keys: 'Keys in slot',
  cpu: 'CPU, µs',
  network: 'Network, bytes',
  memory: 'Memory, bytes',
};

/** The two nodes' answers about an open slot; null before they gave them. */
export function sidesOf({ map, session }: State, slot: number): readonly SlotPart[] | null {
  const { sides } = map;
  if (sides?.slot !== slot || sides.database !== session.database) return null;
  return sides.parts.length > 1 ? sides.parts : null;
}

export const partKeys = (part: SlotPart | undefined) =>
  !part ? 'not known' : part.problem ? 'it did not answer' : grouped(part.count);

export function keysText({ map, metrics }: State, slot: number): string {
  const { counts } = map;
  if (!counts) return 'not counted: C counts';
  if (!counts.known[slot]) return 'its owner did not answer';
  return `${grouped(counts.keys[slot]!)}${inDatabase(counts.database, metrics)}`;
}

/** What a screen reader hears of a slot, and of the range that it ends. */
export function describeSlot(state: State, model: MapModel, slot: number): string {
  const { map } = state;
  const shard = shardOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const sides = open ? sidesOf(state, slot) : null;
  const chosen = Math.abs(map.cursor - map.anchor) + 1;
  const keys = map.counts?.known[slot]
    ? `${counted(map.counts.keys[slot]!, 'key')}${inDatabase(map.counts.database, state.metrics)}`
    : map.counts && 'its owner did not answer';
  const parts = [
    `slot ${slot}`,
    shard ? `shard ${shard.number}` : 'without an owner',
    shard?.primary?.address ?? '',
    shard && model.unserved.has(shard.number) ? 'not served' : '',
    open ? `migrating from shard ${open.from ?? '?'} to shard ${open.to ?? '?'}` : '',
    sides ? `keys there ${partKeys(sides[0])}, on the target ${partKeys(sides[1])}` : keys,
    chosen === 1 ? '' : `${counted(chosen, 'slot')} selected`,
  ];
  return parts.filter(Boolean).join(', ');
}
