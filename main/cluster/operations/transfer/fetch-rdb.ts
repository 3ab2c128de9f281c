/** Has a server make a snapshot and send it, as a replica does. Source: redis-cli --rdb, and replication.c of Redis 7.0. */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { parseAddress } from '../../wire/address.ts';
import { encodeCommand } from '../../wire/command-frame.ts';
import { socketWords } from '../../wire/connect-failure.ts';
import { openSocket } from '../../wire/dial.ts';
import { textWithoutSecrets } from '../../wire/echoed-secrets.ts';
import { ConnectionError, NoAddressError } from '../../wire/errors.ts';
import type { PoolSettings } from '../../wire/node-pool.ts';
import { Incoming } from './incoming.ts';
import { rdbHeader, receiveCheckedRdb, SILENCE_MS, type TakePiece } from './receive-rdb.ts';

const MAX_WORDS = 500;

/**
 * Resolves once `take` has had the whole snapshot; nothing tells whether it arrived but this. Rejects with ConnectionError,
 * ServerError, or what `take` rejects with. A snapshot that is not whole is a ConnectionError.
 */
export async function fetchRdb(settings: PoolSettings, node: NodeAddress, take: TakePiece): Promise<void> {
  const socket = await open(settings, node);
  try {
    const incoming = new Incoming(socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>, SILENCE_MS);
    await logIn(socket, incoming, settings, node);
    // Older servers know neither: they then send the replication stream after the snapshot, which is not read.
    await ask(socket, incoming, ['REPLCONF', 'rdb-only', '1']);
    await ask(socket, incoming, ['REPLCONF', 'capa', 'eof']);
    send(socket, ['SYNC']);
    await receiveCheckedRdb(incoming, await rdbHeader(incoming), take);
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
