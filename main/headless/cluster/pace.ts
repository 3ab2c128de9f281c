/** The limit of keys a second, changed by keys while slots move. Pure. */
import { counted } from '../../../shared/format/count.ts';

/** Keys a second, where nothing is known of how fast they go. */
const FIRST = 1000;
const LEAST = 1;

/** The new limit; undefined for a key that changes nothing. `rate` is how fast they go now; null if unknown. */
export function limitAfter(
  key: string,
  limit: number | null,
  rate: number | null,
): number | null | undefined {
  switch (key) {
    case '-':
      return Math.max(LEAST, Math.floor((limit ?? rate ?? FIRST) / 2));
    case '+':
    case '=':
      return limit === null ? null : limit * 2;
    case '0':
      return null;
    default:
      return undefined;
  }
}

export const limitText = (limit: number | null): string =>
  limit === null ? 'No limit of keys a second.' : `At most ${counted(limit, 'key')} a second.`;

export const PACE_HELP =
  'Keys: - halves and + doubles the limit of keys a second, 0 takes it away, Ctrl+C pauses.';
