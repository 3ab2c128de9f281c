/** A reply as a table: sorted by its headers, filtered by a text, each cell opened by itself. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Escape } from '../../../shared/session/settings.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import type { Send } from '../../window/state.ts';
import { useFindKey } from './find-bar.tsx';
import { rowCommandName } from './row-command.ts';
import type { ValueOverlay } from './state.ts';
import { cellText, orderRows, partOf, type ReplyTable } from './table/reply-table.ts';
import { Turns } from './table/row-order.ts';
import { TableGrid } from './table-grid.tsx';
import { words } from './words.ts';

const w = words.table;

export interface TableViewProps {
  table: ReplyTable;
  value: ValueOverlay;
  escape: Escape;
  send: Send;
}

export function TableView({ table, value, escape, send }: TableViewProps) {
  const { order, filter, title } = value;
  const field = useRef<HTMLInputElement>(null);
  useFindKey(field);
  const { columns, rows } = table;
  const shown = useShownRows(table, value, escape);
  const command = useMemo(() => rowCommandName(title), [title]);
  const cellAt = (row: number, column: number) => rows[shown[row]!]?.[column] ?? null;
  return (
    <>
      <div class="row replyfind" role="search" aria-label={w.filter}>
        <input
          ref={field}
          class="input mono"
          aria-label={w.filter}
          placeholder={w.filter}
          maxLength={1000}
          autocomplete="off"
          spellcheck={false}
          value={filter}
          onInput={({ currentTarget }) => send({ type: 'value-show', view: { filter: currentTarget.value } })}
        />
        <span class="sm f3 num" role="status">
          {w.count(shown.length, rows.length)}
        </span>
        <span class="grow" />
        <span class="xs f3">{w.keys}</span>
      </div>
      <TableGrid
        label={w.list(rows.length)}
        columns={columns}
        count={shown.length}
        textOf={(row, column) => cellText(cellAt(row, column), escape, columns[column]!.isTime)}
        menuOf={(row, column) =>
          menuTarget({
            kind: 'cell',
            row: shown[row]!,
            column,
            label: columns[column]!.label,
            part: partOf(cellAt(row, column)),
            isWhole: true,
            canSort: true,
            command,
          })
        }
        order={order}
        onSort={(column) => send({ type: 'cell-sort', column })}
        onOpen={(row, column) => {
          if (cellAt(row, column)) send({ type: 'cell-open', row: shown[row]!, column });
        }}
        version={shown}
      />
    </>
  );
}

/** The rows in the order that is wanted, as soon as it is made; those of before meanwhile. */
function useShownRows(table: ReplyTable, { order, filter }: ValueOverlay, escape: Escape): Uint32Array {
  const all = useMemo(() => Uint32Array.from(table.rows.keys()), [table]);
  const [shown, setShown] = useState<Uint32Array>(all);
  useEffect(() => {
    let isGivenUp = false;
    const turns = new Turns(() => isGivenUp);
    void orderRows(table, { order, filter, escape }, turns).then((rows) => rows && setShown(rows));
    return () => {
      isGivenUp = true;
    };
  }, [table, order, filter, escape]);
  return shown;
}
