/** Slots in a sentence. */
import { toRanges } from '../../topology/slot-ranges.ts';

/** Ranges that are shown. */
const MAX_RANGES = 20;

/** `1, 5-9`; `…` at the end if there are more. */
export function rangesText(slots: Iterable<number>): string {
  const ranges = toRanges(slots);
  const shown = ranges
    .slice(0, MAX_RANGES)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return [...shown, ...(ranges.length > MAX_RANGES ? ['…'] : [])].join(', ');
}
