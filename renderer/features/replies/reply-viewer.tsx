import { useCallback, useMemo } from 'preact/hooks';
import { countRows, PIECE_BYTES } from '../../kit/large-reply.ts';
import { canSort, MOST_SORTED } from './large-order.ts';
import { useKeptFocus } from './kept-focus.ts';
import { rowCommandName } from './row-command.ts';
import {
  elementAtPlace,
  PAGE_ROWS,
  placeOfElement,
  WINDOW_ROWS,
  type LargeCell,
  type ReplyOverlay,
} from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { byteSize } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { AsTable } from './as-table.tsx';
import { FindBar } from './find-bar.tsx';
import { TableGrid } from './table-grid.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { cellIn } from './table/reply-table.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { words } from './words.ts';

const w = words.large;

const ROW = 24;
const A_PAGE = 15;

/** A reply too large for the transcript: reads its elements, or a string's pieces, from main as the user scrolls. */
export function ReplyViewer({ send, reply }: PanelProps & { reply: ReplyOverlay }) {
  const { large, base, pages, asked, isTable } = reply;
  const active = reply.at < 0 ? -1 : reply.at - base;
  const table = isTable ? reply.table : null;
  const unit = table?.unit ?? 1;
  const total = countRows(large);
  const rowsIn = (elements: number) => Math.ceil(elements / unit);
  const close = () => send({ type: 'close-overlay' });
  useKeptFocus(`${table === null} ${base}`);
  const wantRows = useCallback(
    (first: number, last: number) => {
      const wanted: number[] = [];
      for (let page = pageOf(base + first); page <= pageOf(base + last); page++)
        if (!pages.has(page) && !asked.has(page)) wanted.push(page);
      if (wanted.length > 0 && !reply.failure) send({ type: 'want-pages', pages: wanted });
    },
    [base, pages, asked, reply.failure],
  );
  const { search } = reply;
  const found = typeof search === 'object' ? placeOfElement(reply, search.row) : -1;
  const goTo = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('row') as HTMLInputElement;
    const row = (Math.min(rowsIn(total), Math.max(1, Number(field.value) || 1)) - 1) * unit;
    send({ type: 'reply-at', element: row });
  };
  return (
    <Dialog label={w.title} kind="reply" onClose={close}>
      <DialogHead title={w.title} onClose={close} />
      <div class="row sm f2 wrap">
        <span>
          {large.what} · {byteSize(large.bytes)}
          {large.elements === null && w.pieces(PIECE_BYTES)}
        </span>
        <span class="grow" />
        {reply.table && (
          <AsTable isTable={isTable} onChoose={(on) => send({ type: 'reply-as', isTable: on })} />
        )}
        {reply.saved && <span class="cut f3">{words.common.saved(reply.saved)}</span>}
        <form class="row" onSubmit={goTo}>
          <label class="label" for="reply-row">
            {w.goTo}
          </label>
          <input
            id="reply-row"
            name="row"
            class="input mono goto"
            inputMode="numeric"
            placeholder={`1–${rowsIn(total)}`}
          />
        </form>
        <button type="button" class="btn" onClick={() => send({ type: 'save-reply' })}>
          {words.common.save}
        </button>
      </div>
      <FindInReply reply={reply} total={total} unit={unit} send={send} />
      {table && (
        <p class="xs f3" role="status">
          {reply.sorting
            ? words.table.sorting(reply.sorting.part)
            : canSort(reply)
              ? words.table.keysLarge
              : words.table.unsorted(MOST_SORTED)}
        </p>
      )}
      {reply.failure && (
        <div class="row">
          <FailureText failure={reply.failure} />
          <button
            type="button"
            class="btn"
            onClick={() => send({ type: 'want-pages', pages: [pageOf(base + Math.max(0, active))] })}
          >
            {w.tryAgain}
          </button>
        </div>
      )}
      {total > WINDOW_ROWS && (
        <p class="xs f3">
          {w.rows(rowsIn(base) + 1, rowsIn(Math.min(total, base + WINDOW_ROWS)), rowsIn(total))}
        </p>
      )}
      {table ? (
        <LargeTable
          key={base}
          reply={reply}
          table={table}
          total={total}
          goTo={active < 0 ? -1 : Math.floor(active / unit)}
          onRange={wantRows}
          send={send}
        />
      ) : (
        <ElementList reply={reply} total={total} found={found} onRange={wantRows} send={send} />
      )}
    </Dialog>
  );
}

