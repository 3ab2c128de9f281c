/**
 * Sockets of this program, over all windows, on which no user types. MONITOR leaves their commands out. It cannot if the server
 * sees other addresses than this computer's, behind a tunnel, a proxy or NAT.
 */
import type { Duplex } from 'node:stream';
import { latin1 } from '../../../shared/resp/resp.ts';

/** `panels`: map, metrics, scan, doctor. `stream`: a subscription, which also carries the user's own SUBSCRIBE. */
export type OwnUse = 'panels' | 'stream';

/** Keyed by the address as servers print it. */
const own = new Map<string, OwnUse>();

/** Milliseconds for which MONITOR may still show lines of a closed socket. */
const REMEMBERED_MS = 10_000;
/** Commands that a stream's socket sends by itself. */
const OWN_COMMANDS = /^"(?:ping|hello|client|select|auth)"/i;
const LINE = /^\+\d+\.\d+ \[\d+ (\S+)\] /;

/** `127.0.0.1:40000`, `[::1]:40000`; null if it is not TCP from this computer. */
function addressOf(socket: Duplex): string | null {
  const { localAddress, localPort } = socket as { localAddress?: unknown; localPort?: unknown };
  if (typeof localAddress !== 'string' || typeof localPort !== 'number') return null;
  const host = localAddress.replace(/^::ffff:/, '');
  return host.includes(':') ? `[${host}]:${localPort}` : `${host}:${localPort}`;
}

/** Marks the socket as ours, until a while after its end. */
export function claimSocket(socket: Duplex, use: OwnUse): void {
  const address = addressOf(socket);
  if (address === null) return;
  own.set(address, use);
  socket.once('close', () => {
    setTimeout(() => own.get(address) === use && own.delete(address), REMEMBERED_MS).unref();
  });
}

/** Unmarks the port of a user's socket, which may have belonged to one of ours before. */
export function disclaimSocket(socket: Duplex): void {
  const address = addressOf(socket);
  if (address !== null) own.delete(address);
}

/** Whether a MONITOR line shows a command of this program: `+1700000000.000000 [0 127.0.0.1:40000] "info"`. */
export function isOwnLine(frame: Uint8Array): boolean {
  const text = latin1(frame, 0, Math.min(frame.length, 200));
  const found = LINE.exec(text);
  const use = found ? own.get(found[1]!) : undefined;
  return use === 'panels' || (use === 'stream' && OWN_COMMANDS.test(text.slice(found![0].length)));
}
