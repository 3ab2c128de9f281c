/** A size as redis-cli prints it. Pure. */
import { fixed } from '../fixed.ts';

/** `bytes` is at least 0; its fraction is left out. */
export function human(bytes: number): string {
  const whole = Math.trunc(bytes);
  let power = 0;
  while (power < 4 && whole >= 1024 ** (power + 1)) power++;
  return power === 0 ? `${whole}B` : `${fixed(whole / 1024 ** power, 2)}${'KMGT'[power - 1]}`;
}
