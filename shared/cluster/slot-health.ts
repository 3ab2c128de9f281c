/**
 * Finds the slots that are served, by a map. A slot is in one of three states: owned and served, owned by a failing
 * node, or without an owner. Every view uses these sentences.
 */
import { countSlots } from '../slots/slot-ranges.ts';
import { counted } from '../format/count.ts';
import { hasAddress } from './no-address.ts';
import { slotOwners } from './slot-owners.ts';
import { SLOT_COUNT } from '../slots/slots.ts';
import type { ClusterNode, Shard, SlotRange, Topology } from './topology.ts';

export interface UnservedShard {
  shard: Shard;
  /** suspected: the node asked cannot reach the primary (`fail?`); most primaries have not agreed yet. */
  cause: 'suspected' | 'down' | 'no-address' | 'no-primary';
  /** Slots 5461-10922 are not served: both nodes of shard 2 are down. */
  message: string;
  advice: string;
}

export interface SlotHealth {
  /** Slots in each state; 16384 together in a cluster. */
  served: number;
  failing: number;
  unowned: number;
  /** Shards whose slots are failing, by number. */
  unserved: ReadonlyMap<number, UnservedShard>;
  /** Slots without an owner. */
  gaps: readonly SlotRange[];
}

const healths = new WeakMap<Topology, SlotHealth>();

/** Computed once per map; all zero for a server that is not in a cluster. */
export function slotHealth(topology: Topology): SlotHealth {
  let health = healths.get(topology);
  if (!health) healths.set(topology, (health = work(topology)));
  return health;
}

function work(topology: Topology): SlotHealth {
  const unserved = new Map<number, UnservedShard>();
  if (topology.kind !== 'cluster') return { served: 0, failing: 0, unowned: 0, unserved, gaps: [] };
  const hasMajority = mostPrimariesAreUp(topology);
  let failing = 0;
  for (const shard of topology.shards) {
    const trouble = troubleOf(shard, hasMajority);
    if (!trouble) continue;
    unserved.set(shard.number, trouble);
    failing += shard.slotCount;
  }
  const gaps = gapsOf(topology);
  const unowned = countSlots(gaps);
  return { served: SLOT_COUNT - failing - unowned, failing, unowned, unserved, gaps };
}

/** Why the slot is not served; null if it is served, or if there are no slots. */
export function troubleOfSlot(
  topology: Topology | null,
  slot: number,
): { message: string; advice: string } | null {
  if (topology?.kind !== 'cluster') return null;
  const shard = topology.shards[slotOwners(topology)[slot]! - 1];
  if (shard) return slotHealth(topology).unserved.get(shard.number) ?? null;
  return { message: gapsMessage([{ first: slot, last: slot }]), advice: OWNERLESS };
}

export const OWNERLESS = 'Restart its node, or assign the slot to another one with CLUSTER ADDSLOTS there.';

/** The problems of the whole map, the gravest first: slots without an owner, then one sentence per shard. */
export function unservedMessages(topology: Topology): string[] {
  const { gaps, unserved } = slotHealth(topology);
  return [
    ...(gaps.length > 0 ? [gapsMessage(gaps)] : []),
    ...[...unserved.values()].map(({ message }) => message),
  ];
}

export const gapsMessage = (gaps: readonly SlotRange[]): string =>
  `${slotsAre(gaps)} not served: no node owns ${isOne(gaps) ? 'it' : 'them'}.`;

/** The replica that the other primaries would elect if they were asked; null if none can take over by itself. */
export function heirOf(shard: Shard): ClusterNode | null {
  // CLUSTER SHARDS of 7.0 also reports a replica without contact to its primary as loading.
  const mayTakeOver = (node: ClusterNode) =>
    node.role === 'replica' && isUp(node) && !node.flags.includes('nofailover');
  return shard.replicas.find(mayTakeOver) ?? null;
}

