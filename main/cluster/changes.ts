/** What differs between two maps, as entries of the timeline. Pure. */
import type { Change } from '../../shared/change.ts';
import type { Topology } from '../../shared/model.ts';

/** In the order they are told; empty where nothing differs. `before` null: the first reading. */
export function changesBetween(_before: Topology | null, _after: Topology): Omit<Change, 'id' | 'at'>[] {
  return [];
}
