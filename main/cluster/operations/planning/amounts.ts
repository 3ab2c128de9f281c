/** What the steps of a plan move, once that has been asked. Pure. */
import type { Amount, Plan } from '../../../../shared/operations/plan.ts';
import { movesSlots } from '../../../../shared/operations/moves-slots.ts';
import { slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { totalOf } from './plan-of.ts';

/** By slot: absent for what is not known. */
export interface SlotAmounts {
  keys: ReadonlyMap<number, number>;
  bytes: ReadonlyMap<number, number>;
}

/** Slots that the plan moves, by the id of the primary that has them. */
export function movedSlots({ steps }: Plan): Map<string, number[]> {
  const slots = new Map<string, number[]>();
  for (const { action } of steps)
    if (movesSlots(action))
      slots.set(action.from, [...(slots.get(action.from) ?? []), ...slotsOfRanges(action.slots)]);
  return slots;
}

/** The plan with its amounts and the slots of its big keys; `remarks` come before its own. */
export function withAmounts(
  plan: Plan,
  amounts: SlotAmounts,
  remarks: readonly string[],
  big: ReadonlySet<number> = new Set(),
): Plan {
  const steps = plan.steps.map((step) =>
    movesSlots(step.action) ? { ...step, moves: amountOf(slotsOfRanges(step.action.slots), amounts) } : step,
  );
  // Servers that move slots by themselves do so in an order of their own.
  const ordered = steps.flatMap(({ action }) =>
    action.kind === 'move-slots' ? slotsOfRanges(action.slots) : [],
  );
  return {
    ...plan,
    steps,
    totals: totalOf(steps),
    remarks: [...remarks, ...plan.remarks],
    bigSlots: ordered.filter((slot) => big.has(slot)).sort((a, b) => a - b),
  };
}

function amountOf(slots: readonly number[], { keys, bytes }: SlotAmounts): Amount {
  const sum = (of: ReadonlyMap<number, number>) =>
    slots.every((slot) => of.has(slot))
      ? Math.round(slots.reduce((all, slot) => all + of.get(slot)!, 0))
      : null;
  return { slots: slots.length, keys: sum(keys), bytes: sum(bytes) };
}
