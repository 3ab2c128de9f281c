/** How a socket to a node is opened: where its address leads, through what, and whose name its certificate must have. */
import { connect as connectPlain, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions as TlsSettings } from 'node:tls';
import type { HostPort } from './address.ts';
import type { Dial, TlsOptions } from './link-options.ts';

export interface Transport {
  /** Where it is dialled; a host that begins with a slash is a Unix socket, which only the user can have named. */
  place: HostPort;
  /** The host as the cluster names it: what the certificate is checked against. */
  name: string;
  /** Which addresses a host name may have: 0 for any. */
  family: 0 | 4 | 6;
  tls: TlsOptions | undefined;
  dial: Dial | undefined;
}

/** Resolves with a socket that is connected, its TLS agreed on; rejects with what Node or the dial says. */
export async function openSocket(transport: Transport, signal: AbortSignal): Promise<Duplex> {
  const { place, tls, dial, family } = transport;
  const { host, port } = place;
  const beneath = dial ? await dial(place, signal) : undefined;
  if (beneath && !tls) return beneath;
  const target = host.startsWith('/') ? { path: host } : { host, port, family };
  const socket = tls
    ? connectTls({ ...(beneath ? { socket: beneath } : target), ...tlsSettings(tls, transport.name) })
    : connectPlain(target);
  // A refusal by TLS may come as two errors, the alert and then a reset; ioredis hears one, and nobody could catch the other.
  socket.on('error', () => undefined);
  // Node (18 to 22) writes what TLS still has to say into a stream that has closed, and throws where nobody can catch it.
  beneath?.prependOnceListener('close', () => socket.destroy());
  return new Promise((resolve, reject) => {
    const give = () => {
      socket.removeListener('error', reject);
      socket.removeListener('close', closed);
      signal.removeEventListener('abort', cancel);
      resolve(socket);
    };
    const closed = () => reject(new Error('the node closed the connection'));
    const cancel = () => void socket.destroy();
    socket.once(tls ? 'secureConnect' : 'connect', give);
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
    // Node's own default is what NODE_TLS_REJECT_UNAUTHORIZED says.
    rejectUnauthorized,
    // SNI takes host names only; an address is checked all the same, below.
    ...(isIP(name) ? {} : { servername: name }),
    checkServerIdentity: (_, certificate) => (checkName ? checkServerIdentity(name, certificate) : undefined),
  };
}
