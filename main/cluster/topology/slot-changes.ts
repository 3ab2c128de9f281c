/** Compares the slots of two maps and returns the differences as timeline entries. Pure. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { ChangeSide } from '../../../shared/cluster/change.ts';
import type { NodeAddress, SlotRange, Topology } from '../../../shared/cluster/topology.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { finding, type Finding } from './finding.ts';
import type { Comparison, NodeIndex } from './node-index.ts';
import { appendSlot, toRanges } from './slot-ranges.ts';

/** Returns the slots that moved between shards, then those that lost or gained an owner. */
export function slotChanges({ before, after }: Comparison): Finding[] {
  const [old, now] = [slotOwners(before), slotOwners(after)];
  const moves = new Map<number, { from: ChangeSide | null; to: ChangeSide | null; slots: SlotRange[] }>();
  const side = (topology: Topology, owner: number): ChangeSide | null => {
    const shard = topology.shards[owner - 1];
    return shard ? { node: shard.primary?.address ?? null, shard: shard.number } : null;
  };
  const [was, is] = [numbersOf(before), numbersOf(after)];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    if (was[old[slot]!] === is[now[slot]!]) continue;
    const key = old[slot]! * 0x10000 + now[slot]!;
    const move = moves.get(key) ?? { from: side(before, old[slot]!), to: side(after, now[slot]!), slots: [] };
    appendSlot(move.slots, slot);
    moves.set(key, move);
  }
  let { covered } = before;
  const moved: Finding[] = [];
  const coverage: Finding[] = [];
  for (const move of moves.values()) {
    if (move.from && move.to) {
      moved.push(finding('slots-moved', move));
      continue;
    }
    const next = covered + (move.to ? 1 : -1) * countSlots(move.slots);
    coverage.push(finding('coverage', { ...move, detail: `${covered} → ${next}` }));
    covered = next;
  }
  return [...moved, ...coverage];
}

/** Shard numbers indexed by the values of slotOwners(); 0 for no owner. */
const numbersOf = ({ shards }: Topology) => Int32Array.from([0, ...shards.map((shard) => shard.number)]);

/** Groups open slots by their two sides: by shard if known, so that a failover does not end a migration. */
function openSlots(topology: Topology, index: NodeIndex) {
  const shards = new Map([...index.values()].map(({ node, shard }) => [node.address, shard]));
  const side = (node: NodeAddress | null) => ({
    node,
    shard: (node !== null ? shards.get(node) : null) ?? null,
  });
  const open = new Map<string, { from: ChangeSide; to: ChangeSide; slots: Set<number> }>();
  for (const migration of topology.migrations) {
    const [from, to] = [side(migration.from), side(migration.to)];
    const key = `${from.shard ?? from.node}>${to.shard ?? to.node}`;
    const pair = open.get(key) ?? { from, to, slots: new Set() };
    for (const { first, last } of migration.slots)
      for (let slot = first; slot <= last; slot++) pair.slots.add(slot);
    open.set(key, pair);
  }
  return open;
}

/** Returns the slots that are open only in one of the maps. */
export function migrationChanges(
  { before, after, was, is }: Comparison,
  kind: 'migration-began' | 'migration-ended',
): Finding[] {
  if (before.migrations.length === 0 && after.migrations.length === 0) return [];
  const [old, now] = [openSlots(before, was), openSlots(after, is)];
  const [these, those] = kind === 'migration-began' ? [now, old] : [old, now];
  return [...these].flatMap(([key, { from, to, slots }]) => {
    const others = those.get(key)?.slots;
    const only = [...slots].filter((slot) => !others?.has(slot));
    return only.length ? [finding(kind, { from, to, slots: toRanges(only) })] : [];
  });
}
