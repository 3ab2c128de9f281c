/** Opens a socket to a node, through TCP, a Unix socket or a tunnel, with TLS if set. */
import { connect as connectPlain, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions as TlsSettings } from 'node:tls';
import type { HostPort } from './address.ts';
import type { Dial, TlsOptions } from './link-options.ts';

export interface Transport {
  /** The place to dial. A host that begins with a slash is a Unix socket, which only the user can have named. */
  place: HostPort;
  /** The host as the cluster announces it; the certificate must match it. */
  name: string;
  /** The address family of a host name: 0 for any. */
  family: 0 | 4 | 6;
  tls: TlsOptions | undefined;
  dial: Dial | undefined;
}

/** Resolves with a connected socket, after the TLS handshake; rejects with the error of Node or of `dial`. */
export async function openSocket(transport: Transport, signal: AbortSignal): Promise<Duplex> {
  const { place, tls, dial, family } = transport;
  const { host, port } = place;
  const beneath = dial ? await dial(place, signal) : undefined;
  if (beneath && !tls) return beneath;
  const target = host.startsWith('/') ? { path: host } : { host, port, family };
  const socket = tls
    ? connectTls({ ...(beneath ? { socket: beneath } : target), ...tlsSettings(tls, transport.name) })
    : connectPlain(target);
  // A TLS refusal may raise two errors, the alert and then a reset. ioredis handles one; this listener absorbs the other.
  socket.on('error', () => undefined);
  // Node (18 to 22) writes pending TLS data into a closed stream, and no caller can catch the exception.
  beneath?.prependOnceListener('close', () => socket.destroy());
  return new Promise((resolve, reject) => {
    const opened = () => {
      socket.removeListener('error', reject);
      socket.removeListener('close', closed);
      signal.removeEventListener('abort', cancel);
      resolve(socket);
    };
    const closed = () => reject(new Error('the node closed the connection'));
    const cancel = () => void socket.destroy();
    socket.once(tls ? 'secureConnect' : 'connect', opened);
    socket.once('error', reject);
    socket.once('close', closed);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

function tlsSettings(tls: TlsOptions, nodeName: string): TlsSettings {
  const { checkName = true, rejectUnauthorized = true, servername, ...rest } = tls;
  const name = servername || nodeName;
  return {
    ...rest,
    // Set explicitly: Node's default follows NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized,
    // SNI takes host names only; an IP address is still verified below.
    ...(isIP(name) ? {} : { servername: name }),
    checkServerIdentity: (_, certificate) => (checkName ? checkServerIdentity(name, certificate) : undefined),
  };
}
