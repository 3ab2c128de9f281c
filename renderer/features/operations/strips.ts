/** Who owns which slots before, now and after, as runs on one scale of 16384, and what still has to move. Pure. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { SlotOwner } from '../../../shared/operations/moves.ts';
import type { OfferedPlan } from '../../../shared/operations/operation.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

export interface StripPart extends SlotRange {
  /** Id; null if nobody owns them. */
  owner: string | null;
  /** `to-move`: the owner gives them to `to`, and has them still. `moved`: `owner` has got them. */
  state: 'stays' | 'to-move' | 'moved';
  /** Id of the receiver of what is still to move; null otherwise. */
  to: string | null;
}

type Owners = (string | null)[];

function ownersOf(owners: readonly SlotOwner[]): Owners {
  const all: Owners = new Array<string | null>(SLOT_COUNT).fill(null);
  for (const { id, slots } of owners)
    for (const { first, last } of slots) all.fill(id, Math.max(0, first), Math.min(SLOT_COUNT - 1, last) + 1);
  return all;
}

const isSame = (a: StripPart, b: StripPart) => a.owner === b.owner && a.state === b.state && a.to === b.to;

function partsOf(at: (slot: number) => Omit<StripPart, 'first' | 'last'>): StripPart[] {
  const parts: StripPart[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const part = { first: slot, last: slot, ...at(slot) };
    const before = parts.at(-1);
    if (before && isSame(before, part)) before.last = slot;
    else parts.push(part);
  }
  return parts;
}

const runsOf = (all: Owners) => partsOf((slot) => ({ owner: all[slot]!, state: 'stays', to: null }));

/** Before or After. */
export function strip(owners: readonly SlotOwner[]): StripPart[] {
  return runsOf(ownersOf(owners));
}

/**
 * Owners before the first start: a plan that is taken up again comes with the owners of today, and its fingerprint has those
 * of the nodes that it touches as they were when it was made.
 */
export function ownersBefore(before: readonly SlotOwner[], { fingerprint }: Plan): SlotOwner[] {
  const all = ownersOf(before);
  for (const { id, slots } of fingerprint.owners)
    for (const { first, last } of slots) all.fill(id, first, last + 1);
  const slots = new Map<string, SlotRange[]>(
    [...before, ...fingerprint.owners].map(({ id }) => [id, []] as const),
  );
  for (const { first, last, owner } of runsOf(all))
    if (owner !== null) slots.get(owner)?.push({ first, last });
  return [...slots].map(([id, ranges]) => ({ id, slots: ranges }));
}

/** Slots that have their new owner before the plan starts: it is taken up again. */
export function movedBefore({
  before,
  after,
  plan,
}: Pick<OfferedPlan, 'before' | 'after' | 'plan'>): SlotRange[] {
  const [first, now, last] = [ownersOf(ownersBefore(before, plan)), ownersOf(before), ownersOf(after)];
  return partsOf((slot) => ({
    owner: null,
    state: first[slot] !== last[slot] && now[slot] === last[slot] ? 'moved' : 'stays',
    to: null,
  })).flatMap(({ first, last, state }) => (state === 'moved' ? [{ first, last }] : []));
}

/** `moved`: slots that have their new owner. */
export function stripNow(
  before: readonly SlotOwner[],
  after: readonly SlotOwner[],
  moved: readonly SlotRange[],
): StripPart[] {
  const from = ownersOf(before);
  const to = ownersOf(after);
  const hasMoved = setOf(moved);
  return partsOf((slot) => {
    const [owner, next] = [from[slot]!, to[slot]!];
    if (owner === next) return { owner, state: 'stays', to: null };
    return hasMoved[slot] === 1
      ? { owner: next, state: 'moved', to: null }
      : { owner, state: 'to-move', to: next };
  });
}

/** Slots that change their owner, how many have, and how many have not, by receiver; receivers in the order of their slots. */
export function movedByReceiver(parts: readonly StripPart[]): { to: string; moved: number; left: number }[] {
  const byId = new Map<string, { to: string; moved: number; left: number }>();
  for (const { first, last, owner, state, to } of parts) {
    const receiver = state === 'moved' ? owner : to;
    if (state === 'stays' || receiver === null) continue;
    const one = byId.get(receiver) ?? { to: receiver, moved: 0, left: 0 };
    one[state === 'moved' ? 'moved' : 'left'] += last - first + 1;
    byId.set(receiver, one);
  }
  return [...byId.values()];
}

/** 1 for each slot of the ranges. */
export function setOf(ranges: readonly SlotRange[]): Uint8Array {
  const set = new Uint8Array(SLOT_COUNT);
  for (const { first, last } of ranges) set.fill(1, Math.max(0, first), Math.min(SLOT_COUNT - 1, last) + 1);
  return set;
}

/** Slots at which a strip's owner changes, the first one (0) included, without those closer than `gap` slots to the one before. */
export function ticks(strips: readonly (readonly StripPart[])[], gap: number): number[] {
  const all = new Set([0]);
  for (const parts of strips)
    parts.forEach(({ first, owner }, i) => i > 0 && parts[i - 1]!.owner !== owner && all.add(first));
  const kept: number[] = [];
  for (const slot of [...all].sort((a, b) => a - b))
    if (kept.length === 0 || (slot - kept.at(-1)! >= gap && SLOT_COUNT - slot >= gap)) kept.push(slot);
  return kept;
}
