/** Cells, rows and columns as text to copy. Pure. */
import { readable } from '../../../shared/format/escape.ts';
import { formatReply } from '../../../shared/format/tty.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { bytesOf, countElements, plain, textOf } from './value.ts';
import type { TableColumn, TableRow } from './table/reply-table.ts';

/** The value itself if it is UTF-8 text; else as redis-cli escapes it. */
export function valueText(reply: Reply | null): string {
  const bytes = reply && bytesOf(reply);
  return bytes ? textOf(bytes).text : reply ? formatReply(reply) : '';
}

/** Cells between tabs, in one line. */
export const rowText = (row: TableRow): string =>
  row
    .map((cell) => {
      const bytes = cell && bytesOf(cell);
      return bytes ? readable(bytes) : valueText(cell).trimEnd().replaceAll('\n', ' ');
    })
    .join('\t');

/** An object with the columns' names; without those that the row has no value for. */
export const rowJson = (columns: readonly TableColumn[], row: TableRow): string =>
  JSON.stringify(
    Object.fromEntries(
      columns.flatMap(({ label }, at) => (row[at] ? [[label, jsonOf(row[at])] as const] : [])),
    ),
    null,
    2,
  );

function jsonOf(reply: Reply): unknown {
  const value = plain(reply);
  if (value.type === 'null') return null;
  if (value.type === 'map') return value.entries.map(([name, one]) => [jsonOf(name), jsonOf(one)]);
  if ('items' in value && countElements(value) !== null) return value.items.map(jsonOf);
  return valueText(value);
}
