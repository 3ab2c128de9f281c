/** What the menus of cells and elements do: copies, and text for the prompt. */
import { decode, type Reply } from '../../../shared/resp/resp.ts';
import type { Client } from '../../../shared/ipc.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { canSort } from './large-order.ts';
import { rowJson, rowText, valueText } from './copied-text.ts';
import { rowCommandArgs } from './row-command.ts';
import {
  cellIn,
  nextOrder,
  orderRows,
  wholeText,
  type ReplyTable,
  type TableRow,
} from './table/reply-table.ts';
import { replyTable } from './table/command-tables.ts';
import type { CopiedPart, ReplyOverlay, ValueOverlay } from './state.ts';
import { bytesOf, decodeValue, valueAt } from './value.ts';

/** Characters of the field to filter with. */
const LONGEST_FILTER = 1000;

type Shown = ValueOverlay | ReplyOverlay;

export const performParts = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  return (message, { overlay, settings }) => {
    if (overlay?.kind !== 'value' && overlay?.kind !== 'reply') return;
    const failed = (error: unknown) => {
      const failure = failureOf(error);
      if (overlay.kind === 'value') send({ type: 'value-failed', failure });
      else send({ type: 'reply-failed', id: overlay.large.id, failure });
    };
    const copy = (text: string) => client.copyText({ text });
    const insert = (reply: Reply | null) => {
      const bytes = reply && bytesOf(reply);
      if (!bytes) return;
      send({ type: 'close-overlay' });
      send({ type: 'insert-key', key: bytes });
    };
    switch (message.type) {
      case 'cell-sort':
        if (overlay.kind === 'reply' && canSort(overlay))
          send({ type: 'reply-sort', order: nextOrder(overlay.sorting?.order ?? overlay.order, message) });
        return;
      case 'cell-filter': {
        const cell = overlay.kind === 'value' && tableOf(overlay)?.rows[message.row]?.[message.column];
        if (cell)
          send({
            type: 'value-show',
            view: { filter: wholeText(cell, settings.escape).slice(0, LONGEST_FILTER) },
          });
        return;
      }
      case 'cell-copy':
        copiedText(client, overlay, message, settings).then(copy).catch(failed);
        return;
      case 'cell-insert':
        readRow(client, overlay, message.row).then(({ row }) => insert(row[message.column] ?? null), failed);
        return;
      case 'row-insert':
        readRow(client, overlay, message.row).then(({ columns, row }) => {
          const command = rowCommandArgs(commandOf(overlay), columns, row);
          if (!command) return;
          send({ type: 'close-overlay' });
          send({ type: 'insert-command', name: command.name, keys: command.args });
        }, failed);
        return;
      case 'element-copy':
        elementAt(client, overlay, message.path)
          .then((reply) => copy(valueText(reply)))
          .catch(failed);
        return;
      case 'element-insert':
        elementAt(client, overlay, message.path).then(insert, failed);
    }
  };
};

const commandOf = (overlay: Shown): string =>
  overlay.kind === 'value' ? overlay.title : overlay.large.command;

function tableOf({ frame, title }: ValueOverlay): ReplyTable | null {
  const reply = decodeValue(frame);
  return reply && replyTable(title, reply);
}

async function copiedText(
  client: Client,
  overlay: Shown,
  { row, column, what }: { row: number; column: number; what: CopiedPart },
  { escape }: State['settings'],
): Promise<string> {
  if (what === 'column' && overlay.kind === 'value') {
    const table = tableOf(overlay)!;
    const shown = (await orderRows(table, { ...overlay, escape })) ?? [];
    return [...shown].map((index) => `${rowText([table.rows[index]![column] ?? null])}\n`).join('');
  }
  const read = await readRow(client, overlay, row);
  if (what === 'json') return rowJson(read.columns, read.row);
  return what === 'row' ? rowText(read.row) : valueText(read.row[column] ?? null);
}

/** The whole row: what is shown of it may be cut. */
async function readRow(
  client: Client,
  overlay: Shown,
  index: number,
): Promise<Pick<ReplyTable, 'columns'> & { row: TableRow }> {
  if (overlay.kind === 'value') {
    const { columns, rows } = tableOf(overlay)!;
    return { columns, row: rows[index]! };
  }
  const { large, table } = overlay;
  const { unit, columns } = table!;
  const frame = await client.replyPage({ id: large.id, from: index * unit, count: unit });
  const read = replyTable(large.command, decode(frame));
  const row = columns.map(({ label }) => (read ? cellIn(read.columns, read.rows[0] ?? [], label) : null));
  return { columns, row };
}

async function elementAt(client: Client, overlay: Shown, path: readonly number[]): Promise<Reply | null> {
  if (overlay.kind === 'reply') {
    const frame = await client.replyPage({ id: overlay.large.id, from: path[0]!, count: 1 });
    return valueAt(decode(frame), [0]);
  }
  const reply = decodeValue(overlay.frame);
  return reply && valueAt(rootOf(reply, overlay), [...overlay.path, ...path]);
}

/** The opened cell, or the reply. */
export function rootOf(reply: Reply, { cell, title }: ValueOverlay): Reply {
  const table = cell && replyTable(title, reply);
  return (cell && table?.rows[cell.row]?.[cell.column]) ?? reply;
}
