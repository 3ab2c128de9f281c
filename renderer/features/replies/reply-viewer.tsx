import { useCallback, useEffect, useState } from 'preact/hooks';
import { countRows, PIECE_BYTES } from '../../kit/large-reply.ts';
import { PAGE_ROWS, WINDOW_ROWS, type ReplyOverlay } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { byteSize } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { AsTable } from './as-table.tsx';
import { FindBar } from './find-bar.tsx';
import { TableGrid } from './table-grid.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { words } from './words.ts';

const w = words.large;

const ROW = 24;

/** A reply too large for the transcript: reads its elements, or a string's pieces, from main as the user scrolls. */
export function ReplyViewer({ send, reply }: PanelProps & { reply: ReplyOverlay }) {
  const { large, base, pages, asked } = reply;
  const [active, setActive] = useState(-1);
  const [isTable, setIsTable] = useState(true);
  const table = isTable ? reply.table : null;
  const unit = table?.unit ?? 1;
  const total = countRows(large);
  const close = () => send({ type: 'close-overlay' });
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
  const found = typeof search === 'object' ? search.row : -1;
  useEffect(() => {
    if (found >= 0) setActive(found - base);
  }, [search]);
  const goTo = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('row') as HTMLInputElement;
    const row = (Math.min(Math.ceil(total / unit), Math.max(1, Number(field.value) || 1)) - 1) * unit;
    const newBase = row - (row % WINDOW_ROWS);
    if (newBase !== base) send({ type: 'reply-window', base: newBase });
    setActive(row - newBase);
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
        {reply.table && <AsTable isTable={isTable} onChoose={setIsTable} />}
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
            placeholder={`1–${Math.ceil(total / unit)}`}
          />
        </form>
        <button type="button" class="btn" onClick={() => send({ type: 'save-reply' })}>
          {words.common.save}
        </button>
      </div>
      <FindInReply reply={reply} total={total} unit={unit} send={send} />
      {table && <p class="xs f3">{words.table.unsorted}</p>}
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
        <p class="xs f3">{w.rows(base + 1, Math.min(total, base + WINDOW_ROWS), total)}</p>
      )}
      {table ? (
        <LargeTable
          key={base}
          reply={reply}
          table={table}
          total={total}
          goTo={active < 0 ? -1 : Math.floor(active / unit)}
          onRange={wantRows}
          onOpen={(element) => {
            setIsTable(false);
            setActive(element);
          }}
        />
      ) : (
        <VirtualList
          key={base}
          label={w.list(total)}
          count={Math.min(WINDOW_ROWS, total - base)}
          size={() => ROW}
          measured
          attributes={{ autoFocus: true }}
          active={active}
          onRange={wantRows}
          row={(i) => (
            <Row
              index={base + i}
              isFound={base + i === found}
              text={pages.get(pageOf(base + i))?.rows[(base + i) % PAGE_ROWS]}
            />
          )}
        />
      )}
    </Dialog>
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
            : row !== null && w.row(Math.floor(row / unit) + 1)
      }
    />
  );
}

/** Pages of rows: the order is the reply's, because only main has all of it. */
function LargeTable(props: {
  reply: ReplyOverlay;
  table: NonNullable<ReplyOverlay['table']>;
  total: number;
  goTo: number;
  /** Called with elements of the reply, counted from its base. */
  onRange: (first: number, last: number) => void;
  onOpen: (element: number) => void;
}) {
  const { reply, table, total, onRange, onOpen } = props;
  const { base, pages } = reply;
  const { columns, unit } = table;
  const textOf = (row: number, column: number): string | null => {
    const element = base + row * unit;
    const page = pages.get(pageOf(element));
    if (!page) return null;
    const cells = page.table?.cells[(element % PAGE_ROWS) / unit];
    if (!cells) return column === 0 ? (page.rows[element % PAGE_ROWS] ?? '') : '';
    const at = page.table!.columns.findIndex(({ label }) => label === columns[column]!.label);
    return cells[at] ?? '';
  };
  const wantRows = useCallback(
    (first: number, last: number) => onRange(first * unit, last * unit + unit - 1),
    [onRange, unit],
  );
  return (
    <TableGrid
      label={words.table.list(Math.ceil(total / unit))}
      columns={columns}
      count={Math.ceil(Math.min(WINDOW_ROWS, total - base) / unit)}
      textOf={textOf}
      order={null}
      onOpen={(row) => onOpen(row * unit)}
      onRange={wantRows}
      goTo={props.goTo}
      version={columns}
    />
  );
}

const pageOf = (row: number) => Math.floor(row / PAGE_ROWS);

function Row({ index, text, isFound }: { index: number; text: string | undefined; isFound: boolean }) {
  return (
    <div
      class={isFound ? 'replyrow found mono' : 'replyrow mono'}
      aria-current={isFound ? 'true' : undefined}
      aria-busy={text === undefined}
    >
      <span class="f3 num">{index + 1}</span>
      <bdi>{text ?? words.common.loading}</bdi>
    </div>
  );
}
