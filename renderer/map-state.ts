/** The slot map: what it is shaded by, where the cursor is, what was counted, what the last commands touched. */
import type { Execution, Failure } from '../shared/model.ts';
import type { SlotCounts, SlotProgress, SlotStats } from '../shared/slot-model.ts';
import { SLOT_COUNT } from '../shared/slots.ts';
import type { Message } from './message.ts';

export const SHADES = ['owner', 'keys', 'cpu', 'network', 'memory'] as const;
export type Shade = (typeof SHADES)[number];

export interface Touch {
  slot: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface MapState {
  shade: Shade;
  /** Slot of the keyboard's cursor, and the other end of the selected range; the same for one slot. */
  cursor: number;
  anchor: number;
  counts: SlotCounts | null;
  /** Null while nothing is being counted. */
  progress: SlotProgress | null;
  /** Null before they were asked for. */
  stats: SlotStats | null;
  /** Slots of the last commands, the newest last. */
  touches: readonly Touch[];
  touchesShown: boolean;
  failure: Failure | null;
  /** What came of the last export. */
  saved: string | null;
}

export type MapMessage =
  /** `extend`: the range grows from where it began. */
  | { type: 'map-cursor'; slot: number; extend: boolean }
  | { type: 'map-shade'; shade: Shade }
  | { type: 'map-touches'; shown: boolean }
  | { type: 'map-count' }
  | { type: 'map-progress'; progress: SlotProgress }
  | { type: 'map-counts'; counts: SlotCounts }
  | { type: 'map-read-stats' }
  | { type: 'map-stats'; stats: SlotStats }
  | { type: 'map-failed'; failure: Failure }
  | { type: 'map-save'; suggestion: string; content: string | Uint8Array }
  | { type: 'map-saved'; path: string }
  | { type: 'map-copy'; text: string };

/** Touches that are kept: what was before them has faded. */
const TOUCHES = 512;

export const EMPTY_MAP: MapState = {
  shade: 'owner',
  cursor: 0,
  anchor: 0,
  counts: null,
  progress: null,
  stats: null,
  touches: [],
  touchesShown: true,
  failure: null,
  saved: null,
};

export function reduceMap(map: MapState, message: Message, now: number): MapState {
  switch (message.type) {
    case 'map-cursor': {
      const slot = Math.min(SLOT_COUNT - 1, Math.max(0, message.slot));
      return { ...map, cursor: slot, anchor: message.extend ? map.anchor : slot };
    }
    case 'map-shade':
      return { ...map, shade: message.shade };
    case 'map-touches':
      return { ...map, touchesShown: message.shown };
    case 'map-count':
      return map.progress ? map : { ...map, progress: { done: 0, total: 0 }, failure: null };
    case 'map-progress':
      return map.progress ? { ...map, progress: message.progress } : map;
    case 'map-counts':
      return { ...map, counts: message.counts, progress: null };
    case 'map-stats':
      return { ...map, stats: message.stats };
    case 'map-failed':
      return { ...map, progress: null, failure: message.failure };
    case 'map-save':
      return { ...map, saved: null, failure: null };
    case 'map-saved':
      return { ...map, saved: message.path };
    case 'executed':
      return { ...map, touches: withTouches(map.touches, message.executions, now) };
    case 'topology':
      // Another cluster may come: what was counted is of this one.
      return message.topology ? map : { ...EMPTY_MAP, shade: map.shade, touchesShown: map.touchesShown };
    default:
      return map;
  }
}

function withTouches(
  touches: readonly Touch[],
  executions: readonly Execution[],
  now: number,
): readonly Touch[] {
  const slots = executions.flatMap(({ slot, keys, hops }) => [
    ...(slot === null ? [] : [slot]),
    ...keys.map((key) => key.slot),
    ...hops.flatMap((hop) => hop.slot ?? []),
  ]);
  if (slots.length === 0) return touches;
  const fresh = [...new Set(slots)].map((slot) => ({ slot, at: now }));
  return [...touches, ...fresh].slice(-TOUCHES);
}
