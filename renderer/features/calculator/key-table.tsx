import { useMemo } from 'preact/hooks';
import type { KeyOrder } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { ChevronIcon } from '../../kit/icons.tsx';
import { menuBytes, menuTarget } from '../../kit/menu-target.ts';
import { MarkedKey, shardColour } from '../../kit/parts.tsx';
import { keyText, shown } from '../../kit/slot-query.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import type { KeyGroup } from './key-groups.ts';
import type { KeyLines } from './key-lines.ts';
import { tableRows, type TableRow } from './key-rows.ts';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import { crcHex } from './key-sheet.ts';
import { Owner } from './owner-cell.tsx';
import { words } from './words.ts';

const w = words.table;

const HEIGHTS = { key: 28, group: 44, bad: 28 } as const;
const A_PAGE = 12;
/** Keys in a line that can still be read and edited in the shell. */
const MOST_IN_COMMAND = 1000;

const HEADERS = ['key', 'crc', 'slot', 'owner'] as const satisfies readonly KeyOrder[];

export function KeyTable({ lines, state, send }: PanelProps & { lines: KeyLines }) {
  const { calculator, topology } = state;
  const { mode, order, descending, closed } = calculator;
  const rows = useMemo(
    () => tableRows(lines, { mode, order, descending, closed }, topology),
    [lines, mode, order, descending, closed, topology],
  );
  const selected = useMemo(
    () => rows.findIndex(({ id }) => id === calculator.active),
    [rows, calculator.active],
  );
  const at = selected < 0 ? 0 : selected;
  const select = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) send({ type: 'calculator-select', row: row.id });
  };
  const fold = (row: TableRow) => row.kind === 'group' && send({ type: 'calculator-fold', group: row.id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    const to = {
      ArrowDown: selected < 0 ? 0 : at + 1,
      ArrowUp: at - 1,
      PageDown: at + A_PAGE,
      PageUp: at - A_PAGE,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) select(to);
    else if (!row) return;
    else if (event.key === 'Enter') openSlot(row, send);
    else if (event.key === ' ' || isFolding(event.key, row)) fold(row);
    else if (event.key === 'ArrowLeft' && row.kind === 'key' && row.group)
      send({ type: 'calculator-select', row: row.group.id });
    else return;
    event.preventDefault();
  };
  return (
    <div class="calctable" data-mode={mode}>
      <Headers order={order} descending={descending} crc={hashingOf(state.topology).name} send={send} />
      <VirtualList
        label={w.list}
        count={rows.length}
        size={(i) => HEIGHTS[rows[i]!.kind]}
        active={selected}
        version={rows}
        attributes={{
          role: mode === 'list' ? 'grid' : 'treegrid',
          'aria-rowcount': rows.length,
          'aria-activedescendant': rows.length > 0 ? `calc-row-${at}` : undefined,
          onKeyDown,
        }}
        row={(i) => {
          const row = rows[i]!;
          return (
            <div
              id={`calc-row-${i}`}
              role="row"
              aria-rowindex={i + 1}
              aria-selected={i === selected}
              aria-level={mode === 'list' ? undefined : row.kind === 'key' ? 2 : 1}
              aria-expanded={row.kind === 'group' ? row.open : undefined}
              class={`calcrow ${row.kind}`}
              onClick={() => (row.kind === 'group' ? fold(row) : select(i))}
              {...menuOf(row)}
              onDblClick={() => openSlot(row, send)}
            >
              <Cells row={row} state={state} send={send} />
            </div>
          );
        }}
      />
    </div>
  );
}

const isFolding = (key: string, row: TableRow) =>
  row.kind === 'group' && (row.open ? key === 'ArrowLeft' : key === 'ArrowRight');

function menuOf(row: TableRow) {
  if (row.kind === 'key') return menuTarget({ kind: 'key', hex: menuBytes(row.key.key) });
  const slot = row.kind === 'group' ? row.group.slot : null;
  return slot === null ? {} : menuTarget({ kind: 'slots', first: slot, last: slot });
}

