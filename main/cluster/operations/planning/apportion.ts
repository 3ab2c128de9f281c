/**
 * Splits `total` into whole numbers in proportion to `weights`, by the largest remainder; exactly `total` in all. `favour`
 * says who gets what is left over first: by the whole part of its quota.
 */
export function apportion(
  total: number,
  weights: readonly number[],
  favour: (index: number, whole: number) => boolean = () => false,
): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const quotas = weights.map((weight) => snapped((total * weight) / sum));
  const shares = quotas.map(Math.floor);
  const rank = quotas.map((quota, i) => quota - shares[i]! + (favour(i, shares[i]!) ? 1 : 0));
  const left = total - shares.reduce((a, b) => a + b, 0);
  const partial = [...quotas.keys()].filter((i) => quotas[i] !== shares[i]);
  for (const i of partial.sort((a, b) => rank[b]! - rank[a]! || a - b).slice(0, left)) shares[i]!++;
  return shares;
}

/** A quota that misses a whole number only by the rounding of doubles is that number. */
function snapped(quota: number): number {
  const whole = Math.round(quota);
  return Math.abs(quota - whole) < 1e-9 * Math.max(1, whole) ? whole : quota;
}
