/** One reply by itself: an aggregate as a list to open, anything else as text, JSON or bytes. */
import { useMemo, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { formatReply } from '../../../shared/format/tty.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { ValueOverlay, ValueView } from './state.ts';
import type { PanelProps, Send } from '../../window/state.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { hexRow, hexRows, hexText } from './hex.ts';
import { FailureText } from '../../kit/parts.tsx';
import { prettyJson } from './pretty-json.ts';
import {
  bytesOf,
  countElements,
  decodeValue,
  describeValue,
  elementAt,
  nextRow,
  textOf,
  textRows,
  valueAt,
} from './value.ts';
import { useKeptFocus } from './kept-focus.ts';
import { AsTable } from './as-table.tsx';
import { FindBar } from './find-bar.tsx';
import { replyTable } from './table/command-tables.ts';
import { TableView } from './table-view.tsx';
import { TreeView } from './tree-view.tsx';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { words } from './words.ts';

const w = words.value;

const ROW = 24;

type View = keyof typeof w.views;

export function ValueViewer({ state, send, value }: PanelProps & { value: ValueOverlay }) {
  const reply = useMemo(() => decodeValue(value.frame), [value.frame]);
  const table = useMemo(() => reply && replyTable(value.title, reply), [value.title, reply]);
  const { cell, path, isTable } = value;
  const close = () => send({ type: 'close-overlay' });
  useKeptFocus(`${cell?.row} ${cell?.column} ${path.join()} ${isTable}`);
  if (!reply) return null;
  const show = (view: Partial<ValueView>) => send({ type: 'value-show', view });
  const opened = cell && table ? (table.rows[cell.row]?.[cell.column] ?? null) : null;
  const root = opened ?? reply;
  const current = valueAt(root, path);
  const count = countElements(current);
  const isTop = cell === null && path.length === 0;
  const shownTable = isTable && isTop ? table : null;
  const choice = table && isTop && <AsTable isTable={isTable} onChoose={(on) => show({ isTable: on })} />;
  return (
    <Dialog label={w.title} kind="reply" onClose={close}>
      <DialogHead title={w.title} onClose={close} />
      <Path
        title={value.title}
        cell={cell && (table?.columns[cell.column]?.label ?? null)}
        root={root}
        path={path}
        onRoot={() => show({ cell: null, path: [] })}
        onPath={(to) => show({ path: to })}
      />
      {value.failure && <FailureText failure={value.failure} />}
      {shownTable === null && count === null ? (
        <Scalar key={path.join()} reply={current} send={send} saved={value.saved}>
          {choice}
        </Scalar>
      ) : (
        <>
          <Bar what={describeValue(current)} saved={value.saved}>
            {choice}
            <Buttons
              copy={() => formatReply(current)}
              save={() => ({ suggestion: 'value.txt', content: formatReply(current) })}
              send={send}
            />
          </Bar>
          {shownTable ? (
            <TableView table={shownTable} value={value} escape={state.settings.escape} send={send} />
          ) : (
            <TreeView
              key={`${cell?.row} ${cell?.column} ${path.join()}`}
              reply={current}
              onOpen={(rest) => send({ type: 'element-open', path: rest })}
            />
          )}
        </>
      )}
    </Dialog>
  );
}

function Path(props: {
  title: string;
  /** The label of its column. */
  cell: string | null;
  root: Reply;
  path: readonly number[];
  onRoot: () => void;
  onPath: (path: readonly number[]) => void;
}) {
  const { title, cell, root, path, onRoot, onPath } = props;
  const steps = path.map((index, depth) => ({
    label: elementAt(valueAt(root, path.slice(0, depth)), index)?.label ?? '?',
    go: () => onPath(path.slice(0, depth + 1)),
  }));
  const all = [
    { label: title, go: onRoot },
    ...(cell !== null ? [{ label: cell, go: () => onPath([]) }] : []),
    ...steps,
  ];
  return (
    <nav class="row sm wrap valuepath" aria-label={w.path}>
      {all.map(({ label, go }, i) => {
        const text = i === 0 ? label : `› ${label}`;
        return i === all.length - 1 ? (
          <bdi key={i} class="mono cut">
            {text}
          </bdi>
        ) : (
          <button key={i} type="button" class="btn quiet mono cut" onClick={go}>
            {text}
          </button>
        );
      })}
    </nav>
  );
}

function Bar(props: { what: string; saved: string | null; children: ComponentChildren }) {
  return (
    <div class="row sm f2 wrap">
      <span>{props.what}</span>
      <span class="grow" />
      {props.saved && <span class="cut f3">{words.common.saved(props.saved)}</span>}
      {props.children}
    </div>
  );
}

interface Saved {
  suggestion: string;
  content: string | Uint8Array;
}

function Buttons({ copy, save, send }: { copy: () => string; save: () => Saved; send: Send }) {
  return (
    <>
      <button type="button" class="btn" onClick={() => send({ type: 'copy-value', text: copy() })}>
        {w.copy}
      </button>
      <button type="button" class="btn" onClick={() => send({ type: 'save-value', ...save() })}>
        {words.common.save}
      </button>
    </>
  );
}

function Scalar(props: { reply: Reply; send: Send; saved: string | null; children: ComponentChildren }) {
  const { reply, send, saved, children } = props;
  const bytes = useMemo(() => bytesOf(reply) ?? new Uint8Array(), [reply]);
  const { text, valid } = useMemo(() => textOf(bytes), [bytes]);
  const json = useMemo(() => (valid ? prettyJson(text) : null), [text, valid]);
  const views: View[] = json === null ? ['text', 'hex'] : ['text', 'json', 'hex'];
  const [view, setView] = useState<View>(json !== null ? 'json' : valid ? 'text' : 'hex');
  const shown = view === 'json' ? (json ?? text) : text;
  const rows = useMemo(() => (view === 'hex' ? [] : textRows(shown)), [view, shown]);
  const copy = () => (view === 'hex' ? hexText(bytes) : shown);
  // Saves the bytes themselves: the text is only one view of them.
  const save = () =>
    view === 'json'
      ? { suggestion: 'value.json', content: shown }
      : { suggestion: 'value.bin', content: bytes };
  return (
    <>
      <Bar what={describeValue(reply) + (valid ? '' : w.notUtf8)} saved={saved}>
        {children}
        <div class="seg" role="group" aria-label={w.showAs}>
          {views.map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
              {w.views[one]}
            </button>
          ))}
        </div>
        <Buttons copy={copy} save={save} send={send} />
      </Bar>
      {view === 'hex' ? (
        <VirtualList
          key="hex"
          label={w.bytes}
          count={hexRows(bytes)}
          size={() => ROW}
          attributes={{ autoFocus: true }}
          row={(i) => <HexLine bytes={bytes} index={i} />}
        />
      ) : (
        <TextLines key={view} label={w.as(w.views[view])} rows={rows} />
      )}
    </>
  );
}

/** Lines of text, and the one that contains what is looked for. */
function TextLines({ label, rows }: { label: string; rows: readonly string[] }) {
  const [found, setFound] = useState<number | null>(null);
  const find = (text: string, back: boolean) => setFound((now) => nextRow(rows, text, now, back));
  return (
    <>
      {rows.length > 1 && (
        <FindBar
          label={w.findText}
          hint={w.findText}
          onFind={find}
          status={found !== null && words.find.line(found + 1)}
        />
      )}
      <VirtualList
        label={label}
        count={rows.length}
        size={() => ROW}
        measured
        version={rows}
        active={found ?? -1}
        attributes={{ autoFocus: true }}
        row={(i) => (
          <div class={i === found ? 'replyrow textrow found mono' : 'replyrow textrow mono'}>
            <bdi>{rows[i]}</bdi>
          </div>
        )}
      />
    </>
  );
}

function HexLine({ bytes, index }: { bytes: Uint8Array; index: number }) {
  const { offset, hex, ascii } = hexRow(bytes, index);
  return (
    <div class="replyrow hexrow mono">
      <span class="f3">{offset}</span>
      <pre>{hex}</pre>
      <pre class="f2">{ascii}</pre>
    </div>
  );
}