function openSlot(row: TableRow, send: PanelProps['send']): void {
  const slot = row.kind === 'key' ? row.key.slot : row.kind === 'group' ? row.group.slot : null;
  if (slot !== null) send({ type: 'ask-slot', slot, limit: 100, text: String(slot) });
}

function Headers({
  order,
  descending,
  crc,
  send,
}: Pick<PanelProps, 'send'> & { order: KeyOrder; descending: boolean; crc: string }) {
  const arrow = descending ? '↓' : '↑';
  const labels: { readonly [order: string]: string } = { ...w.columns, crc };
  const labelOf = (by: KeyOrder) => labels[by] ?? '';
  return (
    <div class="calcrow heads xs" role="group" aria-label={w.order}>
      {HEADERS.map((by) => (
        <button
          key={by}
          type="button"
          class={`head ${by}`}
          aria-pressed={order === by}
          title={order === by ? w.reverse : w.sortBy(labelOf(by))}
          onClick={() => send({ type: 'calculator-order', order: by })}
        >
          {labelOf(by)}{' '}
          {order === by && <span aria-label={descending ? w.descending : w.ascending}>{arrow}</span>}
        </button>
      ))}
    </div>
  );
}

function Cells({ row, state, send }: PanelProps & { row: TableRow }) {
  if (row.kind === 'group') return <GroupCells group={row.group} open={row.open} state={state} send={send} />;
  if (row.kind === 'bad')
    return (
      <>
        <span role="gridcell" class="mono cut key">
          {shown(new TextEncoder().encode(row.bad.text.slice(0, 200)))}
        </span>
        <span role="gridcell" class="bad cut grow">
          {w.badLine(row.bad.line, row.bad.problem)}
        </span>
      </>
    );
  const { key, crc, slot } = row.key;
  const shard = shardOfSlot(state.topology, slot)?.number ?? null;
  return (
    <>
      <span role="gridcell" class="cut key">
        <MarkedKey text={keyText(key, hashingOf(state.topology))} shard={shard} />
        {row.name && (
          <>
            <span class="arrow"> → </span>
            <MarkedKey
              text={keyText(row.name)}
              shard={shardOfSlot(state.topology, row.group!.slot!)?.number ?? null}
            />
          </>
        )}
      </span>
      <span role="gridcell" class="mono num crc">
        {crc} <span class="f3">{crcHex(crc)}</span>
      </span>
      <span role="gridcell" class="mono num slot">
        {slot}
      </span>
      <span role="gridcell" class="owner">
        <Owner topology={state.topology} slot={slot} />
      </span>
    </>
  );
}

function GroupCells({ group, open, state, send }: PanelProps & { group: KeyGroup; open: boolean }) {
  const shard = group.slot === null ? null : (shardOfSlot(state.topology, group.slot)?.number ?? null);
  const keys = group.keys.slice(0, MOST_IN_COMMAND).map(({ key }) => key);
  const rest = group.keys.length - keys.length;
  return (
    <>
      <span class={open ? 'fold open' : 'fold'}>
        <ChevronIcon />
      </span>
      <span role="gridcell" class="mono cut title" data-shard={shardColour(shard)}>
        {group.title}
      </span>
      <span
        role="gridcell"
        class={`says grow xs ${group.together === 'chance' ? 'warn' : 'f2'}`}
        title={group.says}
      >
        {group.says}
      </span>
      {group.together && (
        <button
          type="button"
          class="btn quiet sm"
          title={rest > 0 ? w.mgetSome(keys.length) : w.mget}
          onClick={(event) => {
            event.stopPropagation();
            send({ type: 'insert-command', name: 'MGET', keys });
          }}
        >
          MGET
        </button>
      )}
      {group.slot !== null && (
        <span role="gridcell" class="owner sm">
          <Owner topology={state.topology} slot={group.slot} />
        </span>
      )}
    </>
  );
}
