/**
 * Estimates a total from a sample. Pure.
 *
 * Every key is chosen independently with the same probability, so the chosen keys of any group are a simple random sample
 * without replacement, given their number n. The group's size N is known, because its keys are counted. The total is
 * N · mean (the ratio, or Hájek, estimator, which beats Horvitz and Thompson's here because it does not depend on how many
 * keys happened to be chosen). Half its 95 % interval is t · N · s/√n · √(1 − n/N), with t of n − 1 degrees of freedom. If
 * all values are equal, that would be 0. By the rule of three, up to 3/n of the keys may still differ, so the interval is
 * never smaller than that part of the value.
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
/** Fewer samples than this are too few for an estimate, unless they are all keys. */
const FEWEST = 3;

/** Estimates the total over `size` items from the sampled ones; null if they are too few. Exact if all were sampled. */
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
