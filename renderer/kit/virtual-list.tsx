/** A long list. Only the rows in view are in the document. */
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { ComponentChildren, HTMLAttributes } from 'preact';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

type Rows = Virtualizer<HTMLDivElement, HTMLElement>;

export interface VirtualListProps {
  count: number;
  /** Undefined only if `attributes` gives the list no role of its own. */
  label: string | undefined;
  /** Height of a row: exact, unless `measured` corrects it once the row is drawn. */
  size: (index: number) => number;
  /** Identifies a row while others are inserted above it. */
  rowKey?: (index: number) => number;
  measured?: boolean;
  row: (index: number) => ComponentChildren;
  /** The row to keep in view. It is drawn at once: the next key may be about it. */
  active?: number;
  /** A row that stays drawn wherever the list is scrolled, so that it keeps its focus. */
  kept?: number;
  /** Rows drawn beyond those in view, at either end. */
  overscan?: number;
  /** Called with the drawn rows, to fetch what they show. */
  onRange?: (first: number, last: number) => void;
  /** Changes whenever the rows' sizes or positions do. */
  version?: unknown;
  attributes?: HTMLAttributes<HTMLDivElement>;
}

export function VirtualList(props: VirtualListProps) {
  const { count, size, rowKey, measured, active, onRange, overscan = 6 } = props;
  const [, redraw] = useReducer<number, void>((n) => n + 1, 0);
  const scroller = useRef<HTMLDivElement>(null);
  const held = useRef<Rows | null>(null);
  const options: VirtualizerOptions<HTMLDivElement, HTMLElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: size,
    overscan,
    rangeExtractor: (range) => withKept(defaultRangeExtractor(range), [props.kept, active], count),
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(),
    ...(rowKey && { getItemKey: rowKey }),
  };
  held.current ??= new Virtualizer(options);
  const rows = held.current;
  rows.setOptions(options);

  useLayoutEffect(mounting(rows), []);
  useLayoutEffect(() => rows._willUpdate());
  useLayoutEffect(measuring(rows, scroller, measured), [props.version]);
  useLayoutEffect(showing(rows, active, count), [active]);

  const items = rows.getVirtualItems();
  const { startIndex = 0, endIndex = -1 } = rows.range ?? {};
  const first = Math.max(0, startIndex - overscan);
  const last = items.length === 0 ? -1 : Math.min(count - 1, endIndex + overscan);
  useLayoutEffect(() => {
    if (last >= first) onRange?.(first, last);
  }, [first, last, props.version, onRange]);

  const isList = props.attributes?.role === undefined;
  return (
    <div
      class="scroller"
      ref={scroller}
      tabIndex={0}
      role="list"
      aria-label={props.label}
      {...props.attributes}
    >
      <div class="rows" style={{ height: `${rows.getTotalSize()}px` }}>
        {items.map((item) => (
          <div
            key={item.key}
            class="virtualrow"
            data-index={item.index}
            role={isList ? 'listitem' : 'presentation'}
            aria-setsize={isList ? count : undefined}
            aria-posinset={isList ? item.index + 1 : undefined}
            ref={measured ? rows.measureElement : null}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {props.row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}

// Made out here: Preact keeps an effect until it runs again, and with it all that was in scope: the window's state of then.
const mounting = (rows: Rows) => () => rows._didMount();
const measuring =
  (rows: Rows, scroller: { readonly current: HTMLElement | null }, measured?: boolean) => () => {
    rows.measure();
    // measure() forgets the sizes. Until the places are computed again, a row that has its old size counts as measured.
    rows.getTotalSize();
    // Those that are drawn; each draw of the window would be a layout otherwise.
    if (measured)
      scroller.current?.querySelectorAll<HTMLDivElement>('.virtualrow').forEach(rows.measureElement);
  };
const showing = (rows: Rows, active: number | undefined, count: number) => () => {
  if (active !== undefined && active >= 0 && active < count) rows.scrollToIndex(active);
};

function withKept(drawn: number[], kept: readonly (number | undefined)[], count: number): number[] {
  const others = kept.filter((row): row is number => row !== undefined && row >= 0 && row < count);
  if (drawn.length === 0 || others.every((row) => drawn.includes(row))) return drawn;
  return [...new Set([...drawn, ...others])].sort((a, b) => a - b);
}
