/**
 * The only file that imports ioredis. ioredis dials and does TLS and the handshake (HELLO, AUTH, SELECT); all its questions
 * are answered when it is ready. Its decoder cannot tell `+OK` from `$2 OK`, so link.ts reads the socket instead, and
 * writes to it from then on. The seam is the `data` listener that ioredis puts on `redis.stream`;
 * test/cluster/connection.test.ts fails if it moves.
 */
import { AbstractConnector, Redis } from 'ioredis';
import type { Duplex } from 'node:stream';
import { openSocket } from './dial.ts';
import { KEEP_ALIVE_MS, type ConnectionOptions } from './link-options.ts';

export type { Redis };

type Stream = Redis['stream'];

/** Makes a client for one socket: it never dials again, and never sends anything twice. */
export function createRedis(options: ConnectionOptions): Redis {
  const { database, protocol, username, password, clientName, keepAlive = KEEP_ALIVE_MS } = options;
  return new Redis({
    Connector: connectorOf(options),
    keepAlive,
    db: database,
    protocol,
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: 0, // it covers dialling only; Link.open() has a timeout for the whole
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(clientName !== undefined && { connectionName: clientName }),
  });
}

/** ioredis creates one of these for its one socket. */
function connectorOf({ host, port, reach, family = 0, tls, dial, keepAlive }: ConnectionOptions) {
  const address = { host, port };
  const transport = { place: reach?.(address) ?? address, name: host, family, tls, dial };
  return class extends AbstractConnector {
    private readonly abort = new AbortController();

    constructor() {
      super(0);
    }

    override async connect(): Promise<Stream> {
      const socket = await openSocket(transport, this.abort.signal);
      this.stream = asSocket(socket, keepAlive);
      if (this.abort.signal.aborted) socket.destroy();
      return this.stream;
    }

    override disconnect(): void {
      this.abort.abort();
      super.disconnect();
    }
  };
}

/** A tunnel's channel has no TCP settings of its own, and ioredis would replace 0 by its own default. */
function asSocket(socket: Duplex, keepAlive: number | undefined): Stream {
  const ignore = () => {};
  if (!('setNoDelay' in socket)) Object.assign(socket, { setNoDelay: ignore });
  if (!('setKeepAlive' in socket) || keepAlive === 0) Object.assign(socket, { setKeepAlive: ignore });
  return socket as Stream;
}

/**
 * Replaces the listener of ioredis's decoder by `receive`, before the first byte can arrive. Returns the decoder; null
 * if ioredis reads its socket differently.
 */
export function replaceDecoder(
  { stream }: Redis,
  receive: (chunk: Buffer) => void,
): ((bytes: Uint8Array) => void) | null {
  const [decoder, ...others] = stream.listeners('data');
  if (!decoder || others.length > 0) return null;
  stream.on('data', receive);
  stream.removeListener('data', decoder as (chunk: Buffer) => void);
  return (bytes) => decoder.call(stream, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}
