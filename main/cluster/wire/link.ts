/**
 * One socket to a node: args in, the reply's raw frame out. Nothing is ever sent twice: a link is discarded with its
 * socket. ioredis dials and does the handshake; its decoder gets the replies of that, through a frame scanner. From then on
 * commands are written to the socket, and their raw frames read from it, by ourselves: ioredis's own way costs more than
 * everything else that is done for a command.
 */
import { AskingGate } from './asking.ts';
import { socketWords } from './connect-failure.ts';
import { encodeCommand } from './command-frame.ts';
import { textWithoutSecrets, withoutSecrets } from './echoed-secrets.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { ConnectionError, type ConnectionErrorKind } from './errors.ts';
import { FrameScanner } from './frame-scanner.ts';
import { Fifo } from './fifo.ts';
import { createRedis, replaceDecoder, type Redis } from './ioredis.ts';
import { encodeJob, type Job } from './job.ts';
import { PING, type ConnectionHooks, type ConnectionOptions } from './link-options.ts';
import { claimSocket, disclaimSocket } from './own-sockets.ts';
import { PushOrder } from './push-order.ts';
import { isError, joinFrame, type PartOfReply, type RawReply } from './raw-reply.ts';
import { refusalOf } from './refusal.ts';
import { silenceTimer } from './silence-timer.ts';
import { timedJob } from './timed-job.ts';

const PUSH = 0x3e;
const ASKING = encodeCommand([Buffer.from('ASKING')]);

/** Bytes up to which what is written in one turn is joined. */
const JOINED = 1 << 16;

/** A command that waits for its reply, or for an error to end it. */
interface Waiting {
  /** How many were written on this link before it. */
  number: number;
  onReply(reply: RawReply): void;
  onError(error: ConnectionError): void;
}

/** One socket, from dialling to its end. */
export class Link {
  /** Whether the peer hung up during the handshake without a byte, as a proxy does that does not know HELLO. */
  hungUp = false;
  /** Whether it hung up during the handshake, with or without bytes before. */
  parted = false;
  /** When bytes last arrived, by Date.now(); the link's creation before that. */
  heardAt = Date.now();
  private readonly options: ConnectionOptions;
  private readonly hooks: ConnectionHooks;
  private readonly redis: Redis;
  private readonly scanner: FrameScanner;
  private readonly gate = new AskingGate(
    (job) => this.writeJob(job),
    (onReply, onError) => this.write(ASKING, onReply, onError),
  );
  private readonly pushes = new PushOrder((frame) => this.hooks.onPush?.(frame));
  /** ioredis's decoder. */
  private feed: ((bytes: Uint8Array) => void) | null = null;
  /** In the order of sending. */
  private readonly waiting = new Fifo<Waiting>();
  /** Commands that were given to this link, and how many of them have been given to the socket. */
  private written = 0;
  private flushed = 0;
  /** The commands that are written at the end of this turn. */
  private outbox: Uint8Array[] = [];
  private readonly flushOutbox = () => this.flush();
  private received = false;
  private ready = false;
  private ended: ConnectionError | null = null;
  /** The first error that ioredis reported, from the socket or a reply of the handshake. */
  private trouble: Error | null = null;

