/** Plans which node is scanned for which slots, based on one map. Pure. */
import type { NodeAddress, Shard, Topology } from '../../../shared/cluster/topology.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

export interface Unit {
  shard: number;
  node: NodeAddress;
  /** By slot: 1 if its keys are counted on this node. */
  accept: Uint8Array;
}

/** By slot: the owning node, or the two nodes of an open slot. Empty for no owner. */
export type Places = readonly string[];

/** The map with the groups of codis in place of shards; any other map as it is. */
export const scanMap = (topology: Topology): Topology =>
  topology.codis
    ? { ...topology, shards: topology.codis.groups, migrations: topology.codis.migrations }
    : topology;

/** By slot: 1 for every slot that a whole scan covers. */
export const slotsToScan = ({ codis }: Topology): Uint8Array =>
  new Uint8Array(SLOT_COUNT).fill(1, 0, codis ? CODIS_SLOTS : SLOT_COUNT);

const addressOf = ({ primary }: Shard): NodeAddress => primary?.address ?? '';

export function placesOf(topology: Topology): Places {
  const places = new Array<string>(SLOT_COUNT).fill('');
  for (const shard of topology.shards)
    for (const { first, last } of slotsOf(topology, shard)) places.fill(addressOf(shard), first, last + 1);
  for (const { slots, from, to } of topology.migrations)
    for (const { first, last } of slots)
      for (let slot = first; slot <= last; slot++) places[slot] += ` ${from ?? '?'}>${to ?? '?'}`;
  return places;
}

/** A server outside a cluster has the keys of all slots. */
const slotsOf = (topology: Topology, shard: Shard) =>
  topology.kind === 'standalone' ? [{ first: 0, last: SLOT_COUNT - 1 }] : shard.slots;

/**
 * Returns the nodes to scan for the wanted slots: each slot's primary, or with `replicas` a healthy replica of its shard. Each
 * key of an open slot is either at the source or at the target, so both are scanned.
 */
export function planScan(topology: Topology, wanted: Readonly<Uint8Array>, replicas: boolean): Unit[] {
  const units = new Map<NodeAddress, Unit>();
  const add = (shard: Shard, slot: number) => {
    if (wanted[slot] === 0 || !shard.primary) return;
    const replica = replicas ? shard.replicas.find(({ health }) => health === 'online') : undefined;
    const node = (replica ?? shard.primary).address;
    let unit = units.get(node);
    if (!unit) units.set(node, (unit = { shard: shard.number, node, accept: new Uint8Array(SLOT_COUNT) }));
    unit.accept[slot] = 1;
  };
  for (const shard of topology.shards)
    for (const { first, last } of slotsOf(topology, shard))
      for (let slot = first; slot <= last; slot++) add(shard, slot);
  // codis reaches the keys at the target alone.
  for (const { slots, from, to } of topology.codis ? [] : topology.migrations)
    for (const shard of topology.shards)
      if (shard.primary && (shard.primary.address === from || shard.primary.address === to))
        for (const { first, last } of slots) for (let slot = first; slot <= last; slot++) add(shard, slot);
  return [...units.values()];
}

/** By slot: 1 if it is open in this map. */
export function openSlots(topology: Topology): Uint8Array {
  const open = new Uint8Array(SLOT_COUNT);
  for (const { slots } of topology.migrations)
    for (const { first, last } of slots) open.fill(1, first, last + 1);
  return open;
}

export function* slotsIn(mask: Readonly<Uint8Array>): Generator<number> {
  for (let slot = mask.indexOf(1); slot >= 0; slot = mask.indexOf(1, slot + 1)) yield slot;
}
