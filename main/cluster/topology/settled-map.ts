/**
 * Drops claims from a map that are older than those already known. An epoch never falls: a node that was away or lags
 * behind returns an earlier map, and the difference is not an event. Pure, except for SettledMap's memory.
 */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import type { ClusterNode, Shard, Topology } from '../../../shared/cluster/topology.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { indexNodes, type NodeIndex } from './node-index.ts';
import { nodesOf } from './shard-numbers.ts';
import { appendSlot } from './slot-ranges.ts';

/** Milliseconds after which an older map that all nodes return is accepted, as after a restore from a backup. */
const RESTORED_AFTER_MS = 60_000;

export class SettledMap {
  private known: Topology | null = null;
  /** When claims were first dropped that every later map has repeated. */
  private doubtedSince: number | null = null;

  /** Settles `after` against `known`, by default the last result. */
  take(after: Topology, known: Topology | null = this.known): Topology {
    const settled = known ? settle(known, after) : after;
    if (settled === after) this.doubtedSince = null;
    else this.doubtedSince ??= after.readAt;
    const since = this.doubtedSince;
    const isRestored = since !== null && after.readAt - since >= RESTORED_AFTER_MS && isWhole(after);
    this.known = isRestored ? after : settled;
    return this.known;
  }
}

/** Whether all nodes are online and agree. */
const isWhole = ({ state, views, shards }: Topology) =>
  state === 'ok' && views.length === 0 && shards.flatMap(nodesOf).every(({ health }) => health === 'online');

/** Returns `after` with those shards, nodes and slots from `known` that `after` has with a lower epoch; `after` itself if there are none. */
export function settle(known: Topology, after: Topology): Topology {
  if (known.kind !== 'cluster' || after.kind !== 'cluster') return after;
  const epochs = new Map([...indexNodes(after)].map(([id, { node }]) => [id, node.configEpoch]));
  const kept = keptShards(known, after, epochs);
  const returned = keptNodes(known, after, kept);
  const slots = settledSlots(known, after, epochs);
  const was = indexNodes(known);
  if (kept.size === 0 && returned.size === 0 && slots === null && !isAnyOlder(after, was)) return after;
  const placed = new Set([...kept.values()].flatMap(nodesOf).map(({ id }) => id));
  for (const { id } of [...returned.values()].flat()) placed.add(id);
  const shards: Shard[] = [];
  for (const shard of after.shards) {
    const ranges = slots?.get(shard.number) ?? (slots ? [] : shard.slots);
    const members = kept.get(shard.number) ?? latest(without(shard, placed), was);
    const replicas = [...members.replicas, ...(returned.get(shard.number) ?? [])];
    if (ranges.length === 0 && !members.primary && replicas.length === 0) continue;
    shards.push({ ...members, replicas, slots: ranges, slotCount: countSlots(ranges) });
  }
  const settled = {
    ...after,
    shards,
    covered: shards.reduce((sum, { slotCount }) => sum + slotCount, 0),
    epoch: Math.max(known.epoch, after.epoch),
  };
  if (kept.size === 0 && slots === null) return settled;
  // A node with an old map judges the cluster and the other nodes by it.
  const { state, migrations, views } = known;
  return { ...settled, state, migrations, views };
}

/** Known shards for which `after` names another primary with a lower epoch although it lists the known primary. */
function keptShards(known: Topology, after: Topology, epochs: ReadonlyMap<string, number>) {
  const kept = new Map<number, Shard>();
  const now = new Map(after.shards.map((shard) => [shard.number, shard]));
  for (const shard of known.shards) {
    const claimed = now.get(shard.number)?.primary;
    const { primary } = shard;
    if (!primary || !claimed || claimed.id === primary.id || !epochs.has(primary.id)) continue;
    if (claimed.configEpoch < primary.configEpoch) kept.set(shard.number, shard);
  }
  return kept;
}

/** By shard: replicas that `after` still has as primaries, with a lower epoch than the primary they follow. */
function keptNodes(known: Topology, after: Topology, kept: ReadonlyMap<number, Shard>) {
  const is = indexNodes(after);
  const returned = new Map<number, ClusterNode[]>();
  for (const { number, replicas } of known.shards) {
    if (kept.has(number) || !after.shards.some((shard) => shard.number === number)) continue;
    const old = replicas.filter((node) => {
      const now = is.get(node.id)?.node;
      return node.role === 'replica' && now?.role === 'primary' && now.configEpoch < node.configEpoch;
    });
    if (old.length > 0) returned.set(number, old);
  }
  return returned;
}

/** The slots of each shard; null if `after` needs no correction. */
function settledSlots(known: Topology, after: Topology, epochs: ReadonlyMap<string, number>) {
  const [was, is] = [slotOwners(known), slotOwners(after)];
  const numbers = new Set(after.shards.map(({ number }) => number));
  let differs = false;
  const owners = new Int32Array(SLOT_COUNT);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const [old, now] = [known.shards[was[slot]! - 1], after.shards[is[slot]! - 1]];
    owners[slot] = now?.number ?? 0;
    if (!old?.primary || old.number === now?.number || !numbers.has(old.number)) continue;
    const { id, configEpoch } = old.primary;
    // A node that knows the old owner's latest epoch also knows that the slot has moved away.
    const isOlder =
      (now?.primary?.configEpoch ?? -1) < configEpoch && (epochs.get(id) ?? Infinity) < configEpoch;
    if (!isOlder) continue;
    owners[slot] = old.number;
    differs = true;
  }
  if (!differs) return null;
  const slots = new Map<number, Shard['slots']>();
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    if (owners[slot] === 0) continue;
    const ranges = slots.get(owners[slot]!) ?? [];
    appendSlot(ranges, slot);
    slots.set(owners[slot]!, ranges);
  }
  return slots;
}

const latestEpoch = (node: ClusterNode, shard: number, was: NodeIndex): number => {
  const before = was.get(node.id);
  const isSame = before?.shard === shard && before.node.role === node.role;
  return isSame ? Math.max(before.node.configEpoch, node.configEpoch) : node.configEpoch;
};

const isAnyOlder = ({ shards }: Topology, was: NodeIndex): boolean =>
  shards.some((shard) =>
    nodesOf(shard).some((node) => latestEpoch(node, shard.number, was) !== node.configEpoch),
  );

/** Returns the shard with each node raised to the greatest epoch seen for it. */
function latest(shard: Shard, was: NodeIndex): Shard {
  const raise = (node: ClusterNode) => ({ ...node, configEpoch: latestEpoch(node, shard.number, was) });
  const { primary, replicas } = shard;
  return { ...shard, primary: primary && raise(primary), replicas: replicas.map(raise) };
}

function without(shard: Shard, placed: ReadonlySet<string>): Shard {
  const { primary, replicas } = shard;
  return {
    ...shard,
    primary: primary && placed.has(primary.id) ? null : primary,
    replicas: replicas.filter(({ id }) => !placed.has(id)),
  };
}
