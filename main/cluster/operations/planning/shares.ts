/** Computes what each primary has and should have in a rebalance, and whether the difference is worth a move. */
import { apportion } from './apportion.ts';

/** A primary that takes part. All but `weight` are in the unit of the measure: slots, keys, bytes or load. */
export interface Share {
  /** Index in the table. */
  primary: number;
  weight: number;
  has: number;
  due: number;
}

/**
 * Sets what is due to each: in proportion to the weights, and if slots are counted, in whole slots. Of two primaries for
 * which one more slot is as fair, the one that has it already keeps it.
 */
export function shareOut(parts: readonly Omit<Share, 'due'>[], whole: boolean): Share[] {
  const total = parts.reduce((sum, { has }) => sum + has, 0);
  const weights = parts.map(({ weight }) => weight);
  const sum = weights.reduce((a, b) => a + b, 0);
  const due = whole
    ? apportion(total, weights, (i, floor) => parts[i]!.has > floor)
    : weights.map((weight) => (total * weight) / sum);
  return parts.map((part, i) => ({ ...part, due: due[i]! }));
}

/**
 * True if a primary is off its share by more than `threshold` percent of what it has, as redis-cli counts. One that is to
 * be emptied is, as long as it has slots; so is one that has nothing if at least one `unit` is due to it.
 */
export function overThreshold(shares: readonly Share[], threshold: number, unit: number): boolean {
  return shares.some(({ has, due }) =>
    has > 0 ? Math.abs(100 - (100 * due) / has) > threshold : due >= unit && due > 0,
  );
}
