/** Has a server make a snapshot and send it, as a replica does. Source: redis-cli --rdb, and replication.c of Redis 7.0. */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { encodeCommand } from '../../wire/command-frame.ts';
import { socketWords } from '../../wire/connect-failure.ts';
import { dialNode, loginWords } from '../../wire/dial-node.ts';
import { textWithoutSecrets } from '../../wire/echoed-secrets.ts';
import { ConnectionError } from '../../wire/errors.ts';
import type { PoolSettings } from '../../wire/node-pool.ts';
import { Incoming } from './incoming.ts';
import { rdbHeader, receiveCheckedRdb, SILENCE_MS, type TakePiece } from './receive-rdb.ts';

const MAX_WORDS = 500;

/**
 * Resolves once `take` has had the whole snapshot; nothing tells whether it arrived but this. Rejects with ConnectionError,
 * ServerError, or what `take` rejects with. A snapshot that is not whole is a ConnectionError.
 */
export async function fetchRdb(settings: PoolSettings, node: NodeAddress, take: TakePiece): Promise<void> {
  const socket = await dialNode(settings, node);
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

async function logIn(
  socket: Duplex,
  incoming: Incoming,
  settings: PoolSettings,
  node: NodeAddress,
): Promise<void> {
  const login = loginWords(settings, node);
  if (!login) return;
  const reply = await ask(socket, incoming, login);
  if (reply.startsWith('-'))
    throw new ConnectionError('auth', textWithoutSecrets(reply.slice(1, MAX_WORDS), [login.at(-1)!]), true);
}

const send = (socket: Duplex, words: readonly string[]) =>
  void socket.write(encodeCommand(words.map((word) => Buffer.from(word))));

function ask(socket: Duplex, incoming: Incoming, words: readonly string[]): Promise<string> {
  send(socket, words);
  return incoming.line();
}