/** An election needs the votes of most primaries that have slots. */
function mostPrimariesAreUp({ shards }: Topology): boolean {
  const voters = shards.filter(({ slotCount }) => slotCount > 0);
  return voters.filter(({ primary }) => primary && isUp(primary)).length > voters.length / 2;
}

const isUp = ({ health }: ClusterNode) => health === 'online' || health === 'loading';

function troubleOf(shard: Shard, hasMajority: boolean): UnservedShard | null {
  const { primary, slots, slotCount } = shard;
  if (slotCount === 0 || (primary && isUp(primary))) return null;
  const cause = causeOf(primary);
  const are = cause === 'suspected' ? slotsAre(slots).replace(/(are|is)$/, 'may') : slotsAre(slots);
  const not = cause === 'suspected' ? 'not be served' : 'not served';
  return {
    shard,
    cause,
    message: `${are} ${not}: ${reasonOf(shard, cause)}.`,
    advice: adviceFor(shard, cause, hasMajority),
  };
}

function causeOf(primary: ClusterNode | null): UnservedShard['cause'] {
  if (!primary) return 'no-primary';
  if (!hasAddress(primary.address)) return 'no-address';
  return primary.health === 'suspected' ? 'suspected' : 'down';
}

function reasonOf({ number, primary, replicas }: Shard, cause: UnservedShard['cause']): string {
  if (!primary) return `shard ${number} has no primary`;
  if (cause === 'no-address')
    return `the cluster knows no address of shard ${number}'s primary, node ${primary.id.slice(0, 8)}`;
  const state = cause === 'suspected' ? 'suspected to be down' : 'down';
  if (replicas.length === 0) return `the only node of shard ${number}, ${primary.address}, is ${state}`;
  if (replicas.some(isUp)) return `the primary of shard ${number}, ${primary.address}, is ${state}`;
  return `${replicas.length === 1 ? 'both' : `all ${replicas.length + 1}`} nodes of shard ${number} are ${state}`;
}

function adviceFor(shard: Shard, cause: UnservedShard['cause'], hasMajority: boolean): string {
  const heir = heirOf(shard);
  const takeOver = heir && `@node:${heir.address} cluster failover takeover`;
  if (cause === 'suspected')
    return heir && hasMajority
      ? `Once most primaries agree that it is down, replica ${heir.address} takes over: try again then.`
      : 'No replica can take over now. The slots are served again when the node answers.';
  if (cause === 'no-address')
    return takeOver
      ? `This happens when a node restarts without its nodes.conf. The cluster does not count it as failed, so no replica takes over by itself. To make one take over, type: ${takeOver}`
      : 'This happens when a node restarts without its nodes.conf. It has no replica to take over: restart it with its old nodes.conf and data, or assign its slots to another node.';
  if (!takeOver) return 'No replica can take over: restart one of its nodes.';
  if (!hasMajority)
    return `Replica ${heir.address} is not elected while most primaries are down: restart them, or type: ${takeOver}`;
  return `Replica ${heir.address} takes over by itself within seconds: try again then. If it does not, type: ${takeOver}`;
}

const isOne = (ranges: readonly SlotRange[]) => ranges.length === 1 && ranges[0]!.first === ranges[0]!.last;

export const slotsAre = (ranges: readonly SlotRange[]) =>
  isOne(ranges) ? `Slot ${rangeWords(ranges)} is` : `Slots ${rangeWords(ranges)} are`;

/** The most ranges that are named. */
const NAMED = 6;

/** `0-5460`, `0-99, 200`; for many ranges, the first ones and how many more there are. */
export function rangeWords(ranges: readonly SlotRange[]): string {
  const named = ranges
    .slice(0, NAMED)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const more = ranges.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${counted(more, 'more range')}` : '');
}

function gapsOf(topology: Topology): SlotRange[] {
  const owners = slotOwners(topology);
  const gaps: SlotRange[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    if (owners[slot] !== 0) continue;
    const gap = gaps.at(-1);
    if (gap?.last === slot - 1) gap.last = slot;
    else gaps.push({ first: slot, last: slot });
  }
  return gaps;
}
