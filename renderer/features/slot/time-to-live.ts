/** How long a key has to live, as text. */
import { grouped } from '../../../shared/format/count.ts';
import { words } from './words.ts';

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** `milliseconds` as PTTL answers: -1 for a key that does not expire. The two largest units: `1 h 12 min`, `12 s`, `0.4 s`. */
export function timeToLive(milliseconds: number): string {
  if (milliseconds < 0) return words.key.noExpiry;
  if (milliseconds < 1000) return `${(Math.floor(milliseconds / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(milliseconds / 1000);
  const at = UNITS.findIndex(([size]) => seconds >= size);
  const [size, name] = UNITS[at]!;
  const whole = Math.floor(seconds / size);
  const below = UNITS[at + 1];
  const rest = below ? Math.floor((seconds % size) / below[0]) : 0;
  const text = `${grouped(whole)} ${name}`;
  return below && rest > 0 ? `${text} ${rest} ${below[1]}` : text;
}
