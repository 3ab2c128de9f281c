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

type Part = Omit<Share, 'due'>;

/**
 * Each primary's share in proportion to the weights, in whole slots. If one more slot is as fair for two primaries, the one that has
 * it keeps it.
 */
export function shareOutSlots(parts: readonly Part[]): Share[] {
  const weights = parts.map(({ weight }) => weight);
  const due = apportion(total(parts), weights, (i, floor) => parts[i]!.has > floor);
  return parts.map((part, i) => ({ ...part, due: due[i]! }));
}

/**
 * Each primary's share in proportion to the weights. A slot cannot be divided. A primary whose largest slot exceeds its share keeps
 * that slot alone, and the others share the rest. `largest`: the measure of each primary's largest slot, by its index in the table.
 */
export function shareOut(parts: readonly Part[], largest: readonly number[]): Share[] {
  const shares = parts.map((part) => ({ ...part, due: 0 }));
  const open = new Set(shares);
  let amount = total(parts);
  for (;;) {
    const weights = [...open].reduce((sum, { weight }) => sum + weight, 0);
    for (const share of open) share.due = (amount * share.weight) / weights;
    const above = ({ primary, due }: Share) => largest[primary]! - due;
    const [most] = [...open].filter(({ weight }) => weight > 0).sort((a, b) => above(b) - above(a));
    if (!most || open.size === 1 || above(most) <= 0) return shares;
    open.delete(most);
    most.due = largest[most.primary]!;
    amount -= most.due;
  }
}

const total = (parts: readonly Part[]) => parts.reduce((sum, { has }) => sum + has, 0);

/**
 * True if a primary is off its share by more than `threshold` percent of what it has, as redis-cli counts. One that is to
 * be emptied is, as long as it has slots; so is one that has nothing if at least one `unit` is due to it.
 */
export function overThreshold(shares: readonly Share[], threshold: number, unit: number): boolean {
  return shares.some(({ has, due }) =>
    has > 0 ? Math.abs(100 - (100 * due) / has) > threshold : due >= unit && due > 0,
  );
}
