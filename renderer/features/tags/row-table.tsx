import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PrefixRow, ScanState, TagQuery, TagRow } from '../../../shared/slots/scan-model.ts';
import { isSameName, rowAt, type Listing } from './tags-rows.ts';
import type { ListName } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { FailureText, shardColour } from '../../kit/parts.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';

export interface Column<R> {
  /** Its class, and what it is sorted by if it is one of the orders. */
  id: string;
  header: string;
  order?: TagQuery['order'];
  cell: (row: R) => ComponentChildren;
}

export interface RowTableProps<R> extends PanelProps {
  scan: ScanState;
  name: ListName;
  list: Listing<R>;
  label: string;
  unit: 'tag' | 'prefix';
  /** Rows that there are; main lists the largest of them. */
  total: number;
  placeholder: string;
  columns: readonly Column<R>[];
  /** What is said beside the count, and where there are no rows at all. */
  remark: string;
  none: string;
  onOpen: (row: R) => void;
  onCopy: (row: R) => void;
}

const ROW = 28;
const A_PAGE = 10;
/** Text comes first smallest, figures largest. */
const ASCENDING: ReadonlySet<TagQuery['order']> = new Set(['tag', 'slot', 'shard']);

/** The rows that main keeps, some at a time: filtered, sorted, one of them selected. */
export function RowTable<R extends TagRow | PrefixRow>(props: RowTableProps<R>) {
  const { name, list, columns, send } = props;
  const { selected } = list;
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = body.current?.querySelector('.scroller');
    if (scroller) scroller.scrollTop = 0;
  }, [list.question]);
  const select = (index: number) => send({ type: 'rows-select', list: name, index });
  const onKeyDown = (event: KeyboardEvent) => {
    // The headers' buttons have keys of their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = selected?.index ?? -1;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + A_PAGE,
      PageUp: Math.max(0, at - A_PAGE),
      Home: 0,
      End: list.matching - 1,
    }[event.key];
    const row = selected?.row;
    if (to !== undefined) select(to);
    else if (event.key === 'Enter' && row) props.onOpen(row);
    else if (event.key.toLowerCase() === 'c' && row) props.onCopy(row);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Filters {...props} />
      {list.failed && <FailureText failure={list.failed.failure} />}
      {list.known && list.matching === 0 ? (
        <p class="blank" role="status">
          {list.kept === 0 ? props.none : `No ${props.unit} passes the filter.`}
        </p>
      ) : (
        <div
          ref={body}
          class={`grid ${name}grid`}
          role="grid"
          tabIndex={0}
          aria-label={props.label}
          aria-rowcount={list.matching + 1}
          aria-busy={!list.known}
          aria-activedescendant={selected ? `${name}-row-${selected.index}` : undefined}
          onKeyDown={onKeyDown}
        >
          <div class="gridhead" role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <Header key={column.id} column={column} list={list} name={name} send={send} />
            ))}
          </div>
          <VirtualList
            label={props.label}
            count={list.matching}
            size={() => ROW}
            version={list.question}
            {...(selected && { active: selected.moved })}
            onRange={(first, last) => {
              if (first !== list.range.first || last !== list.range.last)
                send({ type: 'rows-range', list: name, first, last });
            }}
            attributes={{ role: 'rowgroup', tabIndex: -1 }}
            row={(i) => {
              const row = rowAt(list, i);
              const isOn = row && selected?.row ? isSameName(row, selected.row) : selected?.index === i;
              return (
                <div
                  id={`${name}-row-${i}`}
                  class="gridrow"
                  role="row"
                  aria-rowindex={i + 2}
                  aria-selected={isOn}
                  data-shard={shardColour(row?.shard ?? null)}
                  onClick={() => select(i)}
                  onDblClick={() => row && props.onOpen(row)}
                >
                  {columns.map(({ id, cell }) => (
                    <div key={id} class={`cell ${id}`} role="gridcell">
                      {row ? cell(row) : <span class="f3">…</span>}
                    </div>
                  ))}
                </div>
              );
            }}
          />
        </div>
      )}
    </>
  );
}

function Header<R>(props: { column: Column<R>; list: Listing<R>; name: ListName; send: PanelProps['send'] }) {
  const { id, header, order } = props.column;
  const { query } = props.list;
  const sorted = query.order === order;
  const direction = query.descending ? 'descending' : 'ascending';
  if (!order)
    return (
      <div class={`cell ${id}`} role="columnheader">
        <span class="cut" title={header}>
          {header}
        </span>
      </div>
    );
  const sort = () => {
    const descending = sorted ? !query.descending : !ASCENDING.has(order);
    props.send({ type: 'rows-query', list: props.name, query: { order, descending } });
  };
  return (
    <div class={`cell ${id}`} role="columnheader" aria-sort={sorted ? direction : 'none'}>
      <button type="button" class="cut" title={`Sort by ${header.toLowerCase()}`} onClick={sort}>
        {header}
        {sorted && <span aria-hidden="true">{query.descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </div>
  );
}

const PLURALS = { tag: 'tags', prefix: 'prefixes' } as const;

/** How many rows there are, pass the filter, and are listed at all. */
function listed<R>({ list: { matching, kept }, unit, total }: RowTableProps<R>): string {
  const all = `${grouped(kept)} ${kept === 1 ? unit : PLURALS[unit]}`;
  const shown = matching === kept ? all : `${grouped(matching)} of ${grouped(kept)} shown`;
  return total > kept ? `${shown}, the largest of ${grouped(total)}` : shown;
}

/** More shards than this are chosen from a list. */
const BUTTONS = 6;

function Filters<R>(props: RowTableProps<R>) {
  const { scan, name, list, unit, placeholder, remark, send } = props;
  const shards = scan.shards.map(({ shard }) => shard).sort((a, b) => a - b);
  const choose = (shard: number | null) => send({ type: 'rows-query', list: name, query: { shard } });
  return (
    <div class="filters" role="search" aria-label={`Filter ${unit}s`}>
      <input
        class="input mono"
        type="search"
        aria-label={`Filter by ${unit}`}
        placeholder={placeholder}
        value={list.query.filter}
        maxLength={1000}
        autocomplete="off"
        spellcheck={false}
        data-entry
        onInput={(event) =>
          send({ type: 'rows-query', list: name, query: { filter: event.currentTarget.value } })
        }
      />
      {shards.length > BUTTONS ? (
        <select
          class="input shardchoice"
          aria-label="Shard"
          onChange={({ currentTarget: { value } }) => choose(value === '' ? null : Number(value))}
        >
          <option value="">all shards</option>
          {shards.map((shard) => (
            <option key={shard} value={shard} selected={shard === list.query.shard}>
              shard {shard}
            </option>
          ))}
        </select>
      ) : (
        <div class="seg" role="group" aria-label="Shard">
          <button type="button" aria-pressed={list.query.shard === null} onClick={() => choose(null)}>
            all shards
          </button>
          {shards.map((shard) => (
            <button
              key={shard}
              type="button"
              aria-label={`shard ${shard}`}
              aria-pressed={list.query.shard === shard}
              onClick={() => choose(shard)}
            >
              {shard}
            </button>
          ))}
        </div>
      )}
      <span class="grow" />
      <span class="xs f3 num cut" role="status">
        {[listed(props), remark].filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
