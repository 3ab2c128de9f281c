/** Pages of a large reply: an array frame from main, as rows of text. */
import { counted } from '../../../shared/format/count.ts';
import { escapeBytes, escapeReadable } from '../../../shared/format/escape.ts';
import { formatReply, forTerminal } from '../../../shared/format/tty.ts';
import type { Client } from '../../../shared/ipc.ts';
import type { Escape } from '../../../shared/session/settings.ts';
import { decode, type Reply } from '../../../shared/resp/resp.ts';
import { failureOf } from '../../kit/client.ts';
import { countRows } from '../../kit/large-reply.ts';
import { elementAtPlace, PAGE_ROWS, type ReplyOverlay, type ReplyPage } from './state.ts';
import { replyTable } from './table/command-tables.ts';
import { cellText, partOf } from './table/reply-table.ts';
import type { Send } from '../../window/state.ts';

/** Characters of one element shown; Save… has all of them. */
const ROW_TEXT = 8_192;

/** Reads a page of the shown order. */
export function readReplyPage(
  client: Client,
  reply: ReplyOverlay,
  page: number,
  escape: Escape,
  send: Send,
): void {
  const { large, version } = reply;
  const { id, command } = large;
  const from = page * PAGE_ROWS;
  const count = Math.min(PAGE_ROWS, countRows(large) - from);
  const reading = reply.sorted
    ? client.replyElements({
        id,
        at: Array.from({ length: count }, (_, i) => elementAtPlace(reply, from + i)),
      })
    : client.replyPage({ id, from, count });
  reading
    .then((frame) => {
      const elements = decode(frame);
      const content = { rows: pageRows(elements, escape), table: pageTable(command, elements, escape) };
      send({ type: 'reply-page', id, version, page, content });
    })
    .catch((error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) }));
}

/** The elements of a page, each as the transcript prints it. */
export function pageRows(reply: Reply, escape: Escape = 'redis-cli'): string[] {
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

/** The page's elements as rows of the command's table, if whole rows can be made of them. */
function pageTable(command: string, reply: Reply, escape: Escape): ReplyPage['table'] {
  const table = replyTable(command, reply);
  if (!table) return null;
  const { columns, rows } = table;
  return {
    columns,
    cells: rows.map((row) =>
      row.map((cell, i) => ({ text: cellText(cell, escape, columns[i]!.isTime), part: partOf(cell) })),
    ),
  };
}
