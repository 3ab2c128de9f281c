/** A reply that stays in main, as the whole text that redis-cli prints. */
import { setImmediate as turn } from 'node:timers/promises';
import { escapeBytes } from '../../shared/format/escape.ts';
import { formatPart, formatRaw } from '../../shared/format/tty.ts';
import { decode, type Reply } from '../../shared/resp/resp.ts';
import { FailureError } from '../../shared/failure.ts';
import type { ReplyStore } from '../cluster/wire/reply-store.ts';

/** Elements that are read in one turn of the event loop. */
export const PAGE = 1000;
/** Characters that one call returns. */
const MOST = 1 << 26;

/** Piece by piece; `raw` as redis-cli prints INFO and similar replies, which are strings. */
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

/** The bytes of a string. */
export async function* replyBytes(replies: ReplyStore, id: number): AsyncGenerator<Uint8Array> {
  const { count } = replies.size(id);
  for (let from = 0; from < count; from += PAGE) {
    for (const frame of replies.elements(id, from, PAGE)) yield bytesOf(decode(frame));
    await turn();
  }
}

/** As one text. Rejects with a FailureError if it is too long or no longer kept. */
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

export const bytesOf = (reply: Reply): Uint8Array =>
  reply.type === 'string' ? reply.bytes : new Uint8Array();
