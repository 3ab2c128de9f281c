/**
 * What a sample says of the whole it was drawn from. Pure.
 *
 * Every key is chosen with the same probability, on its own, so those chosen of any group are, given how many they are, a
 * simple random sample of it without replacement. The group's size N is known, as its keys are counted. So the total is
 * N · mean (the ratio, or Hájek, estimator, which here beats Horvitz and Thompson's: it does not suffer from how many
 * happened to be chosen), and half its 95 % interval t · N · s/√n · √(1 − n/N), t of n − 1 degrees of freedom. Two or
 * more values that are all alike would make that 0: but then, by the rule of three, up to 3/n of the keys may be
 * otherwise, so the interval is never less than that part of the value.
 */
import type { Estimate } from '../../../shared/slots/scan-model.ts';

export interface Sums {
  count: number;
  sum: number;
  squares: number;
}

/** Quantiles 0.975 of Student's t for 1 to 30 degrees of freedom. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
/** Samples of which less than all say too little to give a figure. */
const FEWEST = 3;

/** The total over `size` things of which some were sampled; null where those are too few. Exact where all were. */
export function totalOf({ count, sum, squares }: Sums, size: number): Estimate | null {
  if (count > 0 && count >= size) return { value: sum, error: 0 };
  if (count < FEWEST) return null;
  const mean = sum / count;
  const variance = Math.max(0, (squares - count * mean * mean) / (count - 1));
  const part = 1 - count / size;
  const t = STUDENT[count - 2] ?? 1.96 + 2.5 / (count - 1);
  const spread = t * size * Math.sqrt((variance / count) * part);
  return { value: size * mean, error: Math.max(spread, ((size * mean * 3) / count) * part) };
}
