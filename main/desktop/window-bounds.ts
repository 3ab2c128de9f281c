/** Where a window opens: the remembered bounds, made to fit the present displays. Pure. */
import type { WindowBounds } from '../storage/settings-text.ts';

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A smaller window shows nothing of use. On an even smaller display, the window fills the display. */
export const SMALLEST = { width: 640, height: 400 };

/** Fits the bounds into the display that shows most of them, or into the first (primary) one if none shows any. */
export function fitBounds<B extends Area>(bounds: B, displays: readonly [Area, ...Area[]]): B {
  const area = displays.reduce((best, next) => (overlap(next, bounds) > overlap(best, bounds) ? next : best));
  const width = Math.min(Math.max(bounds.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(bounds.height, SMALLEST.height), area.height);
  return {
    ...bounds,
    width,
    height,
    x: Math.min(Math.max(bounds.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(bounds.y, area.y), area.y + area.height - height),
  };
}

const common = (from: number, length: number, otherFrom: number, otherLength: number) =>
  Math.max(0, Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom));

const overlap = (a: Area, b: Area) =>
  common(a.x, a.width, b.x, b.width) * common(a.y, a.height, b.y, b.height);

/** Pixels between the corners of a window and the next one. */
const BESIDE = 28;

export const besideOf = (bounds: WindowBounds): WindowBounds => ({
  ...bounds,
  x: bounds.x + BESIDE,
  y: bounds.y + BESIDE,
});
