/** The slot map: what it is shaded by, where the cursor is, what was counted. */
import type { Failure } from '../shared/model.ts';
import type { SlotCounts, SlotProgress, SlotStats } from '../shared/slot-model.ts';
import type { Message } from './message.ts';

export interface MapState {
  /** Slot of the keyboard's cursor, and the other end of the selected range; the same for one slot. */
  cursor: number;
  anchor: number;
  counts: SlotCounts | null;
  /** Null while nothing is being counted. */
  progress: SlotProgress | null;
  stats: SlotStats | null;
  failure: Failure | null;
}

export type MapMessage =
  /** `extend`: the range grows from where it began. */
  | { type: 'map-cursor'; slot: number; extend: boolean }
  | { type: 'map-count' }
  | { type: 'map-progress'; progress: SlotProgress }
  | { type: 'map-counts'; counts: SlotCounts }
  | { type: 'map-stats'; stats: SlotStats }
  | { type: 'map-failed'; failure: Failure };

export const EMPTY_MAP: MapState = {
  cursor: 0,
  anchor: 0,
  counts: null,
  progress: null,
  stats: null,
  failure: null,
};

export function reduceMap(map: MapState, message: Message): MapState {
  switch (message.type) {
    case 'map-cursor':
      return { ...map, cursor: message.slot, anchor: message.extend ? map.anchor : message.slot };
    case 'map-count':
      return { ...map, progress: { done: 0, total: 0 }, failure: null };
    case 'map-progress':
      return { ...map, progress: message.progress };
    case 'map-counts':
      return { ...map, counts: message.counts, progress: null };
    case 'map-stats':
      return { ...map, stats: message.stats };
    case 'map-failed':
      return { ...map, progress: null, failure: message.failure };
    default:
      return map;
  }
}
