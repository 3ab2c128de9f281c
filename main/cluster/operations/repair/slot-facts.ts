/** What is known of each slot that may need a repair. Pure. */
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { strongestFirst } from '../../topology/slot-claims.ts';
import {
  ownersTextOf,
  primariesOf,
  replicasOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { countAt, type SlotCounts } from '../reading/slot-measures.ts';

/** Nodes are named by id. Only primaries that answer count, unless it says otherwise. */
export interface SlotFacts {
  slot: number;
  /** Those that believe to own it, the one with the highest config epoch first. */
  claimants: readonly string[];
  /** The primary that does not answer and owns it as far as any other node knows; null if there is none. */
  lost: string | null;
  /** Node with the mark (a replica's counts as its primary's), and the node that the mark names, whichever that is. */
  migrating: ReadonlyMap<string, string>;
  importing: ReadonlyMap<string, string>;
  /** In the order of the reading; null if the node did not say. */
  keys: ReadonlyMap<string, number | null>;
  /** The owner that each node sees, replicas too; the owner may be any node. */
  views: ReadonlyMap<string, string>;
}

export const answeringPrimaries = (reading: ClusterReading): NodeReading[] =>
  primariesOf(reading).filter(({ trouble }) => trouble === null);

/** Slots that the node believes to own. */
export const claimsOfNode = ({ line }: NodeReading): Set<number> => new Set(slotsOfRanges(line.slots));

/**
 * By slot, the node that each mark names. Replicas have the marks of their primary since Valkey 8, and get them first: a primary
 * whose SETSLOT fails then has none, and the mark of its replica goes with the primary's next SETSLOT.
 */
export function marksAt(
  reading: ClusterReading,
  node: NodeReading,
): { migrating: Map<number, string>; importing: Map<number, string> } {
  const migrating = new Map<number, string>();
  const importing = new Map<number, string>();
  const isMarked = (slot: number) => migrating.has(slot) || importing.has(slot);
  for (const { line } of [node, ...replicasOf(reading, node.id)]) {
    const further = line.importing.filter(({ slot }) => !isMarked(slot));
    for (const { slot, to } of line.migrating) if (!isMarked(slot)) migrating.set(slot, to);
    for (const { slot, from } of further) importing.set(slot, from);
  }
  return { migrating, importing };
}

/** Ids of those that claim each slot, the strongest first. */
export function claimsBySlot(answering: readonly NodeReading[]): (readonly string[])[] {
  const claims = new Array<readonly string[]>(SLOT_COUNT).fill([]);
  for (const { id, line } of [...answering].sort(strongestFirst)) {
    const alone = [id];
    for (const { first, last } of line.slots)
      for (let slot = first; slot <= last; slot++)
        claims[slot] = claims[slot]!.length === 0 ? alone : [...claims[slot]!, id];
  }
  return claims;
}

/** Slots with no owner or several, with marks, or with keys at a node that does not own them. Ascending. */
export function oddSlots(reading: ClusterReading, counts: SlotCounts): SlotFacts[] {
  const answering = answeringPrimaries(reading);
  const claims = claimsBySlot(answering);
  const lost = lostSlots(reading);
  const migrating = new Map<number, Map<string, string>>();
  const importing = new Map<number, Map<string, string>>();
  for (const node of answering) {
    const marks = marksAt(reading, node);
    for (const [slot, to] of marks.migrating) entryOf(migrating, slot).set(node.id, to);
    for (const [slot, from] of marks.importing) entryOf(importing, slot).set(node.id, from);
  }
  const odd = new Set([...migrating.keys(), ...importing.keys()]);
  for (let slot = 0; slot < SLOT_COUNT; slot++)
    if (claims[slot]!.length !== 1 || lost.has(slot)) odd.add(slot);
  for (const { id } of answering) {
    const own = counts.get(id);
    for (let slot = 0; own && slot < SLOT_COUNT; slot++)
      if (own[slot]! > 0 && claims[slot]![0] !== id) odd.add(slot);
  }
  const views = viewsOf(reading, odd);
  return [...odd]
    .sort((a, b) => a - b)
    .map((slot) => ({
      slot,
      claimants: claims[slot]!,
      lost: lost.get(slot) ?? null,
      migrating: migrating.get(slot) ?? new Map<string, string>(),
      importing: importing.get(slot) ?? new Map<string, string>(),
      keys: new Map(answering.map(({ id }) => [id, countAt(counts, id, slot)])),
      views: views.get(slot) ?? new Map<string, string>(),
    }));
}

/**
 * By slot, the primary that does not answer and that some node sees as the owner, unless one that answers claims the slot with
 * a higher config epoch: when it returns, it claims the slot again.
 */
export function lostSlots(reading: ClusterReading): Map<number, string> {
  const claims = claimsBySlot(answeringPrimaries(reading));
  const away = new Map(
    primariesOf(reading).flatMap(({ id, trouble, configEpoch }) =>
      trouble ? [[id, configEpoch] as const] : [],
    ),
  );
  const lost = new Map<number, string>();
  if (away.size === 0) return lost;
  const epochs = new Map(reading.nodes.map(({ id, configEpoch }) => [id, configEpoch]));
  for (const { view } of reading.nodes)
    for (const { id, slots } of view ?? []) {
      const epoch = away.get(id);
      if (epoch === undefined) continue;
      for (const slot of slotsOfRanges(slots)) {
        const [winner] = claims[slot]!;
        const isBeaten = winner !== undefined && epochs.get(winner)! > epoch;
        const known = away.get(lost.get(slot) ?? '');
        if (!isBeaten && (known === undefined || known < epoch)) lost.set(slot, id);
      }
    }
  return lost;
}

/** Slots of which some node that answers, a replica perhaps, sees another owner than the node that has the best claim. */
export function misseen(reading: ClusterReading): Map<string, number[]> {
  const claims = claimsBySlot(answeringPrimaries(reading));
  const found = new Map<string, Set<number>>();
  const seen = new Set<string>();
  for (const { view } of reading.nodes) {
    if (!view) continue;
    const text = ownersTextOf(view);
    if (seen.has(text)) continue;
    seen.add(text);
    const table = new Array<string | undefined>(SLOT_COUNT).fill(undefined);
    for (const { id, slots } of view) for (const { first, last } of slots) table.fill(id, first, last + 1);
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const [owner] = claims[slot]!;
      if (owner === undefined || table[slot] === owner) continue;
      found.set(owner, (found.get(owner) ?? new Set<number>()).add(slot));
    }
  }
  return new Map([...found].map(([id, slots]) => [id, [...slots].sort((a, b) => a - b)]));
}

/** By slot: the owner in the view of each node that answers. */
function viewsOf(reading: ClusterReading, wanted: ReadonlySet<number>): Map<number, Map<string, string>> {
  const views = new Map<number, Map<string, string>>();
  if (wanted.size === 0) return views;
  for (const { id: viewer, view } of reading.nodes)
    for (const { id, slots } of view ?? [])
      for (const { first, last } of slots)
        for (let slot = first; slot <= last; slot++)
          if (wanted.has(slot)) entryOf(views, slot).set(viewer, id);
  return views;
}

function entryOf(maps: Map<number, Map<string, string>>, slot: number): Map<string, string> {
  const entry = maps.get(slot) ?? new Map<string, string>();
  maps.set(slot, entry);
  return entry;
}