  constructor(options: ConnectionOptions, hooks: ConnectionHooks) {
    this.options = options;
    this.hooks = hooks;
    this.scanner = new FrameScanner((reply) => this.take(reply), options.limits);
    this.redis = createRedis(options);
    const { password } = options;
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

  /** The part of a command's answer that has arrived; null if none has. */
  get arriving(): PartOfReply | null {
    const part = this.waiting.first ? this.scanner.arriving : null;
    return part?.reply.type === PUSH ? null : part;
  }

  /** Whether ioredis sends something before the first command. */
  private get hasHandshake(): boolean {
    const { protocol, username, password, database, clientName } = this.options;
    const logsIn = Boolean(username) || Boolean(password);
    return protocol === 3 || logsIn || database !== 0 || Boolean(clientName);
  }

  /** Resolves when commands can be sent; rejects with a ConnectionError, `sent` false. */
  async open(): Promise<void> {
    const { host, port, connectTimeout, password, tls, quiet } = this.options;
    if (password) this.options.onLogin?.({ host, port });
    const stop = silenceTimer(connectTimeout, () => {
      const words = `no ${tls && !this.feed ? 'TLS ' : ''}answer within ${connectTimeout} ms`;
      this.end(new ConnectionError('unreachable', words, false));
    });
    try {
      await this.redis.connect().catch(() => {}); // the error is in `ended` or `trouble`
      // ioredis continues if SELECT is refused: a command would then run in database 0.
      if (this.ended || this.trouble || this.redis.status !== 'ready') throw new Error('refused');
      // If nothing was exchanged, any program may listen there: a PING finds out before a command is sent.
      if (!quiet && !this.hasHandshake) await this.ping();
      for (const args of this.options.setup ?? []) await this.prepare(args);
      this.ready = true;
    } catch {
      const refusal = this.refusal();
      this.end(refusal);
      throw refusal;
    } finally {
      stop();
    }
  }

  /** Writes at once, or after the answer to an ASKING; `writable` must be true. */
  send(job: Job): void {
    const { timeout } = job.options;
    const onLate = (error: ConnectionError) => this.end(error);
    const timed = timeout === undefined ? job : timedJob(job, timeout, () => this.heardAt, onLate);
    if (this.gate.isOpenFor(timed)) this.writeJob(timed);
    else this.gate.send(timed);
  }

  private writeJob(job: Job): void {
    const encoded = encodeJob(job);
    if (!encoded) return;
    const { bytes, quits } = encoded;
    let refused: RawReply | null = null;
    if (job.options.asking === 'pipelined')
      this.write(ASKING, (reply) => (refused = isError(reply) ? reply : null), ignore);
    this.write(
      bytes,
      (reply) => {
        job.resolve(refused && isError(reply, 'MOVED ') ? refused : withoutSecrets(reply, [job.args]));
        // The server hangs up now: anything written until we notice would be lost.
        if (quits && !isError(reply)) this.cancel('lost', 'QUIT was sent before');
      },
      (error) => job.reject(error),
    );
  }

  /**
   * Writes a command whose answers all come through the hooks, such as SUBSCRIBE or MONITOR; `writable` must be true.
   */
  post(args: readonly Uint8Array[]): void {
    this.postFrames(encodeCommand(args));
  }

  /** Writes whole commands that are encoded already, one after another; otherwise as post(). */
  postFrames(bytes: Uint8Array): void {
    this.flush();
    this.redis.stream.write(bytes);
  }

  /** What was written within one turn of the event loop goes out in one system call. */
  private flush(): void {
    const { outbox } = this;
    const { stream } = this.redis;
    // Without a socket they stay unsent, and its end rejects them.
    if (outbox.length === 0 || !stream.writable) return;
    this.outbox = [];
    this.flushed = this.written;
    let bytes = 0;
    for (const frame of outbox) bytes += frame.length;
    if (outbox.length === 1) stream.write(outbox[0]!);
    else if (bytes <= JOINED) stream.write(Buffer.concat(outbox, bytes));
    else {
      stream.cork();
      for (const frame of outbox) stream.write(frame);
      stream.uncork();
    }
  }

  /**
   * Makes TCP probe every second, for ten seconds at most, for sockets that may carry no PING; not if keep-alive is
   * off.
   */
  askTcp(): void {
    this.redis.stream.setKeepAlive(true, 1000);
  }

  /** Closes the socket at once and rejects all waiting commands with this kind. */
  cancel(kind: ConnectionErrorKind, message: string): void {
    this.rejectWaiting(kind, message);
    this.ready = false;
    this.end(new ConnectionError(kind, message, false));
  }

  /** Ends the connection because of the oldest command: it is rejected with `error`, the others as lost. */
  private fail(error: ConnectionError): void {
    this.waiting.shift()?.onError(error);
    this.end(error);
  }

  private end(reason: ConnectionError): void {
    if (this.ended) return;
    this.ended = reason;
    // At the end this would only start a timer that nothing stops.
    if (this.redis.status !== 'end') this.redis.disconnect();
    this.redis.stream?.destroy();
    this.rejectWaiting('lost', reason.message);
    if (this.ready) this.hooks.onClosed?.(reason.message);
  }

  private rejectWaiting(kind: ConnectionErrorKind, message: string): void {
    // They are reported as not sent.
    this.outbox = [];
    for (const { number, onError } of this.waiting.take())
      onError(new ConnectionError(kind, message, number < this.flushed));
  }

  private loss(sent: boolean): ConnectionError {
    const words = this.trouble ? socketWords(this.trouble) : 'the node closed the connection';
    return new ConnectionError('lost', words, sent);
  }

  /** The reason why open() fails. */
  private refusal(): ConnectionError {
    const { ended, trouble, feed, received, options } = this;
    const opened = { ended, trouble, isConnected: feed !== null, hasReceived: received };
    const { error, parted, hungUp } = refusalOf(opened, options);
    this.parted = parted;
    this.hungUp = hungUp;
    return error;
  }

  /** Ignores an error reply: the command was also refused when typed, or the server has another version. */
  private prepare(args: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => this.write(encodeCommand(args), () => resolve(), reject));
  }

