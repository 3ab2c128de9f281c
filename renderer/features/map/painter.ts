/** Keeps the base drawn beside the canvas, and draws the marks over it: again and again only while something fades. */
import { drawBase, drawMarks, readPalette, type Marks, type Palette } from './draw.ts';
import { COLUMNS, ROWS } from './geometry.ts';
import { changedRuns, type MapModel, type SlotRun } from './map-model.ts';

/** Milliseconds that a touched slot glows, and that slots with a new owner are outlined. */
const FADE = 10_000;
const FLASH = 300;

export interface Shown {
  model: MapModel;
  /** CSS pixels. */
  cell: number;
  theme: string;
  touches: readonly { slot: number; at: number }[];
  range: readonly [number, number];
  cursor: number;
  pointer: number | null;
}

const isStill = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Painter {
  private readonly canvas: HTMLCanvasElement;
  private readonly base = document.createElement('canvas');
  private shown: Shown | null = null;
  private drawn: { model: MapModel; cell: number; theme: string; ratio: number } | null = null;
  private palette: Palette | null = null;
  private flash: { runs: readonly SlotRun[]; at: number } | null = null;
  private frame = 0;
  private timer: number | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  show(next: Shown): void {
    const before = this.shown?.model;
    const runs = before && before !== next.model ? changedRuns(before, next.model) : [];
    if (runs.length > 0) this.flash = { runs, at: Date.now() };
    this.shown = next;
    this.stop();
    this.paint();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  private readonly paint = (): void => {
    const { cell, range, cursor, pointer } = this.shown!;
    const ratio = window.devicePixelRatio || 1;
    this.drawBaseAnew(ratio);
    const context = this.canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.base, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const now = Date.now();
    const still = isStill();
    const marks: Marks = { range, cursor, pointer, glows: this.glows(now, still), flash: this.flashed(now) };
    drawMarks(context, marks, this.palette!, cell);
    if (marks.glows.length === 0 && !marks.flash) return;
    // Without animation, the picture is drawn again once the time is over.
    if (still) this.timer = window.setTimeout(this.paint, this.nextEnd(now));
    else this.frame = requestAnimationFrame(this.paint);
  };

  private drawBaseAnew(ratio: number): void {
    const { model, cell, theme } = this.shown!;
    const { drawn } = this;
    if (drawn?.model === model && drawn.cell === cell && drawn.theme === theme && drawn.ratio === ratio)
      return;
    this.palette = readPalette(this.canvas);
    for (const each of [this.base, this.canvas]) {
      each.width = Math.round(COLUMNS * cell * ratio);
      each.height = Math.round(ROWS * cell * ratio);
    }
    const context = this.base.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawBase(context, model, this.palette, cell, ratio);
    this.drawn = { model, cell, theme, ratio };
  }

  private glows(now: number, still: boolean): { slot: number; strength: number }[] {
    const latest = new Map<number, number>();
    for (const { slot, at } of this.shown!.touches) if (now - at < FADE) latest.set(slot, at);
    return [...latest].map(([slot, at]) => ({
      slot,
      strength: still ? 1 : Math.min(1, 1 - (now - at) / FADE),
    }));
  }

  private flashed(now: number): Marks['flash'] {
    if (!this.flash) return null;
    const strength = 1 - (now - this.flash.at) / FLASH;
    if (strength <= 0) this.flash = null;
    return this.flash && { runs: this.flash.runs, strength: Math.min(1, strength) };
  }

  private nextEnd(now: number): number {
    const ends = this.shown!.touches.map(({ at }) => at + FADE).filter((end) => end > now);
    if (this.flash) ends.push(this.flash.at + FLASH);
    return Math.min(...ends) - now + 1;
  }
}
