/** Explains why a connection could not be opened. Pure. */
import { connectFailure } from './connect-failure.ts';
import { ConnectionError, TransportError } from './errors.ts';
import type { ConnectionOptions } from './link-options.ts';

/** How far the opening got. */
export interface Opened {
  /** Why the link ended; null if it was not ended. */
  ended: ConnectionError | null;
  /** The first error that ioredis reported. */
  trouble: Error | null;
  isConnected: boolean;
  hasReceived: boolean;
}

export interface Refusal {
  error: ConnectionError;
  /** Whether the peer hung up during the handshake, with or without bytes before. */
  parted: boolean;
  /** Whether it did so without a byte, as a proxy does that does not know HELLO. */
  hungUp: boolean;
}

export function refusalOf(opened: Opened, options: ConnectionOptions): Refusal {
  const { ended, trouble } = opened;
  const known = (error: ConnectionError): Refusal => ({ error, parted: false, hungUp: false });
  if (trouble instanceof TransportError) return known(trouble);
  if (trouble instanceof ConnectionError)
    return known(new ConnectionError(trouble.kind, trouble.message, false));
  if (ended && ended.kind !== 'lost') return known(new ConnectionError(ended.kind, ended.message, false));
  const code = (trouble as NodeJS.ErrnoException | null)?.code;
  const silent = !trouble || code === 'ECONNRESET' || code === 'EPIPE';
  const parted = silent && opened.isConnected;
  const hungUp = parted && !opened.hasReceived;
  return { error: connectFailure(trouble, hintOf(parted, hungUp, options)), parted, hungUp };
}

/** A hint at why a server may have hung up. */
function hintOf(parted: boolean, hungUp: boolean, { tls, username, database }: ConnectionOptions): string {
  const unknown = [...(username === undefined ? [] : ['users']), ...(database === 0 ? [] : ['SELECT'])];
  const guesses = [
    ...(hungUp && !tls ? ['the port may want TLS'] : []),
    ...(parted && unknown.length > 0 ? [`a proxy may not know ${unknown.join(' and ')}`] : []),
  ];
  return guesses.map((guess) => `; ${guess}`).join('');
}
