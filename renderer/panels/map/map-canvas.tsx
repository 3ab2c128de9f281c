import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PanelProps } from '../../state.ts';
import { drawBase, drawMarks, readPalette, type Palette } from './draw.ts';
import { COLUMNS, fitCell, moveBy, ROWS, slotAt } from './geometry.ts';
import type { MapModel } from './map-model.ts';
import { ReadOut } from './read-out.tsx';

/** Milliseconds that a touched slot glows, and that a slot flashes whose owner has changed. */
const FADE = 10_000;
const FLASH = 600;
const LABELS = 8;
const GUTTER = 56;

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function MapCanvas({ state, send, model }: PanelProps & { model: MapModel }) {
  const { map } = state;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const [size, setSize] = useState({ width: 640, height: 640 });
  const [pointer, setPointer] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const dragging = useRef(false);
  const cell = fitCell(size.width - GUTTER, size.height);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width > 0 && height > 0) setSize({ width, height });
    });
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    painter.current ??= new Painter(canvas.current!);
    painter.current.show({
      model,
      cell,
      theme: document.documentElement.dataset.theme ?? '',
      touches: map.touchesShown ? map.touches : [],
      range: [Math.min(map.cursor, map.anchor), Math.max(map.cursor, map.anchor)],
      cursor: map.cursor,
      pointer,
    });
  });
  useEffect(() => () => painter.current?.stop(), []);

  const open = (slot: number) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) });
  const slotOf = (event: MouseEvent) => slotAt(event.offsetX, event.offsetY, cell);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = moveBy(event.key, event.ctrlKey, map.cursor);
    if (to !== null) send({ type: 'map-cursor', slot: to, extend: event.shiftKey });
    else if (event.ctrlKey || event.altKey || event.metaKey) return;
    else if (event.key === 'Enter') open(map.cursor);
    else if (event.key === 'k' || event.key === 'K') {
      open(map.cursor);
      document.getElementById('slot-query')?.focus();
    } else if (event.key === '/') document.getElementById('map-find')?.focus();
    else if (event.key === 'c' || event.key === 'C') send({ type: 'map-count' });
    else if (event.key === 'Escape' && map.anchor !== map.cursor)
      send({ type: 'map-cursor', slot: map.cursor, extend: false });
    else return;
    event.preventDefault();
  };
  const shown = pointer ?? (focused ? map.cursor : null);
  return (
    <div class="mapframe" ref={frame}>
      <div class="maprows mono xs f3" aria-hidden="true" style={{ height: `${ROWS * cell}px` }}>
        {Array.from({ length: LABELS + 1 }, (_, i) => Math.min(ROWS - 1, (i * ROWS) / LABELS)).map((row) => (
          <span key={row} style={{ top: `${row * cell}px` }}>
            {row * COLUMNS}
          </span>
        ))}
      </div>
      <canvas
        ref={canvas}
        id="slot-map"
        class="slotmap"
        data-entry
        tabIndex={0}
        role="application"
        aria-roledescription="map of all slots"
        aria-label="Slot map: arrow keys move, Shift extends, Enter opens the slot"
        aria-describedby="map-said"
        style={{ width: `${COLUMNS * cell}px`, height: `${ROWS * cell}px` }}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerMove={(event) => {
          const slot = slotOf(event);
          setPointer(slot);
          if (dragging.current && slot !== null && slot !== map.cursor)
            send({ type: 'map-cursor', slot, extend: true });
        }}
        onPointerLeave={() => setPointer(null)}
        onPointerDown={(event) => {
          const slot = slotOf(event);
          if (slot === null || event.button !== 0) return;
          dragging.current = true;
          canvas.current!.setPointerCapture(event.pointerId);
          send({ type: 'map-cursor', slot, extend: event.shiftKey });
        }}
        onPointerUp={(event) => {
          dragging.current = false;
          const slot = slotOf(event);
          // A range that was drawn is looked at, not opened.
          if (slot !== null && slot === map.anchor && event.button === 0) open(slot);
        }}
      />
      {shown !== null && state.topology && (
        <ReadOut
          slot={shown}
          state={state}
          model={model}
          place={{ cell, left: GUTTER, width: size.width, height: size.height }}
        />
      )}
    </div>
  );
}

interface Shown {
  model: MapModel;
  cell: number;
  theme: string;
  touches: readonly { slot: number; at: number }[];
  range: readonly [number, number];
  cursor: number;
  pointer: number | null;
}

/** Keeps the base drawn beside, and draws the marks over it: again and again only while something fades. */
class Painter {
  private readonly canvas: HTMLCanvasElement;
  private readonly base = document.createElement('canvas');
  private shown: Shown | null = null;
  private drawn: { model: MapModel; cell: number; theme: string; ratio: number } | null = null;
  private palette: Palette | null = null;
  private flashes = new Map<number, number>();
  private frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  show(next: Shown): void {
    const before = this.shown?.model.shards;
    const now = performance.now();
    if (before && before !== next.model.shards)
      next.model.shards.forEach((shard, slot) => {
        if (before[slot] !== shard) this.flashes.set(slot, now);
      });
    this.shown = next;
    cancelAnimationFrame(this.frame);
    this.paint();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private readonly paint = (): void => {
    const { model, cell, theme, touches, range, cursor, pointer } = this.shown!;
    const ratio = window.devicePixelRatio || 1;
    const { drawn } = this;
    const same =
      drawn?.model === model && drawn.cell === cell && drawn.theme === theme && drawn.ratio === ratio;
    if (!same) {
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
    const context = this.canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.base, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const glows = this.glows(touches);
    drawMarks(context, { range, cursor, pointer, glows }, this.palette!, cell);
    // What only stands there is drawn once, and once more when it is over.
    if (glows.length > 0) this.frame = still() ? this.later() : requestAnimationFrame(this.paint);
  };

  private later(): number {
    setTimeout(() => this.canvas.isConnected && this.paint(), FADE);
    return 0;
  }

  private glows(touches: Shown['touches']): { slot: number; strength: number }[] {
    const now = Date.now();
    const mark = (since: number, length: number) =>
      still() ? (since < length ? 1 : 0) : Math.max(0, 1 - since / length);
    const glows = new Map<number, number>();
    for (const { slot, at } of touches) glows.set(slot, mark(now - at, FADE));
    for (const [slot, at] of this.flashes) {
      const strength = mark(performance.now() - at, FLASH);
      if (strength === 0) this.flashes.delete(slot);
      else glows.set(slot, Math.max(strength, glows.get(slot) ?? 0));
    }
    return [...glows].flatMap(([slot, strength]) => (strength > 0 ? [{ slot, strength }] : []));
  }
}
