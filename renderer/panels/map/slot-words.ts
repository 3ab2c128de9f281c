/** What is said of a slot and of a shade, in words. Pure. */
import type { SlotPart } from '../../../shared/slot-model.ts';
import type { State } from '../../state.ts';
import { counted, grouped } from '../figures.ts';
import { shardOfSlot } from '../topology-lookup.ts';
import type { MapModel } from './map-model.ts';

/** What a shade's figure counts. */
export const UNITS: { readonly [shade: string]: string } = {
  keys: 'Keys in slot',
  cpu: 'CPU, µs',
  network: 'Network, bytes',
  memory: 'Memory, bytes',
};

/** The two nodes' answers about an open slot; null before they gave them. */
export function sidesOf({ map }: State, slot: number): readonly SlotPart[] | null {
  const { sides } = map;
  return sides?.slot === slot && sides.parts.length > 1 ? sides.parts : null;
}

export const partKeys = (part: SlotPart | undefined) =>
  !part ? 'not known' : part.problem ? 'it did not answer' : grouped(part.count);

export function keysText({ map }: State, slot: number): string {
  if (!map.counts) return 'not counted: C counts';
  return map.counts.known[slot] ? grouped(map.counts.keys[slot]!) : 'its owner did not answer';
}

/** What a screen reader hears of a slot, and of the range that it ends. */
export function describeSlot(state: State, model: MapModel, slot: number): string {
  const { map } = state;
  const shard = shardOfSlot(state.topology, slot);
  const open = model.open.get(slot);
  const sides = open ? sidesOf(state, slot) : null;
  const chosen = Math.abs(map.cursor - map.anchor) + 1;
  const keys = map.counts?.known[slot]
    ? counted(map.counts.keys[slot]!, 'key')
    : map.counts && 'its owner did not answer';
  const parts = [
    `slot ${slot}`,
    shard ? `shard ${shard.number}` : 'not covered',
    shard?.primary?.address ?? '',
    open ? `migrating from shard ${open.from ?? '?'} to shard ${open.to ?? '?'}` : '',
    sides ? `keys there ${partKeys(sides[0])}, on the target ${partKeys(sides[1])}` : keys,
    chosen === 1 ? '' : `${counted(chosen, 'slot')} selected`,
  ];
  return parts.filter(Boolean).join(', ');
}
