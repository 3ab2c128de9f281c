/**
 * The sockets of this program over which no user types, of all windows: MONITOR leaves out what they say. A server that
 * sees other addresses than this computer's, behind a tunnel, a proxy or NAT, shows it all the same.
 */
import type { Duplex } from 'node:stream';
import { latin1 } from '../../../shared/resp/resp.ts';

/** `panels`: map, figures, scan, doctor. `stream`: a subscription's, where the user's own SUBSCRIBE goes too. */
export type OwnUse = 'panels' | 'stream';

/** By the address as servers print it. */
const own = new Map<string, OwnUse>();

/** Milliseconds for which lines of a socket that has ended may still come. */
const REMEMBERED = 10_000;
/** What a stream's socket says of its own accord. */
const BY_ITSELF = /^"(?:ping|hello|client|select|auth)"/i;
const LINE = /^\+\d+\.\d+ \[\d+ (\S+)\] /;

/** `127.0.0.1:40000`, `[::1]:40000`; null for what is not TCP from this computer. */
function addressOf(socket: Duplex): string | null {
  const { localAddress, localPort } = socket as { localAddress?: unknown; localPort?: unknown };
  if (typeof localAddress !== 'string' || typeof localPort !== 'number') return null;
  const host = localAddress.replace(/^::ffff:/, '');
  return host.includes(':') ? `[${host}]:${localPort}` : `${host}:${localPort}`;
}

/** From now on until some time after its end it is one of ours. */
export function claimSocket(socket: Duplex, use: OwnUse): void {
  const address = addressOf(socket);
  if (address === null) return;
  own.set(address, use);
  socket.once('close', () => {
    setTimeout(() => own.get(address) === use && own.delete(address), REMEMBERED).unref();
  });
}

/** Another socket, of a user's shell, may have got the port of one that has ended. */
export function disclaimSocket(socket: Duplex): void {
  const address = addressOf(socket);
  if (address !== null) own.delete(address);
}

/** Whether a line of MONITOR is of this program's own: `+1700000000.000000 [0 127.0.0.1:40000] "info"`. */
export function isOwnLine(frame: Uint8Array): boolean {
  const text = latin1(frame, 0, Math.min(frame.length, 200));
  const found = LINE.exec(text);
  const use = found ? own.get(found[1]!) : undefined;
  return use === 'panels' || (use === 'stream' && BY_ITSELF.test(text.slice(found![0].length)));
}
