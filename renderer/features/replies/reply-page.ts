/** Pages of a large reply: an array frame from main, as rows of text. */
import { counted } from '../../../shared/format/count.ts';
import { escapeBytes, escapeReadable } from '../../../shared/format/escape.ts';
import { formatReply, forTerminal } from '../../../shared/format/tty.ts';
import type { Client } from '../../../shared/ipc.ts';
import type { Escape } from '../../../shared/session/settings.ts';
import { decode } from '../../../shared/resp/resp.ts';
import { failureOf } from '../../kit/client.ts';
import { PAGE_ROWS } from './state.ts';
import type { Send } from '../../window/state.ts';

/** Characters of one element shown; Save… has all of them. */
const ROW_TEXT = 8_192;

export function readReplyPage(client: Client, id: number, page: number, escape: Escape, send: Send): void {
  client
    .replyPage({ id, from: page * PAGE_ROWS, count: PAGE_ROWS })
    .then((frame) => send({ type: 'reply-page', id, page, rows: pageRows(frame, escape) }))
    .catch((error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) }));
}

export function pageRows(frame: Uint8Array, escape: Escape = 'redis-cli'): string[] {
  const reply = decode(frame);
  if (!('items' in reply)) return [];
  return reply.items.map((item) => {
    const text = formatReply(
      item,
      forTerminal,
      escape === 'readable' ? escapeReadable : escapeBytes,
    ).trimEnd();
    if (text.length <= ROW_TEXT) return text;
    return `${text.slice(0, ROW_TEXT)}… ${counted(text.length - ROW_TEXT, 'more character')}`;
  });
}
