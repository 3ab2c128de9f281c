import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PrefixRow, ScanState, TagQuery, TagRow } from '../../../shared/slots/scan-model.ts';
import { isSameName, rowAt, type Listing } from './tags-rows.ts';
import type { ListName } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { FailureText, shardColour } from '../../kit/parts.tsx';
import { menuTarget, type MenuTarget } from '../../kit/menu-target.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { wordsOf } from './scan-words.ts';
import { words } from './words.ts';

const w = words.table;

export interface Column<R> {
  /** Also its class. */
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
  unit: keyof typeof w.units;
  /** All rows; main lists only the largest. */
  total: number;
  placeholder: string;
  columns: readonly Column<R>[];
  /** Shown beside the count. */
  remark: string;
  /** Shown if there are no rows at all. */
  none: string;
  /** What a context menu on the row is about. */
  target: (row: R) => MenuTarget;
  onOpen: (row: R) => void;
  onCopy: (row: R) => void;
}

const ROW = 28;
const A_PAGE = 10;
/** These sort ascending at first, the others descending. */
const ASCENDING: ReadonlySet<TagQuery['order']> = new Set(['tag', 'slot', 'shard']);

/** Shows main's rows, some at a time: filtered, sorted, one of them selected. */
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
    // The headers' buttons handle their own keys.
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
          {list.kept === 0 ? props.none : w.units[props.unit].none}
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
                  {...(row && menuTarget(props.target(row)))}
                  onClick={() => select(i)}
                  onDblClick={() => row && props.onOpen(row)}
                >
                  {columns.map(({ id, cell }) => (
                    <div key={id} class={`cell ${id}`} role="gridcell">
                      {row ? cell(row) : <span class="f3">{w.loading}</span>}
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
      <button type="button" class="cut" title={w.sortBy(header)} onClick={sort}>
        {header}
        {sorted && <span aria-hidden="true">{query.descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </div>
  );
}

/** Counts the rows: matching, listed, and all. */
function listed<R>({ list: { matching, kept }, unit, total }: RowTableProps<R>): string {
  const all = `${grouped(kept)} ${kept === 1 ? unit : w.units[unit].plural}`;
  const shown = matching === kept ? all : w.matching(grouped(matching), grouped(kept));
  return total > kept ? w.largestOf(shown, grouped(total)) : shown;
}

/** With more shards than this, a list replaces the buttons. */
const BUTTONS = 6;

function Filters<R>(props: RowTableProps<R>) {
  const { scan, name, list, unit, placeholder, remark, send } = props;
  const { shard: shardWord, allShards, shardName } = wordsOf(scan).table;
  const shards = scan.shards.map(({ shard }) => shard).sort((a, b) => a - b);
  const choose = (shard: number | null) => send({ type: 'rows-query', list: name, query: { shard } });
  return (
    <div class="filters" role="search" aria-label={w.units[unit].filters}>
      <input
        class="input mono"
        type="search"
        aria-label={w.units[unit].filterBy}
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
          aria-label={shardWord}
          onChange={({ currentTarget: { value } }) => choose(value === '' ? null : Number(value))}
        >
          <option value="">{allShards}</option>
          {shards.map((shard) => (
            <option key={shard} value={shard} selected={shard === list.query.shard}>
              {shardName(shard)}
            </option>
          ))}
        </select>
      ) : (
        <div class="seg" role="group" aria-label={shardWord}>
          <button type="button" aria-pressed={list.query.shard === null} onClick={() => choose(null)}>
            {allShards}
          </button>
          {shards.map((shard) => (
            <button
              key={shard}
              type="button"
              aria-label={shardName(shard)}
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
