import { useCallback, useState } from 'preact/hooks';
import {
  countRows,
  PAGE_ROWS,
  PIECE_BYTES,
  WINDOW_ROWS,
  type PanelProps,
  type ReplyOverlay,
} from '../state.ts';
import { Dialog, DialogHead } from './dialog.tsx';
import { byteSize, counted, grouped } from './figures.ts';
import { FailureText } from './parts.tsx';
import { VirtualList } from './virtual-list.tsx';

const ROW = 24;

/** A reply too large for the transcript: its elements, or a string's pieces, read from main as they are scrolled to. */
export function ReplyViewer({ send, reply }: PanelProps & { reply: ReplyOverlay }) {
  const { large, base, pages, asked } = reply;
  const [active, setActive] = useState(-1);
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
  const goTo = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('row') as HTMLInputElement;
    const row = Math.min(total, Math.max(1, Number(field.value) || 1)) - 1;
    const newBase = row - (row % WINDOW_ROWS);
    if (newBase !== base) send({ type: 'reply-window', base: newBase });
    setActive(row - newBase);
  };
  return (
    <Dialog label="Reply" kind="reply" onClose={close}>
      <DialogHead title="Reply" onClose={close} />
      <div class="row sm f2 wrap">
        <span>
          {large.what} · {byteSize(large.bytes)}
          {large.elements === null && ` · shown in pieces of ${grouped(PIECE_BYTES)} bytes`}
        </span>
        <span class="grow" />
        {reply.saved && <span class="cut f3">Saved to {reply.saved}</span>}
        <form class="row" onSubmit={goTo}>
          <label class="label" for="reply-row">
            Go to
          </label>
          <input
            id="reply-row"
            name="row"
            class="input mono goto"
            inputMode="numeric"
            placeholder={`1–${total}`}
          />
        </form>
        <button type="button" class="btn" onClick={() => send({ type: 'save-reply' })}>
          Save…
        </button>
      </div>
      {reply.failure && (
        <div class="row">
          <FailureText failure={reply.failure} />
          <button
            type="button"
            class="btn"
            onClick={() => send({ type: 'want-pages', pages: [pageOf(base + Math.max(0, active))] })}
          >
            Try again
          </button>
        </div>
      )}
      {total > WINDOW_ROWS && (
        <p class="xs f3">
          Rows {grouped(base + 1)} to {grouped(Math.min(total, base + WINDOW_ROWS))} of {grouped(total)}. Go
          to reaches the others.
        </p>
      )}
      <VirtualList
        key={base}
        label={`Elements of the reply, ${counted(total, 'row')}`}
        count={Math.min(WINDOW_ROWS, total - base)}
        size={() => ROW}
        measured
        attributes={{ autoFocus: true }}
        active={active}
        onRange={wantRows}
        row={(i) => <Row index={base + i} text={pages.get(pageOf(base + i))?.[(base + i) % PAGE_ROWS]} />}
      />
    </Dialog>
  );
}

const pageOf = (row: number) => Math.floor(row / PAGE_ROWS);

function Row({ index, text }: { index: number; text: string | undefined }) {
  return (
    <div class="replyrow mono" aria-busy={text === undefined}>
      <span class="f3 num">{index + 1}</span>
      <bdi>{text ?? '…'}</bdi>
    </div>
  );
}
