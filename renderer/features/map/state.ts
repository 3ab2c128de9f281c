/** The slot map: its shade, the cursor, the counts, and the slots that the last commands touched. */
import type { Execution } from '../../../shared/session/execution.ts';
import type { Failure } from '../../../shared/failure.ts';
import type {
  SlotCounts,
  SlotDetail,
  SlotMetric,
  SlotProgress,
  SlotStats,
} from '../../../shared/slots/slot-model.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Message } from '../../window/message.ts';

export const SHADES = ['owner', 'keys', 'cpu', 'network', 'memory'] as const;
export type Shade = (typeof SHADES)[number];

/** The metrics of CLUSTER SLOT-STATS that each shade sums up; other shades need none. */
export const SHADE_METRICS: { readonly [S in Shade]?: readonly SlotMetric[] } = {
  cpu: ['cpu-usec'],
  network: ['network-bytes-in', 'network-bytes-out'],
  memory: ['memory-bytes'],
};

/** Whether the servers have the metrics of a shade; false until they are asked. */
export const hasMetrics = (shade: Shade, stats: SlotStats | null): boolean =>
  SHADE_METRICS[shade]?.some((metric) => stats?.metrics[metric] !== undefined) ?? true;

export interface Touch {
  slot: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface MapState {
  /** Grows with each cluster, so that a late answer about the last one is ignored. */
  cluster: number;
  shade: Shade;
  /** Slot of the keyboard's cursor, and the other end of the selected range; the same for one slot. */
  cursor: number;
  anchor: number;
  counts: SlotCounts | null;
  /** Null while nothing is being counted. */
  progress: SlotProgress | null;
  /** Null until they are read. */
  stats: SlotStats | null;
  /** How many keys the two nodes of an open slot had when last asked. */
  sides: SlotDetail | null;
  /** Slots of the last commands, the newest last. */
  touches: readonly Touch[];
  touchesShown: boolean;
  failure: Failure | null;
  /** The result of the last export or copy: a sentence. */
  note: string;
}

export type MapMessage =
  /** `extend`: the range grows from its start. */
  | { type: 'map-cursor'; slot: number; extend: boolean }
  | { type: 'map-shade'; shade: Shade }
  | { type: 'map-touches'; shown: boolean }
  | { type: 'map-count' }
  | { type: 'map-progress'; progress: SlotProgress }
  | { type: 'map-counts'; counts: SlotCounts; cluster: number }
  | { type: 'map-count-failed'; failure: Failure; cluster: number }
  | { type: 'map-read-stats' }
  | { type: 'map-stats'; stats: SlotStats; cluster: number }
  /** Asks both nodes of an open slot how many keys of it they have. */
  | { type: 'map-ask-sides'; slot: number }
  | { type: 'map-sides'; detail: SlotDetail; cluster: number }
  | { type: 'map-failed'; failure: Failure }
  | { type: 'map-save'; suggestion: string; content: string | Uint8Array }
  | { type: 'map-note'; text: string }
  | { type: 'map-copy'; text: string }
  /** Puts the focus into the Slot panel. */
  | { type: 'map-focus-keys' };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    map: MapState;
  }
  interface Messages {
    map: MapMessage;
  }
}

/** Touches that are kept: older ones have faded. */
const TOUCHES = 512;

export const EMPTY_MAP: MapState = {
  cluster: 0,
  shade: 'owner',
  cursor: 0,
  anchor: 0,
  counts: null,
  progress: null,
  stats: null,
  sides: null,
  touches: [],
  touchesShown: true,
  failure: null,
  note: '',
};

/** `database` is the shell's. */
export function reduceMap(map: MapState, message: Message, now: number, database = 0): MapState {
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
      if (map.progress) return map;
      return {
        ...map,
        counts: map.counts?.database === database ? map.counts : null,
        progress: { done: 0, total: 0 },
        failure: null,
      };
    case 'map-progress':
      return map.progress ? { ...map, progress: message.progress } : map;
    case 'map-counts':
      return isLate(map, message) ? map : { ...map, counts: message.counts, progress: null };
    case 'map-count-failed':
      return isLate(map, message) ? map : { ...map, progress: null, failure: message.failure };
    case 'map-stats': {
      if (isLate(map, message)) return map;
      const { stats } = message;
      return { ...map, stats, shade: hasMetrics(map.shade, stats) ? map.shade : 'owner' };
    }
    case 'map-sides':
      return isLate(map, message) ? map : { ...map, sides: message.detail };
    case 'map-failed':
      return { ...map, failure: message.failure };
    case 'map-save':
    case 'map-copy':
      return { ...map, note: '', failure: null };
    case 'map-note':
      return { ...map, note: message.text };
    case 'executed':
      return { ...map, touches: withTouches(map.touches, message.executions, now) };
    case 'topology':
      // The counts are those of the cluster that was left.
      return message.topology
        ? map
        : { ...EMPTY_MAP, cluster: map.cluster + 1, touchesShown: map.touchesShown };
    default:
      return map;
  }
}

const isLate = (map: MapState, message: { cluster: number }) => message.cluster !== map.cluster;

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
