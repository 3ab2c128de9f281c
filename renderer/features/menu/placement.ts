/** Where a menu is put. Pure. */

interface Size {
  width: number;
  height: number;
}

/** Pixels between the menu and the edge of the window. */
export const EDGE = 8;

/**
 * The corner of a menu that opens from a point: to the right of it and below, else on its other sides, and always inside the
 * window as far as the menu fits into it.
 */
export function placeOf(
  point: { x: number; y: number },
  menu: Size,
  within: Size,
): { left: number; top: number } {
  return {
    left: along(point.x, menu.width, within.width),
    top: along(point.y, menu.height, within.height),
  };
}

function along(point: number, size: number, room: number): number {
  const last = room - EDGE - size;
  const wanted = point <= last ? point : point - size >= EDGE ? point - size : last;
  return Math.max(EDGE, Math.min(wanted, last));
}
