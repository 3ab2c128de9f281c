/** The grid of a table: one cell has the keyboard; only the rows in view are drawn. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MenuAttributes } from '../../kit/menu-target.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import type { Order, TableColumn } from './table/reply-table.ts';
import { words } from './words.ts';

const w = words.table;

const ROW = 24;
const A_PAGE = 15;
/** In characters. Columns are as wide as the first rows need, between these. */
const NARROWEST = 4;
const WIDEST = 48;
const MEASURED_ROWS = 100;

export interface TableGridProps {
  label: string;
  columns: readonly TableColumn[];
  count: number;
  /** Null if it is not here yet. */
  textOf: (row: number, column: number) => string | null;
  menuOf: (row: number, column: number) => MenuAttributes;
  order: Order | null;
  /** Undefined if the rows cannot be sorted. */
  onSort?: (column: number) => void;
  onOpen: (row: number, column: number) => void;
  onRange?: (first: number, last: number) => void;
  /** A row to go to, whenever it changes. */
  goTo?: number;
  /** Changes whenever the rows do. */
  version: unknown;
}

export function TableGrid(props: TableGridProps) {
  const { columns, count, textOf, menuOf, onSort, onOpen, goTo = -1 } = props;
  const [at, setAt] = useState({ row: -1, column: 0 });
  const head = useRef<HTMLDivElement>(null);
  const row = Math.min(at.row, count - 1);
  useLayoutEffect(() => {
    if (goTo >= 0) setAt((now) => ({ ...now, row: goTo }));
  }, [goTo]);
  const widths = useMemo(() => widthsOf(props), [columns, props.version]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const to = {
      ArrowDown: [row + 1, at.column],
      ArrowUp: [Math.max(0, row - 1), at.column],
      PageDown: [row + A_PAGE, at.column],
      PageUp: [Math.max(0, row - A_PAGE), at.column],
      ArrowRight: [Math.max(0, row), at.column + 1],
      ArrowLeft: [Math.max(0, row), at.column - 1],
      Home: [0, at.column],
      End: [count - 1, at.column],
    }[event.key];
    if (to) {
      const column = Math.min(columns.length - 1, Math.max(0, to[1]!));
      setAt({ row: Math.min(count - 1, to[0]!), column });
      showColumn(event.currentTarget as HTMLElement, widths, column);
    } else if (event.key === 'Enter' && row >= 0) onOpen(row, at.column);
    else if (event.key === 's' && onSort) onSort(at.column);
    else return;
    event.preventDefault();
  };
  const style = {
    '--columns': widths.map((width, i) => track(width, i === widths.length - 1)).join(' '),
  };
  return (
    <div class="replytable mono" style={style}>
      {/* It scrolls sideways with the rows, and up and down it stays. */}
      <div id="tablehead" class="tablehead xs" ref={head} role="row" aria-rowindex={1}>
        <div class="tableline" role="presentation">
          {columns.map((column, i) => (
            <Header
              key={column.label}
              column={column}
              order={props.order?.column === i ? props.order : null}
              isStop={i === at.column}
              onSort={onSort && (() => onSort(i))}
              onGo={(by) => setAt({ row, column: Math.min(columns.length - 1, Math.max(0, i + by)) })}
            />
          ))}
        </div>
      </div>
      <VirtualList
        label={props.label}
        count={count}
        size={() => ROW}
        active={row}
        version={props.version}
        {...(props.onRange && { onRange: props.onRange })}
        attributes={{
          role: 'grid',
          autoFocus: true,
          'aria-owns': 'tablehead',
          'aria-rowcount': count + 1,
          'aria-colcount': columns.length,
          'aria-activedescendant': row < 0 ? undefined : `cell-${row}-${at.column}`,
          onKeyDown,
          onScroll: ({ currentTarget }) => {
            if (head.current) head.current.scrollLeft = currentTarget.scrollLeft;
          },
        }}
        row={(i) => (
          <div role="row" aria-rowindex={i + 2} aria-selected={i === row} class="tableline replyrow">
            {columns.map(({ isNumber, label }, column) => (
              <Cell
                key={label}
                id={`cell-${i}-${column}`}
                isAt={i === row && column === at.column}
                isNumber={isNumber}
                menu={menuOf(i, column)}
                onClick={() =>
                  i === row && column === at.column ? onOpen(i, column) : setAt({ row: i, column })
                }
              >
                {textOf(i, column) ?? (column === 0 ? words.common.loading : '')}
              </Cell>
            ))}
          </div>
        )}
      />
    </div>
  );
}

function Header(props: {
  column: TableColumn;
  order: Order | null;
  isStop: boolean;
  onSort: (() => void) | undefined;
  onGo: (by: number) => void;
}) {
  const { column, order, isStop, onSort, onGo } = props;
  const button = useRef<HTMLButtonElement>(null);
  const label = <bdi class="cut">{column.label}</bdi>;
  const kind = column.isNumber ? 'head right' : 'head';
  if (!onSort)
    return (
      <span role="columnheader" class={kind}>
        {label}
      </span>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onGo(by);
    const cell = button.current?.parentElement;
    const next = by > 0 ? cell?.nextElementSibling : cell?.previousElementSibling;
    next?.querySelector('button')?.focus();
  };
  const direction = order === null ? 'none' : order.descending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" class="headcell" aria-sort={direction}>
      <button
        ref={button}
        type="button"
        class={kind}
        tabIndex={isStop ? 0 : -1}
        title={w.nextOrder[direction](column.label)}
        onClick={onSort}
        onKeyDown={onKeyDown}
      >
        {label}
        {order && <span aria-hidden="true">{order.descending ? '↓' : '↑'}</span>}
      </button>
    </span>
  );
}

function Cell(props: {
  id: string;
  isAt: boolean;
  isNumber: boolean;
  menu: MenuAttributes;
  onClick: () => void;
  children: ComponentChildren;
}) {
  const { id, isAt, isNumber, menu, onClick, children } = props;
  return (
    <bdi
      id={id}
      role="gridcell"
      class={isNumber ? 'cut right' : 'cut'}
      aria-selected={isAt}
      {...menu}
      onClick={onClick}
    >
      {children}
    </bdi>
  );
}

/** In characters: of the header, its arrow, and the first rows. */
function widthsOf({ columns, count, textOf }: TableGridProps): number[] {
  return columns.map(({ label }, column) => {
    let width = label.length + 2;
    for (let row = 0; row < Math.min(count, MEASURED_ROWS); row++)
      width = Math.max(width, textOf(row, column)?.length ?? 0);
    return Math.min(WIDEST, Math.max(NARROWEST, width));
  });
}

const track = (width: number, isLast: boolean) =>
  isLast ? `minmax(calc(${width}ch + 2 * var(--s2)), 1fr)` : `calc(${width}ch + 2 * var(--s2))`;

/** Scrolls sideways until a column is in view: the list itself sees to the rows. */
function showColumn(scroller: HTMLElement, widths: readonly number[], column: number): void {
  const sum = widths.reduce((all, width) => all + width, 0);
  const pixels = scroller.scrollWidth / Math.max(1, sum);
  const left = widths.slice(0, column).reduce((all, width) => all + width, 0) * pixels;
  const right = left + widths[column]! * pixels;
  if (left < scroller.scrollLeft) scroller.scrollLeft = left;
  else if (right > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = right - scroller.clientWidth;
}
