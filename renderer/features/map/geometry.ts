/** Where each slot's cell is: 128 rows of 128 cells. Pure. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';

export const COLUMNS = 128;
export const ROWS = SLOT_COUNT / COLUMNS;

/**
 * Side of a cell in CSS pixels, its gap included, so that the whole map fits; 3 at least: then it scrolls. Always whole
 * device pixels (`ratio` of them in a CSS pixel): cells of unequal width would look like a pattern of the keys.
 */
export function fitCell(width: number, height: number, ratio: number): number {
  const pixels = Math.floor(Math.min(width / COLUMNS, height / ROWS) * ratio + 0.001);
  return Math.max(Math.ceil(3 * ratio), pixels) / ratio;
}

/** The slot at a point of the map; null outside. */
export function slotAt(x: number, y: number, cell: number): number | null {
  const column = Math.floor(x / cell);
  const row = Math.floor(y / cell);
  return column < 0 || row < 0 || column >= COLUMNS || row >= ROWS ? null : row * COLUMNS + column;
}

export const rowOf = (slot: number): number => Math.floor(slot / COLUMNS);
export const columnOf = (slot: number): number => slot % COLUMNS;

/** A rectangle of whole cells, in columns and rows. */
export interface CellRect {
  column: number;
  row: number;
  columns: number;
  rows: number;
}

/** The rectangles that cover the slots from first to last: at most three. */
export function rectsOf(first: number, last: number): CellRect[] {
  const rects: CellRect[] = [];
  let from = first;
  const rowEnd = Math.min(last, (rowOf(from) + 1) * COLUMNS - 1);
  if (columnOf(from) !== 0 || rowEnd === last) {
    rects.push({ column: columnOf(from), row: rowOf(from), columns: rowEnd - from + 1, rows: 1 });
    from = rowEnd + 1;
  }
  const whole = rowOf(last + 1) - rowOf(from);
  if (from <= last && whole > 0) {
    rects.push({ column: 0, row: rowOf(from), columns: COLUMNS, rows: whole });
    from += whole * COLUMNS;
  }
  if (from <= last) rects.push({ column: 0, row: rowOf(from), columns: last - from + 1, rows: 1 });
  return rects;
}

/** The outline of a range, in columns and rows: one polygon, or two if its rows touch only at a corner or not at all. */
export function outlineOf(first: number, last: number): (readonly [number, number])[][] {
  const [from, top, to, bottom] = [columnOf(first), rowOf(first), columnOf(last) + 1, rowOf(last)];
  const box = (left: number, right: number, row: number): (readonly [number, number])[] => [
    [left, row],
    [right, row],
    [right, row + 1],
    [left, row + 1],
  ];
  if (top === bottom) return [box(from, to, top)];
  if (bottom === top + 1 && to <= from) return [box(from, COLUMNS, top), box(0, to, bottom)];
  return [
    [
      [from, top],
      [COLUMNS, top],
      [COLUMNS, bottom],
      [to, bottom],
      [to, bottom + 1],
      [0, bottom + 1],
      [0, top + 1],
      [from, top + 1],
    ],
  ];
}

/** Where a key of the keyboard leads from a slot; null for other keys. */
export function moveBy(key: string, ctrl: boolean, slot: number): number | null {
  const steps: { readonly [key: string]: number } = {
    ArrowLeft: slot - 1,
    ArrowRight: slot + 1,
    ArrowUp: slot - COLUMNS,
    ArrowDown: slot + COLUMNS,
    PageUp: Math.max(columnOf(slot), slot - 16 * COLUMNS),
    PageDown: Math.min(SLOT_COUNT - COLUMNS + columnOf(slot), slot + 16 * COLUMNS),
    Home: ctrl ? 0 : slot - columnOf(slot),
    End: ctrl ? SLOT_COUNT - 1 : slot - columnOf(slot) + COLUMNS - 1,
  };
  const to = steps[key];
  if (to === undefined) return null;
  return to < 0 || to >= SLOT_COUNT ? slot : to;
}
