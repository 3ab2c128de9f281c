/**
 * The answer to SYNC: empty lines while the server makes its snapshot, then the RDB file as `$<length>` or, if the server streams
 * it from memory, as `$EOF:<mark>` up to the mark. Source: redis-cli --rdb, and replication.c of Redis 7.0.
 */
import { ConnectionError } from '../../wire/errors.ts';
import { ServerError } from '../../wire/read-reply.ts';
import type { Incoming } from './incoming.ts';
import { RdbCheck } from './rdb-check.ts';

/** Milliseconds without a byte after which a server's own replicas give up as well: the default of repl-timeout. */
export const SILENCE_MS = 60_000;
const MAX_WORDS = 500;

/** How the snapshot comes: its bytes, or the mark that follows it. */
export type RdbHeader = { length: number } | { mark: Buffer };

/** Takes the pieces in their order; a rejection ends the transfer. */
export type TakePiece = (piece: Uint8Array) => Promise<void>;

/** Rejects with ConnectionError, or with ServerError if the server refuses. */
export async function rdbHeader(incoming: Incoming): Promise<RdbHeader> {
  let line = '';
  while (line === '') line = await incoming.line();
  if (line.startsWith('-')) throw new ServerError(line.slice(1, MAX_WORDS));
  const mark = /^\$EOF:(.{40})$/.exec(line)?.[1];
  if (mark !== undefined) return { mark: Buffer.from(mark, 'latin1') };
  const length = /^\$(\d{1,15})$/.exec(line)?.[1];
  if (length === undefined) throw new ConnectionError('protocol', 'no snapshot follows SYNC', true);
  return { length: Number(length) };
}

/** Resolves with the bytes of the snapshot, once `take` has had them all. Rejects with ConnectionError, or as `take`. */
export const receiveRdb = (incoming: Incoming, header: RdbHeader, take: TakePiece): Promise<number> =>
  'mark' in header ? receiveToMark(incoming, header.mark, take) : receiveBytes(incoming, header.length, take);

/** As receiveRdb. A snapshot that is not whole is a ConnectionError, kind `protocol`. */
export async function receiveCheckedRdb(
  incoming: Incoming,
  header: RdbHeader,
  take: TakePiece,
): Promise<number> {
  const check = new RdbCheck();
  const bytes = await receiveRdb(incoming, header, (piece) => {
    check.add(piece);
    return take(piece);
  });
  check.end();
  return bytes;
}

async function receiveBytes(incoming: Incoming, length: number, take: TakePiece): Promise<number> {
  for (let left = length; left > 0;) left -= await incoming.passOn(left, take);
  return length;
}

/** The mark may arrive in pieces, so the last bytes are held back until more follow. */
async function receiveToMark(incoming: Incoming, mark: Buffer, take: TakePiece): Promise<number> {
  let held: Buffer = Buffer.alloc(0);
  for (let bytes = 0; ;) {
    held = Buffer.concat([held, await incoming.piece()]);
    if (held.length < mark.length) continue;
    const end = held.length - mark.length;
    // The server waits for an ACK before it sends more, so nothing follows the mark.
    const isEnd = held.subarray(end).equals(mark);
    if (end > 0) await take(held.subarray(0, end));
    bytes += end;
    if (isEnd) return bytes;
    held = held.subarray(end);
  }
}
