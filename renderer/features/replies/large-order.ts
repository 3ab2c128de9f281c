/** Sorts the rows of a large reply: reads what they are sorted by, by page, and nothing else of them stays here. */
import type { Client } from '../../../shared/ipc.ts';
import { decode } from '../../../shared/resp/resp.ts';
import type { Escape } from '../../../shared/session/settings.ts';
import { countRows } from '../../kit/large-reply.ts';
import type { ReplyOverlay } from './state.ts';
import { replyTable } from './table/command-tables.ts';
import { cellIn, keyText, numberOf, type Order } from './table/reply-table.ts';
import { orderOf, type Turns } from './table/row-order.ts';

/** Rows that are sorted at most. */
export const MOST_SORTED = 1_000_000;
export const canSort = ({ large, table }: ReplyOverlay): boolean =>
  table !== null && countRows(large) / table.unit <= MOST_SORTED;

/** Elements, and roughly bytes, of a call: decoded at once. */
const PAGE_ELEMENTS = 1000;
const PAGE_BYTES = 128 << 10;

/** Indices of the table's rows; null if the work was given up. `onPart` is told how much of the reply has been read. */
export async function orderLarge(
  client: Client,
  { large, table }: ReplyOverlay,
  { order, escape }: { order: Order; escape: Escape },
  turns: Turns,
  onPart: (part: number) => void,
): Promise<Uint32Array | null> {
  const { columns, unit } = table!;
  const { label } = columns[order.column]!;
  const total = countRows(large);
  const numbers = new Float64Array(Math.ceil(total / unit)).fill(NaN);
  const texts = Array<string | null>(numbers.length).fill(null);
  let areNumbers = true;
  const perCall = Math.max(1, Math.min(PAGE_ELEMENTS, Math.floor((PAGE_BYTES * total) / large.bytes)));
  const step = Math.max(unit, perCall - (perCall % unit));
  for (let from = 0; from < total; from += step) {
    const read = replyTable(
      large.command,
      decode(await client.replyPage({ id: large.id, from, count: step })),
    );
    // A page whose elements are no rows has no values.
    for (const [i, row] of (read?.rows ?? []).entries()) {
      const cell = cellIn(read!.columns, row, label);
      const text = keyText(cell, escape);
      if (text === null) continue;
      const number = numberOf(cell);
      const place = from / unit + i;
      texts[place] = text;
      numbers[place] = number ?? NaN;
      areNumbers &&= number !== null || text === '';
    }
    onPart(Math.min(1, (from + step) / total));
    if (!(await turns.take())) return null;
  }
  return orderOf(areNumbers ? numbers : texts, order.descending, turns);
}
