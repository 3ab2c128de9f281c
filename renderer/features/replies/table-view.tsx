/** A reply as a table: sorted by its headers, filtered by a text, each cell opened by itself. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { Escape } from '../../../shared/session/settings.ts';
import { useFindKey } from './find-bar.tsx';
import { cellText, orderedRows, type Order, type ReplyTable } from './table/reply-table.ts';
import { TableGrid } from './table-grid.tsx';
import { words } from './words.ts';

const w = words.table;

export interface TableViewProps {
  table: ReplyTable;
  escape: Escape;
  onOpen: (label: string, value: Reply) => void;
}

export function TableView({ table, escape, onOpen }: TableViewProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFindKey(field);
  const { columns } = table;
  const shown = useMemo(() => orderedRows(table, { order, filter, escape }), [table, order, filter, escape]);
  const textOf = (row: number, column: number) =>
    cellText(table.rows[shown[row]!]![column] ?? null, escape, columns[column]!.isTime);
  const sort = (column: number) =>
    setOrder((now) => ({ column, descending: now?.column === column && !now.descending }));
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
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="sm f3 num" role="status">
          {w.count(shown.length, table.rows.length)}
        </span>
        <span class="grow" />
        <span class="xs f3">{w.keys}</span>
      </div>
      <TableGrid
        label={w.list(table.rows.length)}
        columns={columns}
        count={shown.length}
        textOf={textOf}
        order={order}
        onSort={sort}
        onOpen={(row, column) => {
          const cell = table.rows[shown[row]!]![column];
          if (cell) onOpen(columns[column]!.label, cell);
        }}
        version={shown}
      />
    </>
  );
}
