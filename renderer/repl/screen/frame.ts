/** The elements that a shell consists of, and where things are in them. */
import type { Terminal } from '@xterm/xterm';
import type { Anchor } from './completion-popup.ts';

export interface Frame {
  element: HTMLElement;
  /** Holds the terminal. */
  holder: HTMLElement;
  /** For the coloured edge. */
  canvas: HTMLCanvasElement;
}

export function buildFrame(element: HTMLElement): Frame {
  if (getComputedStyle(element).position === 'static') element.style.position = 'relative';
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', 'Shell');
  const holder = document.createElement('div');
  Object.assign(holder.style, { position: 'absolute', inset: '8px 4px 4px 20px' });
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { position: 'absolute', left: '4px', top: '8px', pointerEvents: 'none' });
  element.append(holder, canvas);
  return { element, holder, canvas };
}

const rowsOf = ({ holder }: Frame) => holder.querySelector('.xterm-screen');

/** Asking costs a layout: do so only when it may have changed. */
export const measureRow = (frame: Frame, { rows }: Terminal): number =>
  (rowsOf(frame)?.clientHeight ?? 0) / rows;

/** The row of the buffer at a height of the window; null before there are rows. */
export function rowAt(frame: Frame, terminal: Terminal, clientY: number): number | null {
  const rows = rowsOf(frame);
  if (!rows) return null;
  const { top, height } = rows.getBoundingClientRect();
  return terminal.buffer.active.viewportY + Math.floor(((clientY - top) / height) * terminal.rows);
}

/** Below the beginning of a row of the buffer, within what is seen of the terminal; its last row for null. In pixels of the window. */
export function rowPlace(frame: Frame, terminal: Terminal, row: number | null): { x: number; y: number } {
  const { left, top, height } = (rowsOf(frame) ?? frame.element).getBoundingClientRect();
  const { viewportY } = terminal.buffer.active;
  const seen = Math.min(terminal.rows, Math.max(1, (row ?? Infinity) - viewportY + 1));
  return { x: left, y: top + (seen * height) / terminal.rows };
}

/** Where the line and its cursor are; null if its last row is not in the window. */
export function lineAnchor(
  frame: Frame,
  terminal: Terminal,
  lineRows: { top: number; bottom: number } | null,
): Anchor | null {
  const rows = rowsOf(frame)?.getBoundingClientRect();
  if (!rows || !lineRows) return null;
  const { viewportY, cursorX } = terminal.buffer.active;
  const bottom = lineRows.bottom - viewportY + 1;
  if (bottom < 1 || bottom > terminal.rows) return null;
  const outer = frame.element.getBoundingClientRect();
  const up = rows.top - outer.top;
  const cell = { width: rows.width / terminal.cols, height: rows.height / terminal.rows };
  return {
    x: rows.left - outer.left + cursorX * cell.width,
    top: up + Math.max(0, lineRows.top - viewportY) * cell.height,
    bottom: up + bottom * cell.height,
  };
}
