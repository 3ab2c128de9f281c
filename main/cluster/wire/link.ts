/**
 * One socket to a node: words in, the reply's raw frame out. The only place that knows ioredis, and each of its
 * `Redis` objects serves one socket and is thrown away with it, so that nothing is ever sent twice.
 *
 * ioredis dials, does TLS and the handshake (HELLO, AUTH, SELECT), writes, and pairs replies with commands. Its decoder
 * cannot tell `+OK` from `$2 OK` though, so a frame scanner reads the socket in its place: for a command of ours the
 * raw frame is kept, and the decoder gets a null to settle the command with. The seams are the public
 * `Command.toWritable` and `Command.transformReply`, and the `data` listener that ioredis puts on `redis.stream`;
 * test/cluster/connection.test.ts fails where they move.
 */
import { AbstractConnector, Command, Redis } from 'ioredis';
import type { Duplex } from 'node:stream';
import { AskingGate } from './asking.ts';
import { connectFailure, socketWords } from './connect-failure.ts';
import type { ConnectionHooks, ConnectionOptions } from './link-options.ts';
import { encodeCommand } from './command-frame.ts';
import { openSocket } from './dial.ts';
import { textWithoutSecrets, withoutSecrets } from './echoed-secrets.ts';
import { ConnectionError, TransportError, type ConnectionErrorKind } from './errors.ts';
import { FrameScanner } from './frame-scanner.ts';
import { encodeJob, type Job } from './job.ts';
import { claimSocket, disclaimSocket } from './own-sockets.ts';
import { PushOrder } from './push-order.ts';
import { isError, joinFrame, type RawReply } from './raw-reply.ts';
import { timedJob } from './timed-job.ts';

const PUSH = 0x3e;
const NULL = Buffer.from('$-1\r\n');
const ASKING = encodeCommand([Buffer.from('ASKING')]);
const PING = encodeCommand([Buffer.from('PING')]);

/** Milliseconds of silence before TCP asks whether the peer is there. */
export const KEEP_ALIVE = 30_000;

type Stream = Redis['stream'];

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

/** What comes through a tunnel has no TCP of its own to tune; and ioredis would take 0 for its own default. */
function asSocket(socket: Duplex, keepAlive: number | undefined): Stream {
  if (!('setNoDelay' in socket)) Object.assign(socket, { setNoDelay: ignore });
  if (!('setKeepAlive' in socket) || keepAlive === 0) Object.assign(socket, { setKeepAlive: ignore });
  return socket as Stream;
}

/** A command as the bytes it is, of a name that means nothing to ioredis, so that none of its special cases applies. */
class FrameCommand extends Command {
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

/** One socket, from dialling to its end. */
export class Link {
  /** Whether the peer hung up during the handshake without a byte: what a proxy does that does not know HELLO. */
  hungUp = false;
  /** Whether it hung up during the handshake, whatever it said before. */
  parted = false;
  /** When anything came last, by Date.now(); when it was made, before that. */
  heardAt = Date.now();
  private readonly options: ConnectionOptions;
  private readonly hooks: ConnectionHooks;
  private readonly redis: Redis;
  private readonly scanner: FrameScanner;
  private readonly gate = new AskingGate(
    (job) => this.writeJob(job),
    (onReply, onError) => void this.write(ASKING, onReply, onError),
  );
  private readonly pushes = new PushOrder((frame) => this.hooks.onPush?.(frame));
  /** ioredis's decoder. */
  private feed: ((bytes: Uint8Array) => void) | null = null;
  /** What ends each command that waits for its reply, in the order of sending. */
  private readonly waiting = new Map<FrameCommand, (error: ConnectionError) => void>();
  private arrived: RawReply | null = null;
  private received = false;
  private ready = false;
  private ended: ConnectionError | null = null;
  /** The first that ioredis reported: of the socket, or a reply of the handshake. */
  private trouble: Error | null = null;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks) {
    this.options = options;
    this.hooks = hooks;
    this.scanner = new FrameScanner((reply) => this.take(reply), options.limits);
    const { database, protocol, username, password, clientName, keepAlive = KEEP_ALIVE } = options;
    this.redis = new Redis({
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
      connectTimeout: 0, // it ends before the handshake; open() has one for the whole
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(clientName !== undefined && { connectionName: clientName }),
    });
    this.redis.on('error', (error: Error) => {
      if (password) error.message = textWithoutSecrets(error.message, [password]);
      this.trouble ??= error;
    });
    this.redis.once('connect', () => this.splice());
    this.redis.once('end', () => this.end(this.loss(true)));
  }

