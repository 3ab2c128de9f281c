/** One reply by itself: an aggregate as a list to open, anything else as text, JSON or bytes. */
import { useMemo, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { formatReply } from '../../../shared/format/tty.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { ValueOverlay } from './state.ts';
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
  preview,
  textOf,
  textRows,
  valueAt,
} from './value.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { words } from './words.ts';

const w = words.value;

const ROW = 24;

type View = keyof typeof w.views;

export function ValueViewer({ send, value }: PanelProps & { value: ValueOverlay }) {
  const reply = useMemo(() => decodeValue(value.frame), [value.frame]);
  const [path, setPath] = useState<readonly number[]>([]);
  const close = () => send({ type: 'close-overlay' });
  if (!reply) return null;
  const current = valueAt(reply, path);
  const count = countElements(current);
  return (
    <Dialog label={w.title} kind="reply" onClose={close}>
      <DialogHead title={w.title} onClose={close} />
      <Path title={value.title} reply={reply} path={path} onPath={setPath} />
      {value.failure && <FailureText failure={value.failure} />}
      {count === null ? (
        <Scalar key={path.join()} reply={current} send={send} saved={value.saved} />
      ) : (
        <>
          <Bar what={describeValue(current)} saved={value.saved}>
            <Buttons
              copy={() => formatReply(current)}
              save={() => ({ suggestion: 'value.txt', content: formatReply(current) })}
              send={send}
            />
          </Bar>
          <VirtualList
            key={path.join()}
            label={w.elements}
            count={count}
            size={() => ROW}
            attributes={{ autoFocus: true }}
            row={(i) => <Element reply={current} index={i} onOpen={() => setPath([...path, i])} />}
          />
        </>
      )}
    </Dialog>
  );
}

function Path(props: {
  title: string;
  reply: Reply;
  path: readonly number[];
  onPath: (path: readonly number[]) => void;
}) {
  const { title, reply, path, onPath } = props;
  return (
    <nav class="row sm wrap valuepath" aria-label={w.path}>
      {path.length === 0 ? (
        <bdi class="mono cut">{title}</bdi>
      ) : (
        <button type="button" class="btn quiet mono cut" onClick={() => onPath([])}>
          {title}
        </button>
      )}
      {path.map((index, depth) => {
        const label = elementAt(valueAt(reply, path.slice(0, depth)), index)?.label ?? '?';
        return depth === path.length - 1 ? (
          <bdi key={depth} class="mono cut">
            › {label}
          </bdi>
        ) : (
          <button
            key={depth}
            type="button"
            class="btn quiet mono cut"
            onClick={() => onPath(path.slice(0, depth + 1))}
          >
            › {label}
          </button>
        );
      })}
    </nav>
  );
}

function Element({ reply, index, onOpen }: { reply: Reply; index: number; onOpen: () => void }) {
  const element = elementAt(reply, index);
  if (!element) return null;
  return (
    <button type="button" class="replyrow valuerow mono" onClick={onOpen}>
      <span class="f3 num">{element.label}</span>
      <bdi class="cut grow">{preview(element.value)}</bdi>
      <span class="f3 xs">{describeValue(element.value)}</span>
    </button>
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

function Scalar({ reply, send, saved }: { reply: Reply; send: Send; saved: string | null }) {
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
        <VirtualList
          key={view}
          label={w.as(w.views[view])}
          count={rows.length}
          size={() => ROW}
          measured
          version={shown}
          attributes={{ autoFocus: true }}
          row={(i) => (
            <div class="replyrow textrow mono">
              <bdi>{rows[i]}</bdi>
            </div>
          )}
        />
      )}
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
