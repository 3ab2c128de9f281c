/**
 * Has a server make a snapshot and send it, as a replica does: SYNC, then the RDB as `$<length>` or, if the server streams it
 * from memory, as `$EOF:<mark>` up to the mark. Source: redis-cli --rdb, and replication.c of Redis 7.0.
 */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { parseAddress } from '../../wire/address.ts';
import { encodeCommand } from '../../wire/command-frame.ts';
import { socketWords } from '../../wire/connect-failure.ts';
import { openSocket } from '../../wire/dial.ts';
import { textWithoutSecrets } from '../../wire/echoed-secrets.ts';
import { ConnectionError, NoAddressError } from '../../wire/errors.ts';
import type { PoolSettings } from '../../wire/node-pool.ts';
import { ServerError } from '../../wire/read-reply.ts';
import { Incoming } from './incoming.ts';

/** Milliseconds without a byte. A server that makes its snapshot sends a newline every second. */
const SILENCE_MS = 30_000;
const MARK_LENGTH = 40;
const MAX_WORDS = 500;
/** How an RDB file begins: Redis, and Valkey since 9. */
const MAGIC = ['REDIS', 'VALKEY'];

/** Takes the pieces in their order; a rejection ends the transfer. */
export type TakePiece = (piece: Uint8Array) => Promise<void>;

/**
 * Resolves once `take` has had the whole snapshot; nothing tells whether it arrived but this. Rejects with ConnectionError,
 * ServerError, or what `take` rejects with.
 */
export async function fetchRdb(settings: PoolSettings, node: NodeAddress, take: TakePiece): Promise<void> {
  const socket = await open(settings, node);
  try {
    const incoming = new Incoming(socket, SILENCE_MS);
    await logIn(socket, incoming, settings, node);
    // Older servers know neither: they then send the replication stream after the snapshot, which is not read.
    await ask(socket, incoming, ['REPLCONF', 'rdb-only', '1']);
    await ask(socket, incoming, ['REPLCONF', 'capa', 'eof']);
    send(socket, ['SYNC']);
    await receive(incoming, take);
  } catch (error) {
    if (error instanceof Error && socket.errored === error)
      throw new ConnectionError('lost', socketWords(error), true);
    throw error;
  } finally {
    socket.destroy();
  }
}

async function open(settings: PoolSettings, node: NodeAddress): Promise<Duplex> {
  const place = parseAddress(node);
  if (!place) throw new NoAddressError(node);
  const { reach, family = 0, tls, dial, connectTimeout } = settings;
  const transport = { place: reach?.(place) ?? place, name: place.host, family, tls, dial };
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), connectTimeout);
  try {
    return await openSocket(transport, abort.signal);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    const words = abort.signal.aborted
      ? `no answer within ${connectTimeout} ms`
      : socketWords(error as Error);
    throw new ConnectionError('unreachable', words, false);
  } finally {
    clearTimeout(timer);
  }
}

async function logIn(
  socket: Duplex,
  incoming: Incoming,
  { username, password, onLogin }: PoolSettings,
  node: NodeAddress,
): Promise<void> {
  if (!password) return;
  onLogin?.(parseAddress(node)!);
  const reply = await ask(socket, incoming, ['AUTH', ...(username ? [username] : []), password]);
  if (reply.startsWith('-'))
    throw new ConnectionError('auth', textWithoutSecrets(reply.slice(1, MAX_WORDS), [password]), true);
}

const send = (socket: Duplex, words: readonly string[]) =>
  void socket.write(encodeCommand(words.map((word) => Buffer.from(word))));

function ask(socket: Duplex, incoming: Incoming, words: readonly string[]): Promise<string> {
  send(socket, words);
  return incoming.line();
}

async function receive(incoming: Incoming, take: TakePiece): Promise<void> {
  let header = '';
  // Empty lines keep the connection alive while the snapshot is made.
  while (header === '') header = await incoming.line();
  if (header.startsWith('-')) throw new ServerError(header.slice(1, MAX_WORDS));
  const mark = /^\$EOF:(.{40})$/.exec(header)?.[1];
  const length = Number(/^\$(\d{1,15})$/.exec(header)?.[1] ?? NaN);
  if (mark === undefined && !Number.isFinite(length))
    throw new ConnectionError('protocol', 'no snapshot follows SYNC', true);
  const magic = new Magic(take);
  if (mark === undefined) await receiveBytes(incoming, length, magic.take);
  else await receiveToMark(incoming, Buffer.from(mark, 'latin1'), magic.take);
  if (!magic.isFound) throw noRdb();
}

async function receiveBytes(incoming: Incoming, length: number, take: TakePiece): Promise<void> {
  for (let left = length; left > 0;) {
    const piece = await incoming.piece();
    await take(piece.subarray(0, left));
    left -= piece.length;
  }
}

/** The mark may arrive in pieces, so the last bytes are held back until more follow. */
async function receiveToMark(incoming: Incoming, mark: Buffer, take: TakePiece): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  for (;;) {
    held = Buffer.concat([held, await incoming.piece()]);
    if (held.length < MARK_LENGTH) continue;
    const end = held.length - MARK_LENGTH;
    // The server waits for an ACK before it sends more, so nothing follows the mark.
    const isEnd = held.subarray(end).equals(mark);
    if (end > 0) await take(held.subarray(0, end));
    if (isEnd) return;
    held = held.subarray(end);
  }
}

const noRdb = () => new ConnectionError('protocol', 'what follows SYNC is no RDB file', true);

/** Lets through only what begins as an RDB file. */
class Magic {
  isFound = false;
  private begin: Buffer = Buffer.alloc(0);
  private readonly pass: TakePiece;

  constructor(pass: TakePiece) {
    this.pass = pass;
  }

  readonly take: TakePiece = async (piece) => {
    if (this.isFound) return this.pass(piece);
    this.begin = Buffer.concat([this.begin, piece]);
    if (this.begin.length < 6) return;
    const text = this.begin.toString('latin1', 0, 6);
    if (!MAGIC.some((magic) => text.startsWith(magic))) throw noRdb();
    this.isFound = true;
    await this.pass(this.begin);
  };
}
