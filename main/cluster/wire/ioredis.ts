/**
 * The only place that knows ioredis. It dials, does TLS and the handshake (HELLO, AUTH, SELECT), writes, and pairs replies
 * with commands. Its decoder cannot tell `+OK` from `$2 OK` though, so link.ts reads the socket in its place. The seams are
 * the public `Command.toWritable` and `Command.transformReply`, and the `data` listener that ioredis puts on
 * `redis.stream`; test/cluster/connection.test.ts fails if they move.
 */
import { AbstractConnector, Command, Redis } from 'ioredis';
import type { Duplex } from 'node:stream';
import { openSocket } from './dial.ts';
import { KEEP_ALIVE_MS, type ConnectionOptions } from './link-options.ts';

export type { Redis };

type Stream = Redis['stream'];

/** For one socket: it is never dialled again, and nothing is ever sent twice. */
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
    connectTimeout: 0, // it ends before the handshake; Link.open() has one for the whole
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(clientName !== undefined && { connectionName: clientName }),
  });
}

/** ioredis makes one of these for its one socket. */
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

/** A tunnel's channel has no TCP of its own to tune; and ioredis would take 0 for its own default. */
function asSocket(socket: Duplex, keepAlive: number | undefined): Stream {
  const ignore = () => {};
  if (!('setNoDelay' in socket)) Object.assign(socket, { setNoDelay: ignore });
  if (!('setKeepAlive' in socket) || keepAlive === 0) Object.assign(socket, { setKeepAlive: ignore });
  return socket as Stream;
}

/** A command as the bytes it is, with a name that means nothing to ioredis, so that none of its special cases applies. */
export class FrameCommand extends Command {
  /** True once the bytes are given to the socket. */
  sent = false;
  private readonly bytes: Buffer;
  private readonly settle: () => void;

  /** `settle` is called when the reply's turn has come, within the decoder's write. */
  constructor(bytes: Buffer, settle: () => void) {
    super('frame');
    this.bytes = bytes;
    this.settle = settle;
  }

  override toWritable(): Buffer {
    this.sent = true;
    return this.bytes;
  }

  override transformReply(): string {
    this.settle();
    return '';
  }
}

/**
 * Puts `receive` where ioredis's decoder listens, before the first byte can have come. Returns the decoder; null if ioredis
 * reads its socket differently.
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