/** The elements in their order: arrows go from one to the next. */
function ElementList(props: {
  reply: ReplyOverlay;
  total: number;
  /** The element that was found; -1 for none. */
  found: number;
  onRange: (first: number, last: number) => void;
  send: PanelProps['send'];
}) {
  const { reply, total, found, onRange, send } = props;
  const { base, pages, at } = reply;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + A_PAGE,
      PageUp: at - A_PAGE,
      Home: 0,
      End: total - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    send({ type: 'reply-at', element: Math.min(total - 1, Math.max(0, to)) });
  };
  return (
    <VirtualList
      key={base}
      label={w.list(total)}
      count={Math.min(WINDOW_ROWS, total - base)}
      size={() => ROW}
      measured
      attributes={{
        role: 'listbox',
        autoFocus: true,
        'aria-activedescendant': at < 0 ? undefined : `element-${at}`,
        onKeyDown,
      }}
      active={at < 0 ? -1 : at - base}
      onRange={onRange}
      row={(i) => (
        <Row
          index={base + i}
          total={total}
          isAt={base + i === at}
          isFound={base + i === found}
          text={pages.get(pageOf(base + i))?.rows[(base + i) % PAGE_ROWS]}
          onClick={() => send({ type: 'reply-at', element: base + i })}
        />
      )}
    />
  );
}

/** Searches the whole reply, in main. */
function FindInReply(props: { reply: ReplyOverlay; total: number; unit: number; send: PanelProps['send'] }) {
  const { reply, total, unit, send } = props;
  const { search } = reply;
  const row = typeof search === 'object' ? search.row : null;
  const find = (text: string, back: boolean) => {
    const from = row === null ? (back ? total - 1 : 0) : (row + (back ? total - 1 : 1)) % total;
    send({ type: 'reply-find', text, from, back });
  };
  return (
    <FindBar
      label={w.findField}
      hint={w.findHint}
      onFind={find}
      status={
        search === 'running'
          ? w.searching
          : search === 'missing'
            ? w.none
            : row !== null && w.row(Math.floor(placeOfElement(reply, row) / unit) + 1)
      }
    />
  );
}

/** Pages of rows. */
function LargeTable(props: {
  reply: ReplyOverlay;
  table: NonNullable<ReplyOverlay['table']>;
  total: number;
  goTo: number;
  /** Called with elements of the reply, counted from its base. */
  onRange: (first: number, last: number) => void;
  send: PanelProps['send'];
}) {
  const { reply, table, total, onRange, send } = props;
  const { base, pages } = reply;
  const { columns, unit } = table;
  const cellAt = (row: number, column: number): LargeCell | null => {
    const element = base + row * unit;
    const page = pages.get(pageOf(element));
    if (!page) return null;
    const cells = page.table?.cells[(element % PAGE_ROWS) / unit];
    if (!cells) return { text: column === 0 ? (page.rows[element % PAGE_ROWS] ?? '') : '', part: 'none' };
    return cellIn(page.table!.columns, cells, columns[column]!.label) ?? { text: '', part: 'none' };
  };
  const rowOf = (row: number) => Math.floor(elementAtPlace(reply, base + row * unit) / unit);
  const command = useMemo(() => rowCommandName(reply.large.command), [reply.large.command]);
  const wantRows = useCallback(
    (first: number, last: number) => onRange(first * unit, last * unit + unit - 1),
    [onRange, unit],
  );
  return (
    <TableGrid
      label={words.table.list(Math.ceil(total / unit))}
      columns={columns}
      count={Math.ceil(Math.min(WINDOW_ROWS, total - base) / unit)}
      textOf={(row, column) => cellAt(row, column)?.text ?? null}
      menuOf={(row, column) =>
        menuTarget({
          kind: 'cell',
          row: rowOf(row),
          column,
          label: columns[column]!.label,
          part: cellAt(row, column)?.part ?? 'none',
          isWhole: false,
          canSort: canSort(reply),
          command,
        })
      }
      order={reply.order}
      {...(canSort(reply) && { onSort: (column: number) => send({ type: 'cell-sort', column }) })}
      onOpen={(row, column) => send({ type: 'cell-open', row: rowOf(row), column })}
      onRange={wantRows}
      goTo={props.goTo}
      version={columns}
    />
  );
}

const pageOf = (row: number) => Math.floor(row / PAGE_ROWS);

function Row(props: {
  index: number;
  total: number;
  isAt: boolean;
  isFound: boolean;
  text: string | undefined;
  onClick: () => void;
}) {
  const { index, text, isAt } = props;
  return (
    <div
      id={`element-${index}`}
      role="option"
      aria-setsize={props.total}
      aria-posinset={index + 1}
      aria-selected={isAt}
      class={props.isFound ? 'replyrow found mono' : 'replyrow mono'}
      aria-busy={text === undefined}
      {...menuTarget({ kind: 'element', path: [index], part: 'value', canOpen: false })}
      onClick={props.onClick}
    >
      <span class="f3 num">{index + 1}</span>
      <bdi>{text ?? words.common.loading}</bdi>
    </div>
  );
}
