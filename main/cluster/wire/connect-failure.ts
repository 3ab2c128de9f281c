/** Turns a failed connect into one ConnectionError with a text for the user. Pure. */
import { ConnectionError, TransportError } from './errors.ts';

/** Node's extra fields on errors of sockets and TLS. */
interface SocketError extends Error {
  code?: string;
  syscall?: string;
  /** OpenSSL's own text. */
  reason?: string;
}

/** ioredis' extra fields on an error reply. */
interface RefusedError extends Error {
  command?: { name: string; args: readonly unknown[] };
}

const MESSAGES: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the node reset the connection',
  EPIPE: 'the node closed the connection',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'the name server does not answer',
};

/** Characters shown of a server's error. */
const MAX_TEXT = 500;

/** Error replies at connect that do not concern the login. */
const TURNED_AWAY = /^(DENIED|MASTERDOWN|LOADING|BUSY|ERR max number of clients|ERR router is not online)/;

/** Describes a socket error, with its code for searching. */
export function socketWords(error: SocketError): string {
  if (error.reason === 'wrong version number') return 'TLS: the port does not speak TLS';
  if (error.reason) return `TLS: ${error.reason}`;
  const code = error.code ?? '';
  const message = MESSAGES[code];
  if (message) return `${message} (${code})`;
  return error.syscall || !code ? error.message || code : `TLS: ${error.message}`;
}

/**
 * `error` is the first error that ioredis reported before the connection was ready; null if the peer hung up without one.
 * `hint` is appended to the socket's error.
 */
export function connectFailure(error: Error | null, hint: string): ConnectionError {
  if (error?.name === 'ReplyError') {
    const text = error.message.slice(0, MAX_TEXT).replace(/\.$/, '');
    const { command } = error as RefusedError;
    if (command?.name === 'select' && !/^(NOAUTH|WRONGPASS)/.test(text) && !TURNED_AWAY.test(text))
      return new TransportError(
        'unreachable',
        `database ${String(command.args[0])} cannot be used: ${text}`,
        'Use database 0. A single server has as many as its “databases” setting; a cluster has only database 0, unless it runs Valkey 9 with “cluster-databases”.',
      );
    return new ConnectionError(TURNED_AWAY.test(text) ? 'unreachable' : 'auth', text, false);
  }
  const text = error ? socketWords(error) : 'the node closed the connection during the handshake';
  return new ConnectionError('unreachable', text + hint, false);
}
