import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { countRows, PIECE_BYTES } from '../../kit/large-reply.ts';
import { PAGE_ROWS, WINDOW_ROWS, type ReplyOverlay } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { byteSize } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { words } from './words.ts';

const w = words.large;

const ROW = 24;

/** A reply too large for the transcript: reads its elements, or a string's pieces, from main as the user scrolls. */
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
  const { search } = reply;
  const found = typeof search === 'object' ? search.row : -1;
  useEffect(() => {
    if (found >= 0) setActive(found - base);
  }, [search]);
  const goTo = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('row') as HTMLInputElement;
    const row = Math.min(total, Math.max(1, Number(field.value) || 1)) - 1;
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
            placeholder={`1–${total}`}
          />
        </form>
        <button type="button" class="btn" onClick={() => send({ type: 'save-reply' })}>
          {words.common.save}
        </button>
      </div>
      <FindInReply reply={reply} total={total} send={send} />
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
            text={pages.get(pageOf(base + i))?.[(base + i) % PAGE_ROWS]}
          />
        )}
      />
    </Dialog>
  );
}

/** Searches the whole reply, in main: Enter finds the next row, Shift+Enter the previous one. */
function FindInReply({
  reply: { search },
  total,
  send,
}: {
  reply: ReplyOverlay;
  total: number;
  send: PanelProps['send'];
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Here Ctrl+F is not the shell's.
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
  const row = typeof search === 'object' ? search.row : null;
  const find = (back: boolean) => {
    const text = field.current?.value ?? '';
    const from = row === null ? (back ? total - 1 : 0) : (row + (back ? total - 1 : 1)) % total;
    if (text !== '') send({ type: 'reply-find', text, from, back });
  };
  return (
    <div class="row replyfind" role="search" aria-label={w.find}>
      <input
        ref={field}
        class="input mono"
        aria-label={w.findField}
        placeholder={w.findHint}
        maxLength={1000}
        autocomplete="off"
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          find(event.shiftKey);
        }}
      />
      <button type="button" class="icon" aria-label={w.earlier} onClick={() => find(true)}>
        ↑
      </button>
      <button type="button" class="icon" aria-label={w.later} onClick={() => find(false)}>
        ↓
      </button>
      <span class="sm f3 num" role="status">
        {search === 'running' && w.searching}
        {search === 'missing' && w.none}
        {row !== null && w.row(row + 1)}
      </span>
    </div>
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