  /**
   * A server that turns a connection away writes an error, unasked, and closes: DENIED, max number of clients, a proxy that
   * is not online. The error is taken for the answer to the PING, so a second one shows whether the connection lasts.
   */
  private async ping(): Promise<void> {
    const answer = await this.answerToPing();
    if (!isError(answer) || LASTING.some((code) => isError(answer, code))) return;
    this.trouble = new Error(errorOf(answer));
    if (TURNED_AWAY.some((text) => isError(answer, text))) throw this.trouble;
    await this.answerToPing();
    this.trouble = null;
  }

  private answerToPing(): Promise<RawReply> {
    const question = encodeCommand(this.options.aliveQuestion ?? PING);
    return new Promise((resolve, reject) => this.write(question, resolve, reject));
  }

  /** Not before ioredis has had the answers to its handshake. */
  private write(
    bytes: Uint8Array,
    onReply: (reply: RawReply) => void,
    onError: (error: ConnectionError) => void,
  ): void {
    if (this.ended) return onError(this.loss(false));
    this.waiting.push({ number: this.written++, onReply, onError });
    if (this.outbox.push(bytes) === 1) atEndOfTurn(this.flushOutbox);
  }

  /** Replaces the listener of ioredis's decoder by the scanner. Runs before the first byte can arrive. */
  private splice(): void {
    const { stream } = this.redis;
    const { own } = this.options;
    if (own) claimSocket(stream, own);
    else disclaimSocket(stream);
    this.feed = replaceDecoder(this.redis, (chunk) => this.receive(chunk));
    if (this.feed) return;
    this.end(new ConnectionError('protocol', 'this version of ioredis reads its socket differently', false));
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
    const waiting = this.waiting.first;
    if (reply.type === PUSH) this.pushes.push(joinFrame(reply));
    // The answer to a command does not come before it was sent.
    else if (waiting && waiting.number < this.flushed) {
      this.waiting.shift();
      this.pushes.answered();
      try {
        waiting.onReply(reply);
      } catch (error) {
        // Thrown here, it would end the reading of what has arrived: the next replies would be paired wrongly.
        queueMicrotask(() => {
          throw error;
        });
      }
    } else if (this.ready) this.hooks.onUnsolicited?.(joinFrame(reply));
    else if (isError(reply) && !this.hasHandshake) this.trouble ??= new Error(errorOf(reply));
    else this.feed?.(joinFrame(reply)); // ioredis sends HELLO, AUTH and SELECT itself
  }
}

/** Errors of a server that stays connected. */
const LASTING = ['NOAUTH', 'NOPERM', 'LOADING', 'MASTERDOWN', 'BUSY'];
/** Errors of one that is about to close the connection, even if it is still open. */
const TURNED_AWAY = ['DENIED', 'ERR max number of clients'];

const errorOf = (reply: RawReply) => Buffer.from(joinFrame(reply)).toString().slice(1, 500).trim();

function ignore(): void {}