  /** Whether a command can be written. False also between the peer's goodbye and the socket's end. */
  get writable(): boolean {
    return this.ready && !this.ended && this.redis.stream.writable;
  }

  /** Resolves when commands can be sent; rejects with a ConnectionError, `sent` false. */
  async open(): Promise<void> {
    const { host, port, connectTimeout, protocol, password, database, clientName, tls } = this.options;
    if (password) this.options.onLogin?.({ host, port });
    const timer = setTimeout(() => {
      const words = `no ${tls && !this.feed ? 'TLS ' : ''}answer within ${connectTimeout} ms`;
      this.end(new ConnectionError('unreachable', words, false));
    }, connectTimeout);
    try {
      await this.redis.connect().catch(() => {}); // what went wrong is in `ended` or `trouble`
      // ioredis goes on where SELECT is refused: a command would then run in database 0.
      if (this.ended || this.trouble || this.redis.status !== 'ready') throw this.refusal();
      // Without a word exchanged, what listens there may be anything: better found out before a command is sent.
      if (protocol === 2 && !password && !database && !clientName) await this.ping();
      for (const args of this.options.setup ?? []) await this.prepare(args);
      this.ready = true;
    } catch {
      const refusal = this.refusal();
      this.end(refusal);
      throw refusal;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Writes at once, or after the answer to an ASKING; `writable` must be true. */
  send(job: Job): void {
    const { timeout } = job.options;
    const onLate = (error: ConnectionError) => this.end(error);
    this.gate.send(timeout === undefined ? job : timedJob(job, timeout, () => this.heardAt, onLate));
  }

  private writeJob(job: Job): void {
    const bytes = encodeJob(job);
    if (!bytes) return;
    let refused: RawReply | null = null;
    this.cork();
    if (job.options.asking === 'pipelined')
      this.write(ASKING, (reply) => (refused = isError(reply) ? reply : null), ignore);
    this.write(
      bytes,
      (reply) => {
        job.resolve(refused && isError(reply, 'MOVED ') ? refused : withoutSecrets(reply, [job.args]));
        // The server hangs up now: what is written until that is seen would be lost.
        if (isQuit(job.args) && !isError(reply)) this.cancel('lost', 'QUIT was sent before');
      },
      (error) => job.reject(error),
    );
  }

  /** Writes a command whose answers all come through the hooks, as SUBSCRIBE's and MONITOR's do; `writable` must be true. */
  post(args: readonly Uint8Array[]): void {
    this.postFrames(encodeCommand(args));
  }

  /** Writes whole commands, one after another, that are encoded already; otherwise as post(). */
  postFrames(bytes: Uint8Array): void {
    this.redis.stream.write(bytes);
  }

  /** What is written within one turn of the event loop goes out in one call of the system. */
  private cork(): void {
    const { stream } = this.redis;
    if (stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  /** Has TCP ask every second from now on, for ten seconds at most, where nothing else may be asked; not where keep-alive is off. */
  askTcp(): void {
    this.redis.stream.setKeepAlive(true, 1000);
  }

  /** Closes the socket at once and rejects what waits, all with this kind. */
  cancel(kind: ConnectionErrorKind, message: string): void {
    this.rejectWaiting(kind, message);
    this.ready = false;
    this.end(new ConnectionError(kind, message, false));
  }

  /** Ends the connection because of the oldest command: that is rejected with `error`, the others are lost. */
  private fail(error: ConnectionError): void {
    const command = this.waiting.keys().next().value;
    if (command) {
      const reject = this.waiting.get(command);
      this.waiting.delete(command);
      reject?.(error);
    }
    this.end(error);
  }

  private end(reason: ConnectionError): void {
    if (this.ended) return;
    this.ended = reason;
    // At the end it would only start a timer that nothing stops.
    if (this.redis.status !== 'end') this.redis.disconnect();
    this.redis.stream?.destroy();
    this.rejectWaiting('lost', reason.message);
    if (this.ready) this.hooks.onClosed?.(reason.message);
  }

  private rejectWaiting(kind: ConnectionErrorKind, message: string): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const [command, reject] of waiting) reject(new ConnectionError(kind, message, command.sent));
  }

  private loss(sent: boolean): ConnectionError {
    const words = this.trouble ? socketWords(this.trouble) : 'the node closed the connection';
    return new ConnectionError('lost', words, sent);
  }

  /** Why open() fails. */
  private refusal(): ConnectionError {
    const { ended, trouble } = this;
    if (trouble instanceof TransportError) return trouble;
    if (trouble instanceof ConnectionError) return new ConnectionError(trouble.kind, trouble.message, false);
    if (ended && ended.kind !== 'lost') return new ConnectionError(ended.kind, ended.message, false);
    const code = (trouble as NodeJS.ErrnoException | null)?.code;
    const silent = !trouble || code === 'ECONNRESET' || code === 'EPIPE';
    this.parted = silent && this.feed !== null;
    this.hungUp = this.parted && !this.received;
    return connectFailure(trouble, this.hint());
  }

  /** What one that hung up may have meant. */
  private hint(): string {
    const { tls, username, database } = this.options;
    const unknown = [...(username === undefined ? [] : ['users']), ...(database === 0 ? [] : ['SELECT'])];
    const guesses = [
      ...(this.hungUp && !tls ? ['the port may want TLS'] : []),
      ...(this.parted && unknown.length > 0 ? [`a proxy may not know ${unknown.join(' and ')}`] : []),
    ];
    return guesses.map((guess) => `; ${guess}`).join('');
  }

  /** A server that refuses it has refused it when it was typed, or is another version: the connection is good all the same. */
  private prepare(args: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => void this.write(encodeCommand(args), () => resolve(), reject));
  }

  private ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.write(
        PING,
        (reply) => {
          const turnedAway = isError(reply, 'DENIED') || isError(reply, 'ERR max number of clients');
          if (turnedAway) this.trouble = new Error(Buffer.from(joinFrame(reply)).toString().slice(1).trim());
          if (turnedAway) reject(this.trouble as Error);
          else resolve();
        },
        reject,
      );
    });
  }

  private write(
    bytes: Buffer,
    onReply: (reply: RawReply) => void,
    onError: (error: ConnectionError) => void,
  ): FrameCommand {
    const command = new FrameCommand(bytes, () => {
      const reply = this.arrived;
      this.arrived = null;
      this.waiting.delete(command);
      if (reply) onReply(reply);
    });
    this.waiting.set(command, onError);
    command.promise.catch(() => {
      if (this.waiting.delete(command)) onError(this.loss(command.sent));
    });
    this.redis.sendCommand(command);
    return command;
  }

  /** Puts the scanner where ioredis's decoder listens. Runs before the first byte can have come. */
  private splice(): void {
    const { stream } = this.redis;
    const { own } = this.options;
    if (own) claimSocket(stream, own);
    else disclaimSocket(stream);
    const [decoder, ...others] = stream.listeners('data');
    if (!decoder || others.length > 0) {
      this.end(
        new ConnectionError('protocol', 'this version of ioredis reads its socket differently', false),
      );
      return;
    }
    this.feed = (bytes) => decoder.call(stream, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    stream.on('data', (chunk: Buffer) => this.receive(chunk));
    stream.removeListener('data', decoder as (chunk: Buffer) => void);
  }

  private receive(chunk: Buffer): void {
    this.received = true;
    this.heardAt = Date.now();
    if (this.ended) return;
    this.pushes.nextChunk();
    try {
      this.scanner.push(chunk);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.fail(error);
    }
  }

  private take(reply: RawReply): void {
    if (this.ended) return;
    if (reply.type === PUSH) this.pushes.push(joinFrame(reply));
    else if (this.waiting.size > 0) {
      this.pushes.answered();
      this.arrived = reply;
      this.feed?.(NULL);
      if (this.arrived)
        this.fail(new ConnectionError('protocol', 'this version of ioredis pairs replies differently', true));
    } else if (this.ready) this.hooks.onUnsolicited?.(joinFrame(reply));
    else this.feed?.(joinFrame(reply)); // HELLO, AUTH and SELECT are ioredis's own
  }
}

const isQuit = (args: readonly Uint8Array[]) =>
  args[0]?.length === 4 && Buffer.from(args[0]).toString('latin1').toLowerCase() === 'quit';

function ignore(): void {}
