/**
 * Moves slots from primaries above their share to those below it. Slots have unequal measures, so this is bin packing; the
 * result is exact if each slot counts as one, and within the measure of the largest slot otherwise.
 */
import type { Share } from './shares.ts';
import { MAX_GAP, type SlotSupply, type SlotTable } from './slot-table.ts';

interface Giver {
  supply: SlotSupply;
  /** The amount that it has above its share. */
  excess: number;
  /** Its weight is 0: all its slots must go. */
  leaving: boolean;
  /** Large slots that were above what the giver or the receiver had left. */
  passed: number[];
}

interface Receiver {
  primary: number;
  /** The amount that it has below its share. */
  lack: number;
}

type Measure = ArrayLike<number>;

/** `unit` is the mean measure of a slot that is not empty: differences below it are left. */
export function balance(table: SlotTable, shares: readonly Share[], measure: Measure, unit: number): void {
  const givers: Giver[] = [];
  const receivers: Receiver[] = [];
  for (const { primary, weight, has, due } of shares) {
    const leaving = weight === 0;
    if (leaving || has > due)
      givers.push({ supply: table.supply(primary), excess: has - due, leaving, passed: [] });
    else receivers.push({ primary, lack: due - has });
  }
  // If all that stay are above their share by a rounding error, one of them takes what leaves.
  if (receivers.length === 0) {
    const staying = shares.find(({ weight }) => weight > 0)!;
    receivers.push({ primary: staying.primary, lack: 0 });
    givers.splice(0, givers.length, ...givers.filter(({ leaving }) => leaving));
  }
  givers.sort((a, b) => Number(b.leaving) - Number(a.leaving) || b.excess - a.excess);
  receivers.sort((a, b) => b.lack - a.lack);
  fill(table, givers, receivers, measure, unit);
  for (const giver of givers) if (giver.leaving) empty(table, giver, receivers, measure);
  settle(
    table,
    givers.filter(({ leaving }) => !leaving),
    receivers,
    measure,
    unit,
  );
}

function move(table: SlotTable, slot: number, size: number, from: Giver, to: Receiver): void {
  table.give(slot, to.primary);
  from.excess -= size;
  to.lack -= size;
}

/** Goes through givers and receivers once, runs of slots at a time, never past the share of either. */
function fill(
  table: SlotTable,
  givers: Giver[],
  receivers: Receiver[],
  measure: Measure,
  unit: number,
): void {
  let r = 0;
  for (const giver of givers) {
    /** Empty slots since the last one that moved or was passed over. */
    const gap: number[] = [];
    while (giver.leaving || giver.excess >= unit) {
      while (r < receivers.length && receivers[r]!.lack < unit) r++;
      const receiver = receivers[r];
      const slot = receiver && giver.supply.next(receiver.primary);
      if (slot === undefined) break;
      const size = measure[slot]!;
      const room = giver.leaving ? receiver!.lack : Math.min(giver.excess, receiver!.lack);
      if (size > room && size <= 2 * unit) {
        // The giver or the receiver is nearly done; the slot is not large.
        if (!giver.leaving && size > giver.excess) break;
        r++;
        continue;
      }
      giver.supply.drop(slot);
      if (size === 0) {
        gap.push(slot);
        continue;
      }
      if (size <= room && gap.length <= MAX_GAP)
        for (const one of gap.splice(0)) table.give(one, receiver!.primary);
      giver.passed.push(...gap.splice(0));
      if (size <= room) move(table, slot, size, giver, receiver!);
      else giver.passed.push(slot);
    }
    giver.passed.push(...gap);
  }
}

/** The slots that a giver still has; they are taken out of its supply. */
function rest(giver: Giver): number[] {
  const slots = giver.passed.splice(0);
  for (let slot; (slot = giver.supply.next(-1)) !== undefined; slots.push(slot)) giver.supply.drop(slot);
  return slots;
}

const lackingMost = (receivers: readonly Receiver[]): Receiver =>
  receivers.reduce((most, receiver) => (receiver.lack > most.lack ? receiver : most));

/** Moves what is left of a leaving primary, the largest slots first, each to the receiver that lacks most. */
function empty(table: SlotTable, giver: Giver, receivers: Receiver[], measure: Measure): void {
  for (const slot of rest(giver).sort((a, b) => measure[b]! - measure[a]! || a - b))
    move(table, slot, measure[slot]!, giver, lackingMost(receivers));
}

/**
 * Moves single slots from who has most above its share to who lacks most, as long as both together come nearer to their
 * shares. A slot that does not help is no help later either, because both differences only shrink.
 */
function settle(
  table: SlotTable,
  givers: Giver[],
  receivers: Receiver[],
  measure: Measure,
  unit: number,
): void {
  const open = new Map<Giver, number[] | undefined>(givers.map((giver) => [giver, undefined]));
  while (open.size > 0) {
    const giver = [...open.keys()].reduce((most, g) => (g.excess > most.excess ? g : most));
    const receiver = lackingMost(receivers);
    if (giver.excess <= 0 || receiver.lack <= 0 || Math.max(giver.excess, receiver.lack) < unit) return;
    const slots = open.get(giver) ?? rest(giver).reverse();
    open.set(giver, slots);
    const both = giver.excess + receiver.lack;
    let slot = slots.pop();
    while (slot !== undefined && (measure[slot] === 0 || measure[slot]! >= both)) slot = slots.pop();
    if (slot === undefined) open.delete(giver);
    else move(table, slot, measure[slot]!, giver, receiver);
  }
}
