/** Paints the map. Each function takes a context and what to draw. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { columnOf, COLUMNS, outlineOf, rectsOf, rowOf, ROWS } from './geometry.ts';
import { runsOf, widestRuns, type MapModel, type SlotRun } from './map-model.ts';

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Colours of the theme as they are drawn, from the tokens. */
export interface Palette {
  bg: string;
  fg: string;
  line: string;
  quiet: string;
  accent: string;
  danger: string;
  /** By shard number, repeated after eight. */
  shard: (number: number) => string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const fills = Array.from({ length: 8 }, (_, i) => token(`--shard-${i + 1}-fill`));
  return {
    bg: token('--bg'),
    fg: token('--fg'),
    line: token('--line-strong'),
    quiet: token('--fg-3'),
    accent: token('--accent'),
    danger: token('--danger'),
    shard: (number) => fills[(number - 1) % fills.length]!,
  };
}

/** Brightness of a slot without a shade, and of the dimmest shade. */
const PLAIN = 0.85;
const DIMMEST = 0.16;

/** Brightness of a shard's colour for a value; both 0 to 1. */
export const brightnessOf = (value: number): number => DIMMEST + (1 - DIMMEST) * value;

/** Every slot's colour, migrating and unserved slots, borders and numbers of shards. `ratio`: device pixels in a CSS pixel. */
export function drawBase(
  context: Context,
  model: MapModel,
  palette: Palette,
  cell: number,
  ratio: number,
): void {
  context.putImageData(cellPicture(context, model, palette, cell * ratio, Math.round(ratio)), 0, 0);
  drawUncovered(context, model, palette, cell);
  drawFailing(context, model, palette, cell);
  drawUnknown(context, model, palette, cell);
  drawOpen(context, model, palette, cell);
  drawBorders(context, model, palette, cell);
  drawNumbers(context, model, palette, cell);
}

/** All cells, pixel by pixel, the first line of each row and then copies of it: a call of the canvas a cell takes ten times as long. `side` and `gap` in device pixels. */
function cellPicture(
  context: Context,
  model: MapModel,
  palette: Palette,
  side: number,
  gap: number,
): ImageData {
  const width = Math.round(COLUMNS * side);
  const picture = context.createImageData(width, Math.round(ROWS * side));
  const pixels = new Uint32Array(picture.data.buffer);
  const bg = readColour(context, palette.bg);
  pixels.fill(packed(...bg));
  const fills = new Map<number, Rgb>();
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const shard = model.shards[slot]!;
    if (shard === 0) continue;
    let fill = fills.get(shard);
    if (!fill) fills.set(shard, (fill = readColour(context, palette.shard(shard))));
    const strength = model.values ? brightnessOf(model.brightness(model.values[slot]!)) : PLAIN;
    const colour = packed(
      bg[0] + (fill[0] - bg[0]) * strength,
      bg[1] + (fill[1] - bg[1]) * strength,
      bg[2] + (fill[2] - bg[2]) * strength,
    );
    const row = Math.round(rowOf(slot) * side) * width;
    const left = Math.round(columnOf(slot) * side);
    const right = Math.max(left + 1, Math.round((columnOf(slot) + 1) * side) - gap);
    for (let x = row + left; x < row + right; x++) pixels[x] = colour;
  }
  for (let row = 0; row < ROWS; row++) {
    const top = Math.round(row * side);
    const bottom = Math.round((row + 1) * side) - gap;
    for (let y = top + 1; y < bottom; y++) pixels.copyWithin(y * width, top * width, (top + 1) * width);
  }
  return picture;
}

type Rgb = [number, number, number];

/** Any opaque colour of CSS: the canvas writes it as `#rrggbb`, and the build shortens the tokens to `#fff`. */
function readColour(context: Context, text: string): Rgb {
  context.fillStyle = text;
  const number = parseInt(String(context.fillStyle).slice(1), 16);
  return [number >> 16, (number >> 8) & 0xff, number & 0xff];
}

