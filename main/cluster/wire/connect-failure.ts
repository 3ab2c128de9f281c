/** Why no connection came about, as one ConnectionError with words for the user. Pure. */
import { ConnectionError, TransportError } from './errors.ts';

/** What Node adds to the errors of sockets and of TLS. */
interface SocketError extends Error {
  code?: string;
  syscall?: string;
  /** OpenSSL's own words. */
  reason?: string;
}

/** What ioredis adds to a server's error. */
interface RefusedError extends Error {
  command?: { name: string; args: readonly unknown[] };
}

const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the node reset the connection',
  EPIPE: 'the node closed the connection',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'the name server does not answer',
};

/** Characters of a server's words that are told. */
const MOST = 500;

/** Answers at connect that are not about who we are. */
const TURNED_AWAY = /^(DENIED|MASTERDOWN|LOADING|BUSY|ERR max number of clients)/;

/** An error of the socket in words, with its code for those who search for it. */
export function socketWords(error: SocketError): string {
  if (error.reason === 'wrong version number') return 'TLS: the port does not speak TLS';
  if (error.reason) return `TLS: ${error.reason}`;
  const code = error.code ?? '';
  const words = WORDS[code];
  if (words) return `${words} (${code})`;
  return error.syscall || !code ? error.message || code : `TLS: ${error.message}`;
}

/**
 * `error` is the first that ioredis reported before the connection was ready; null where the peer just hung up. `hint`
 * goes behind what the socket said.
 */
export function connectFailure(error: Error | null, hint: string): ConnectionError {
  if (error?.name === 'ReplyError') {
    const text = error.message.slice(0, MOST).replace(/\.$/, '');
    const { command } = error as RefusedError;
    if (command?.name === 'select' && !/^(NOAUTH|WRONGPASS)/.test(text) && !TURNED_AWAY.test(text))
      return new TransportError(
        'unreachable',
        `database ${String(command.args[0])} cannot be used: ${text}`,
        'Take database 0: one server has as many as its setting “databases” says, a cluster no other unless it is of Valkey 9 with “cluster-databases”.',
      );
    return new ConnectionError(TURNED_AWAY.test(text) ? 'unreachable' : 'auth', text, false);
  }
  const words = error ? socketWords(error) : 'the node closed the connection during the handshake';
  return new ConnectionError('unreachable', words + hint, false);
}
