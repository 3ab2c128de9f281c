/** A reply that is kept in main as the text that redis-cli prints, all of it, and what is looked for in it. */
import { setImmediate as turn } from 'node:timers/promises';
import { escapeBytes, escapeReadable } from '../../shared/format/escape.ts';
import { formatPart, formatRaw, formatReply, forTerminal } from '../../shared/format/tty.ts';
import type { Escape } from '../../shared/session/settings.ts';
import { decode, type Reply } from '../../shared/resp/resp.ts';
import { FailureError } from '../../shared/failure.ts';
import { STRING_PIECE, type ReplyStore } from '../cluster/wire/reply-store.ts';

/** Elements that are formatted in one turn. */
const PAGE = 1000;
/** Characters that one call hands over. */
const MOST = 1 << 26;

/** Piece by piece; `raw` as redis-cli prints INFO and its kin, which are strings. */
export async function* replyText(replies: ReplyStore, id: number, raw = false): AsyncGenerator<string> {
  const { count, isString, type } = replies.size(id);
  if (isString && !raw) yield '"';
  for (let from = 0; from < count; from += PAGE) {
    const items = replies.elements(id, from, PAGE).map((frame) => decode(frame));
    if (!isString) yield formatPart(items, from, count, type);
    else for (const item of items) yield raw ? formatRaw(item) : escapeBytes(bytesOf(item));
    await turn();
  }
  if (isString) yield raw ? '\n' : '"\n';
}

/** A string's own bytes. */
export async function* replyBytes(replies: ReplyStore, id: number): AsyncGenerator<Uint8Array> {
  const { count } = replies.size(id);
  for (let from = 0; from < count; from += PAGE) {
    for (const frame of replies.elements(id, from, PAGE)) yield bytesOf(decode(frame));
    await turn();
  }
}

/** As one text. Rejects with a FailureError where it is too long, or is no longer kept. */
export async function wholeText(replies: ReplyStore, id: number, raw: boolean): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of replyText(replies, id, raw)) {
    length += piece.length;
    if (length > MOST)
      throw new FailureError(
        'too-large',
        'This reply is too long for the clipboard.',
        'Open it (Alt+O) and save it to a file.',
      );
    pieces.push(piece);
  }
  return pieces.join('');
}

export interface Search {
  id: number;
  text: string;
  /** The first row that is looked at. */
  from: number;
  back: boolean;
  escape: Escape;
}

/**
 * The next row whose text has `text` in it, capitals or not, going round at the end; null where none has. `givenUp` tells
 * whether somebody looks for something else by now.
 */
export async function findRow(
  replies: ReplyStore,
  { id, text, from, back, escape }: Search,
  givenUp: () => boolean,
): Promise<number | null> {
  const { count, isString } = replies.size(id);
  const wanted = text.toLowerCase();
  const style = escape === 'readable' ? escapeReadable : escapeBytes;
  // A match may begin in one piece of a string and end in the next.
  const beyond = isString ? Math.ceil((wanted.length * 4) / STRING_PIECE) : 0;
  const has = (frames: readonly Uint8Array[]) => {
    const own = shown(decode(frames[0]!), isString, style).toLowerCase();
    if (!isString) return own.includes(wanted);
    const all =
      own +
      frames
        .slice(1)
        .map((frame) => shown(decode(frame), isString, style).toLowerCase())
        .join('');
    const at = all.indexOf(wanted);
    return at >= 0 && at < own.length;
  };
  const start = Math.min(Math.max(0, from), count - 1);
  for (let looked = 0; looked < count;) {
    const first = (((start + (back ? -looked : looked)) % count) + count) % count;
    // The rows up to either end of the reply, at most a page.
    const rows = Math.min(PAGE, count - looked, back ? first + 1 : count - first);
    const low = back ? first - rows + 1 : first;
    const frames = replies.elements(id, low, rows + beyond);
    for (let i = 0; i < rows; i++) {
      const at = back ? rows - 1 - i : i;
      if (has(frames.slice(at, at + 1 + beyond))) return low + at;
    }
    looked += rows;
    await turn();
    if (givenUp()) return null;
  }
  return null;
}

const bytesOf = (reply: Reply): Uint8Array => (reply.type === 'string' ? reply.bytes : new Uint8Array());

const shown = (reply: Reply, isPiece: boolean, style: (bytes: Uint8Array) => string): string =>
  isPiece ? style(bytesOf(reply)) : formatReply(reply, forTerminal, style);
