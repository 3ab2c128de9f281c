/** Plans a rebalance: each primary ends at its share of the slots, or of what the slots hold. */
import type { MovePlan, PlanRefusal, SlotOwner } from '../../../../shared/operations/moves.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { balance } from './balance.ts';
import { overThreshold, shareOut, shareOutSlots } from './shares.ts';
import { SlotTable } from './slot-table.ts';

export interface Rebalance {
  /** By id; 1 for a primary that is not named. 0 empties it. */
  weights?: Readonly<Record<string, number>>;
  /** Nothing moves while every primary is within so many percent of its share. */
  threshold: number;
  /** False: primaries without slots take no part. */
  emptyPrimaries: boolean;
  /** By slot, 0 to 16383: its keys, bytes or load. Without it each slot counts as one. */
  measure?: ArrayLike<number>;
}

export function planRebalance(primaries: readonly SlotOwner[], rebalance: Rebalance): MovePlan | PlanRefusal {
  const table = SlotTable.of(primaries);
  if ('refusal' in table) return table;
  const { threshold, emptyPrimaries } = rebalance;
  const weights = new Map(Object.entries(rebalance.weights ?? {}));
  const refusal = badWeights(table, weights) ?? badMeasure(rebalance.measure);
  if (refusal !== undefined) return { refusal };
  if (!(threshold >= 0)) return { refusal: 'The threshold must be 0 percent or more.' };

  const measured = measureOf(table, rebalance.measure);
  const measure = measured ?? new Float64Array(SLOT_COUNT).fill(1);
  const has = measured ? sums(table, measured) : table.counts;
  const parts = table.ids
    .map((id, primary) => ({ primary, weight: weights.get(id) ?? 1, has: has[primary]! }))
    .filter(({ primary }) => emptyPrimaries || table.counts[primary]! > 0);
  if (parts.length === 0) return { moves: [] };
  if (parts.every(({ weight }) => weight === 0))
    return { refusal: 'Some primary must have a weight above 0.' };

  const shares = measured ? shareOut(parts, largestOf(table, measured)) : shareOutSlots(parts);
  const unit = shares.reduce((sum, share) => sum + share.has, 0) / fullSlots(table, measure);
  const leaving = shares.some(({ primary, weight }) => weight === 0 && table.counts[primary]! > 0);
  if (leaving || overThreshold(shares, threshold, unit)) balance(table, shares, measure, unit);
  return table.plan();
}

function badWeights(table: SlotTable, weights: ReadonlyMap<string, number>): string | undefined {
  for (const [id, weight] of weights) {
    if (!table.ids.includes(id)) return `No primary has the ID ${id}.`;
    if (!(weight >= 0 && Number.isFinite(weight))) return `The weight of ${id} must be 0 or more.`;
  }
  return undefined;
}

function badMeasure(measure: ArrayLike<number> | undefined): string | undefined {
  if (!measure) return undefined;
  for (let slot = 0; slot < SLOT_COUNT; slot++)
    if (!(measure[slot]! >= 0 && Number.isFinite(measure[slot]))) return `Slot ${slot} has no valid measure.`;
  return undefined;
}

/** Undefined if slots are to be counted: no measure is given, or the slots hold nothing, so that all would be equal. */
function measureOf(table: SlotTable, given: ArrayLike<number> | undefined): ArrayLike<number> | undefined {
  return given && sums(table, given).some((sum) => sum > 0) ? given : undefined;
}

function fullSlots(table: SlotTable, measure: ArrayLike<number>): number {
  let full = 0;
  for (let slot = 0; slot < SLOT_COUNT; slot++) if (table.ownerOf(slot) >= 0 && measure[slot]! > 0) full++;
  return full;
}

/** The measure of each primary's largest slot, by the primary's index in the table. */
function largestOf(table: SlotTable, measure: ArrayLike<number>): number[] {
  const result = table.ids.map(() => 0);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const owner = table.ownerOf(slot);
    if (owner >= 0) result[owner] = Math.max(result[owner]!, measure[slot]!);
  }
  return result;
}

function sums(table: SlotTable, measure: ArrayLike<number>): number[] {
  const result = table.ids.map(() => 0);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const owner = table.ownerOf(slot);
    if (owner >= 0) result[owner]! += measure[slot]!;
  }
  return result;
}
