/** Labels of stuck slots on the strip. Pure. */
import type { SituationRow } from '../../../shared/operations/situation.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';

/** Slots that are half moved, in one row: where the label stands, and how many there are. */
export interface Stuck {
  slot: number;
  count: number;
}

/** `open` is how main names rows of half moved slots; one that still moves is not stuck. */
export const stuckIn = (rows: readonly SituationRow[]): Stuck[] =>
  rows.flatMap(({ id, severity, slots }) =>
    id.startsWith('open ') && severity === 'error' && slots[0]
      ? [{ slot: slots[0].first, count: countSlots(slots) }]
      : [],
  );
