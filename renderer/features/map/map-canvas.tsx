import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PanelProps } from '../../window/state.ts';
import { COLUMNS, columnOf, fitCell, moveBy, rowOf, ROWS, slotAt } from './geometry.ts';
import type { MapModel } from './map-model.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { Painter } from './painter.ts';
import { ReadOut } from './read-out.tsx';
import { useSizeOf } from './use-size.ts';
import { words } from './words.ts';

/** How long the pointer rests on a migrating slot before its two nodes are asked. */
const REST_MS = 150;
const LABELS = 8;
/** As `.maprows` in map.css, in CSS pixels. */
const GUTTER = 42;

interface CanvasProps extends PanelProps {
  model: MapModel;
}

export function MapCanvas({ state, send, model }: CanvasProps) {
  const { map } = state;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSizeOf(frame);
  const [pointer, setPointer] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  /** Where the button went down; null while it is up. State is drawn a frame later: too late for a quick click. */
  const pressed = useRef<number | null>(null);
  const [first, last] = [Math.min(map.cursor, map.anchor), Math.max(map.cursor, map.anchor)] as const;
  const cell = fitCell(size.width - GUTTER, size.height, window.devicePixelRatio || 1);

  usePainter(canvas, {
    model,
    cell,
    theme: document.documentElement.dataset.theme ?? '',
    touches: map.touchesShown ? map.touches : [],
    range: [first, last],
    cursor: map.cursor,
    pointer,
  });
  useEffect(() => {
    if (focused) keepInSight(frame.current!, rowOf(map.cursor) * cell, cell);
  }, [map.cursor, focused, cell]);
  const shown = pointer ?? (focused ? map.cursor : null);
  useSidesOf(shown, { state, send, model });

  const open = (slot: number) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) });
  const slotOf = (event: MouseEvent) => slotAt(event.offsetX, event.offsetY, cell);
  return (
    <div class="mapframe" ref={frame}>
      <RowLabels cell={cell} />
      <canvas
        ref={canvas}
        id="slot-map"
        class="slotmap"
        data-entry
        tabIndex={0}
        role="application"
        aria-roledescription={words.canvas.role}
        aria-label={words.canvas.name}
        aria-describedby="map-said"
        style={{ width: `${COLUMNS * cell}px`, height: `${ROWS * cell}px` }}
        {...menuTarget(
          { kind: 'slots', first, last },
          {
            ...(pointer !== null &&
              (pointer < first || pointer > last) && {
                pointer: { kind: 'slots', first: pointer, last: pointer },
              }),
            anchor: { x: (columnOf(map.cursor) + 1) * cell, y: (rowOf(map.cursor) + 1) * cell },
          },
        )}
        onKeyDown={(event) => onMapKey(event, { state, send, open })}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerMove={(event) => {
          const slot = slotOf(event);
          setPointer(slot);
          if (pressed.current !== null && slot !== null && slot !== map.cursor)
            send({ type: 'map-cursor', slot, extend: true });
        }}
        onPointerLeave={() => setPointer(null)}
        onPointerDown={(event) => {
          const slot = slotOf(event);
          if (slot === null || event.button !== 0) return;
          pressed.current = slot;
          canvas.current!.setPointerCapture(event.pointerId);
          send({ type: 'map-cursor', slot, extend: event.shiftKey });
        }}
        onPointerUp={(event) => {
          const from = pressed.current;
          pressed.current = null;
          // A range that was drawn or extended is selected, not opened.
          if (from !== null && from === slotOf(event) && !event.shiftKey) open(from);
        }}
      />
      {shown !== null && state.topology && (
        <ReadOut slot={shown} state={state} model={model} place={{ cell, left: GUTTER }} />
      )}
    </div>
  );
}

/** The first slot of some rows, beside them. */
const RowLabels = ({ cell }: { cell: number }) => (
  <div class="maprows mono xs f3" aria-hidden="true" style={{ height: `${ROWS * cell}px` }}>
    {Array.from({ length: LABELS + 1 }, (_, i) => Math.min(ROWS - 1, (i * ROWS) / LABELS)).map((row) => (
      <span key={row} style={{ top: `${row * cell}px` }}>
        {row * COLUMNS}
      </span>
    ))}
  </div>
);

function onMapKey(
  event: KeyboardEvent,
  { state: { map }, send, open }: PanelProps & { open: (slot: number) => void },
): void {
  const to = moveBy(event.key, event.ctrlKey, map.cursor);
  if (to !== null) send({ type: 'map-cursor', slot: to, extend: event.shiftKey });
  else if (event.ctrlKey || event.altKey || event.metaKey) return;
  else if (event.key === 'Enter') open(map.cursor);
  else if (event.key === 'k' || event.key === 'K') {
    open(map.cursor);
    send({ type: 'map-focus-keys' });
  } else if (event.key === '/') document.getElementById('map-find')?.focus();
  else if (event.key === 'c' || event.key === 'C') send({ type: 'map-count' });
  else if (event.key === 'Escape' && map.anchor !== map.cursor)
    send({ type: 'map-cursor', slot: map.cursor, extend: false });
  else return;
  event.preventDefault();
}

function usePainter(
  canvas: RefObject<HTMLCanvasElement | null>,
  picture: Parameters<Painter['show']>[0],
): void {
  const painter = useRef<Painter | null>(null);
  useLayoutEffect(() => {
    painter.current ??= new Painter(canvas.current!);
    painter.current.show(picture);
  });
  useEffect(() => () => painter.current?.stop(), []);
}

/** The two nodes of a migrating slot gain and lose keys while the user looks: asks again with each reading of the map. */
function useSidesOf(slot: number | null, { state, send, model }: CanvasProps): void {
  const isOpen = slot !== null && model.open.has(slot);
  useEffect(() => {
    if (slot === null || !isOpen) return;
    const timer = setTimeout(() => send({ type: 'map-ask-sides', slot }), REST_MS);
    return () => clearTimeout(timer);
  }, [slot, isOpen, state.topology?.readAt, state.session.database]);
}

/** Scrolls a map that is larger than its place to the row at `y` of the frame. */
function keepInSight(frame: HTMLElement, y: number, cell: number): void {
  const scrolled = frame.parentElement!;
  const top = frame.offsetTop + y;
  if (top < scrolled.scrollTop) scrolled.scrollTop = top - cell;
  else if (top + 2 * cell > scrolled.scrollTop + scrolled.clientHeight)
    scrolled.scrollTop = top + 2 * cell - scrolled.clientHeight;
}
