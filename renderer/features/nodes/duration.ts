const UNITS: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
];

/** Seconds (0 and more) in the greatest unit that fits, with one below it: `3 d 4 h`, `12 min`, `8 s`. */
export function duration(seconds: number): string {
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  if (at < 0) return `${Math.floor(seconds)} s`;
  const [unit, size] = UNITS[at]!;
  const whole = `${Math.floor(seconds / size)} ${unit}`;
  const below = UNITS[at + 1];
  const rest = below ? Math.floor((seconds % size) / below[1]) : 0;
  return below && rest > 0 ? `${whole} ${rest} ${below[0]}` : whole;
}
