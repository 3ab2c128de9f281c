/** Figures of an operation as text. Pure. */
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { Amount } from '../../../shared/operations/plan.ts';
import { grouped } from '../../../shared/format/count.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { words } from './words.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** `00:01:43`: a duration in milliseconds; below zero counts as none. */
export function stopwatch(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A dash for what was not counted. */
export const countText = (n: number | null): string =>
  n === null ? words.table.unknown : grouped(Math.round(n));

/** Megabytes: one decimal below ten, none from there. */
export function mbText(bytes: number | null): string {
  if (bytes === null) return words.table.unknown;
  const mb = bytes / 1e6;
  if (bytes > 0 && mb < 0.1) return '< 0.1';
  return mb < 10 ? mb.toFixed(1) : grouped(Math.round(mb));
}

/** Up to a thousand as it is, above that `4.1k`. */
export const opsText = (ops: number): string => (ops < 1000 ? String(ops) : `${(ops / 1000).toFixed(1)}k`);

export interface Share {
  done: number;
  total: number;
  /** What is counted. */
  unit: 'slots' | 'steps';
  percent: number;
}

/** Slots that have moved of those that move in all, earlier runs included; steps where no slot moves. */
export function shareOf(status: OperationStatus): Share {
  const total = status.plan.totals.slots;
  if (total > 0) return share(Math.min(total, countSlots(status.moved)), total, 'slots');
  const ended = status.steps.filter(({ state }) => state === 'done').length;
  return share(ended, status.plan.steps.length, 'steps');
}

/** The last percent is kept for the end. */
const share = (done: number, total: number, unit: Share['unit']): Share => ({
  done,
  total,
  unit,
  percent: total === 0 ? 100 : Math.floor((done / total) * 100),
});

export const percentOf = (status: OperationStatus): number => shareOf(status).percent;

/** Moved so far and in all, as the run reports it. */
export function amounts({ progress, plan }: OperationStatus): { done: Amount; total: Amount } {
  return {
    done: progress?.done ?? { slots: 0, keys: null, bytes: null },
    total: progress?.total ?? plan.totals,
  };
}

/** Least and most of the slider, in keys a second; its right end is no limit. */
const LEAST = 100;
const MOST = 50_000;
export const SLIDER_STEPS = 40;

/** Keys a second at a position of the slider (0 to SLIDER_STEPS), rounded to two digits; null for no limit. */
export function limitAt(position: number): number | null {
  if (position >= SLIDER_STEPS) return null;
  const exact = LEAST * (MOST / LEAST) ** (position / (SLIDER_STEPS - 1));
  const digit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / digit) * digit;
}

/** The nearest position; limits beyond the ends are at the ends. */
export function positionOf(limit: number | null): number {
  if (limit === null) return SLIDER_STEPS;
  const at = (Math.log(Math.max(LEAST, limit) / LEAST) / Math.log(MOST / LEAST)) * (SLIDER_STEPS - 1);
  return Math.min(SLIDER_STEPS - 1, Math.max(0, Math.round(at)));
}

/** Half of the limit, or double; from no limit the first step down is the slider's most, and beyond it no limit. */
export function slower(limit: number | null): number {
  return limit === null ? MOST : Math.max(1, Math.floor(limit / 2));
}
export const faster = (limit: number | null): number | null =>
  limit === null || limit * 2 > MOST ? null : limit * 2;

/** Positions of the slider's labels, with their texts. */
export const SLIDER_LABELS = [LEAST, LEAST * 10, LEAST * 100].map((limit) => ({
  share: positionOf(limit) / SLIDER_STEPS,
  text: limit >= 1000 ? `${limit / 1000}k` : String(limit),
}));