/** As canvases keep it on the machines there are: little-endian, opaque. */
const packed = (red: number, green: number, blue: number): number =>
  ((0xff << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;

/** Stripes of a hatch: how far apart they are along a row and how wide, in CSS pixels, and where the first begins. */
interface Stripes {
  colour: string;
  every: number;
  width: number;
  from: number;
  /** From the upper left to the lower right. */
  falling?: boolean;
}

/** Hatched in the colour of danger. */
function drawUncovered(context: Context, model: MapModel, palette: Palette, cell: number): void {
  const stripes = [{ colour: palette.danger, every: 6, width: 2, from: 0 }];
  hatch(context, stripes, cell, (slot) => model.shards[slot] === 0);
}

/** Crossed out in the colour of danger over the owner's: it is there, and does not serve. */
function drawFailing(context: Context, { shards, unserved }: MapModel, palette: Palette, cell: number): void {
  if (unserved.size === 0) return;
  const stripes = [false, true].flatMap((falling) => [
    { colour: palette.bg, every: 12, width: 4, from: 0, falling },
    { colour: palette.danger, every: 12, width: 2, from: 0, falling },
  ]);
  hatch(context, stripes, cell, (slot) => unserved.has(shards[slot]!));
}

/** Thin lines for slots without a known value: they must not look empty. */
function drawUnknown(context: Context, model: MapModel, palette: Palette, cell: number): void {
  const { known, shards } = model;
  if (!known) return;
  const stripes = [{ colour: palette.quiet, every: 4, width: 1, from: 0 }];
  hatch(context, stripes, cell, (slot) => !known[slot] && shards[slot] !== 0);
}

/** In stripes of the owner's colour and the target's, with the background between them. */
function drawOpen(context: Context, model: MapModel, palette: Palette, cell: number): void {
  for (const target of new Set([...model.open.values()].map(({ to }) => to))) {
    const gaps = { colour: palette.bg, every: 6, width: 1.5, from: 0 };
    const stripes =
      target === null ? [] : [{ colour: palette.shard(target), every: 12, width: 4.2, from: 3 }];
    hatch(context, [...stripes, gaps], cell, (slot) => model.open.get(slot)?.to === target);
  }
}

function hatch(
  context: Context,
  stripes: readonly Stripes[],
  cell: number,
  isHatched: (slot: number) => boolean,
): void {
  const area = new Path2D();
  const runs = runsOf(isHatched);
  if (runs.length === 0) return;
  // A clip of thousands of cells takes longer than all else: whole runs are a few rectangles.
  for (const { first, last } of runs)
    for (const { column, row, columns, rows } of rectsOf(first, last))
      area.rect(column * cell, row * cell, columns * cell, rows * cell);
  context.save();
  context.clip(area);
  const width = COLUMNS * cell;
  const height = ROWS * cell;
  for (const { colour, every, width: wide, from, falling = false } of stripes) {
    context.strokeStyle = colour;
    context.lineWidth = wide;
    context.beginPath();
    for (let x = from - Math.ceil(height / every) * every; x < width; x += every) {
      context.moveTo(x, falling ? 0 : height);
      context.lineTo(x + height, falling ? height : 0);
    }
    context.stroke();
  }
  context.restore();
}

/** A line between the slots of two shards. */
function drawBorders(context: Context, { shards }: MapModel, palette: Palette, cell: number): void {
  context.fillStyle = palette.fg;
  context.globalAlpha = 0.55;
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const x = columnOf(slot) * cell;
    const y = rowOf(slot) * cell;
    if (columnOf(slot) > 0 && shards[slot] !== shards[slot - 1]) context.fillRect(x - 1, y - 1, 1, cell);
    if (slot >= COLUMNS && shards[slot] !== shards[slot - COLUMNS]) context.fillRect(x - 1, y - 1, cell, 1);
  }
  context.globalAlpha = 1;
}

/** A shard's number in the middle of its widest run: colours repeat, and not everyone can distinguish them. */
function drawNumbers(context: Context, { shards }: MapModel, palette: Palette, cell: number): void {
  context.font = `600 ${Math.max(11, cell * 2.4)}px "Inter Variable", sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const least = 22 / cell;
  for (const { shard, first, last } of widestRuns(shards)) {
    const rects = rectsOf(first, last);
    const rect = rects.reduce((a, b) => (b.columns * b.rows > a.columns * a.rows ? b : a));
    if (rect.rows < least || rect.columns < least) continue;
    const x = (rect.column + rect.columns / 2) * cell;
    const y = (rect.row + rect.rows / 2) * cell;
    const width = Math.max(cell * 4, context.measureText(String(shard)).width + 12);
    context.fillStyle = palette.bg;
    context.globalAlpha = 0.82;
    context.fillRect(x - width / 2, y - cell * 2, width, cell * 4);
    context.globalAlpha = 1;
    context.fillStyle = palette.fg;
    context.fillText(String(shard), x, y + 1);
  }
}

export interface Marks {
  /** First and last selected slot. */
  range: readonly [number, number] | null;
  cursor: number | null;
  pointer: number | null;
  /** Slots that glow, with how strongly: 1 just touched, 0 no more. */
  glows: readonly { slot: number; strength: number }[];
  /** Slots that have just changed hands, outlined; `strength` as of a glow. */
  flash: { runs: readonly SlotRun[]; strength: number } | null;
}

/** Draws the marks that change with every key and pointer move, over the base. */
export function drawMarks(context: Context, marks: Marks, palette: Palette, cell: number): void {
  for (const { slot, strength } of marks.glows) {
    const x = columnOf(slot) * cell;
    const y = rowOf(slot) * cell;
    context.globalAlpha = strength;
    context.fillStyle = palette.fg;
    context.fillRect(x - 1, y - 1, cell + 1, cell + 1);
    context.globalAlpha = strength * 0.6;
    context.strokeStyle = palette.fg;
    context.lineWidth = 1;
    context.strokeRect(x - 3.5, y - 3.5, cell + 6, cell + 6);
  }
  context.globalAlpha = 1;
  if (marks.flash) {
    context.globalAlpha = marks.flash.strength;
    for (const { first, last } of marks.flash.runs) outline(context, first, last, palette.fg, cell);
    context.globalAlpha = 1;
  }
  if (marks.range && marks.range[0] !== marks.range[1]) {
    context.fillStyle = palette.accent;
    context.globalAlpha = 0.16;
    for (const { column, row, columns, rows } of rectsOf(...marks.range))
      context.fillRect(column * cell, row * cell, columns * cell, rows * cell);
    context.globalAlpha = 1;
    outline(context, ...marks.range, palette.accent, cell);
  }
  if (marks.pointer !== null) box(context, marks.pointer, palette.fg, cell);
  if (marks.cursor !== null) box(context, marks.cursor, palette.accent, cell);
}

function box(context: Context, slot: number, colour: string, cell: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  // All four sides must be visible at the edge of the map, too.
  const place = (at: number, count: number) => Math.min(Math.max(1, at * cell - 2), count * cell - cell - 4);
  context.strokeRect(place(columnOf(slot), COLUMNS), place(rowOf(slot), ROWS), cell + 3, cell + 3);
}

function outline(context: Context, first: number, last: number, colour: string, cell: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (const points of outlineOf(first, last)) {
    for (const [i, [column, row]] of points.entries())
      context[i === 0 ? 'moveTo' : 'lineTo'](column * cell - 0.5, row * cell - 0.5);
    context.closePath();
  }
  context.stroke();
}
