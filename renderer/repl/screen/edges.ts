/** The coloured edge left of the transcript: one bar an entry, in the colour of the shard that answered. */
import type { EdgeRows } from '../edit-zone.ts';
import { areaColour, type ThemeName } from '../text/theme.ts';

const BAR_WIDTH = 2;
/** Pixels left free above and below each bar, so that entries stay apart. */
const BAR_GAP = 2;

export interface EdgeView {
  /** First row shown, of the buffer. */
  top: number;
  rows: number;
  cellHeight: number;
}

/** Draws the bars of the rows shown. */
export function drawEdges(
  canvas: HTMLCanvasElement,
  bars: readonly EdgeRows[],
  { top, rows, cellHeight }: EdgeView,
  theme: ThemeName,
): void {
  const scale = window.devicePixelRatio || 1;
  const height = Math.ceil(rows * cellHeight);
  const pixelHeight = Math.round(height * scale);
  const pixelWidth = Math.round(BAR_WIDTH * scale);
  if (canvas.height !== pixelHeight || canvas.width !== pixelWidth) {
    canvas.height = pixelHeight;
    canvas.width = pixelWidth;
    canvas.style.width = `${BAR_WIDTH}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, BAR_WIDTH, height);
  for (const bar of bars) {
    const from = (bar.top - top) * cellHeight + BAR_GAP;
    const to = (bar.bottom + 1 - top) * cellHeight - BAR_GAP;
    pen.fillStyle = areaColour(theme, bar.ink);
    pen.fillRect(0, from, BAR_WIDTH, Math.max(1, to - from));
  }
}
