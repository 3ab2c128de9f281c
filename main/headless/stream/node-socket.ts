/**
 * One socket to a node: commands out, replies read as they arrive, in order. Only what redis-cli sends goes before the
 * first command: AUTH, SELECT, HELLO, if they were asked for. Nothing is sent twice here.
 */
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { latin1, type Reply } from '../../../shared/resp/resp.ts';
import { parseAddress } from '../../cluster/wire/address.ts';
import { encodeBytes } from '../../cluster/wire/command-frame.ts';
import { socketWords } from '../../cluster/wire/connect-failure.ts';
import { ConnectionError } from '../../cluster/wire/errors.ts';
import { PING, type ConnectionOptions } from '../../cluster/wire/link-options.ts';
import { silenceTimer } from '../../cluster/wire/silence-timer.ts';
import type { Handshake } from './handshake.ts';
import { ReplyReader, TYPE, type ReplyHost, type ReplyTokens } from './reply-reader.ts';
import { ReplyTree } from './reply-tree.ts';
import type { Request } from './request.ts';

type Args = readonly Uint8Array[];

/** A command whose reply is awaited. */
export interface Awaited {
  readonly args: Args;
  /** Sent before the command on the same socket. */
  readonly asking: boolean;
  readonly request?: Request;
  /** Where its reply goes. */
  starts(type: number): ReplyTokens;
  /** Called before more of a reply that has begun. */
  resumes?(): void;
  /** `refusal`: the error with which the server has answered ASKING. */
  done(refusal: Uint8Array | null): void;
  /** No reply comes. `count` commands have lost the connection together. */
  fails(error: ConnectionError, count: number): void;
}

export interface SocketOptions {
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  handshake: readonly Handshake[];
  /** Called with a step of the handshake that the server has refused: the rest of it is left out. */
  onRefusal(text: string): void;
  /** Called after each piece of replies. */
  onChunk(): void;
  /** Called with a RESP3 push, and with the request whose reply comes next. */
  onPush(push: Reply, next: Request | null): void;
}

/** The receiver of all that arrives at a socket that was handed over. */
export interface Taker {
  /** The bytes are valid during the call only. */
  receive(chunk: Uint8Array): void;
  ended(error: ConnectionError): void;
}

const ASKING = [Buffer.from('ASKING')];
const READ_SIZE = 1 << 16;
/** As redis-cli. */
const KEEP_ALIVE_MS = 15_000;

export class NodeSocket implements ReplyHost {
  readonly node: NodeAddress;
  /** Resolves when it can be used; with the reason if it cannot. */
  readonly opened: Promise<ConnectionError | null>;
  private readonly options: SocketOptions;
  private socket: Duplex | null = null;
  private ended: ConnectionError | null = null;
  private phase: 'opening' | 'open' | 'closed' = 'opening';
  /** Commands that wait for the socket. */
  private waiting: Awaited[] = [];
  private inFlight: Awaited[] = [];
  /** Commands to be written in this turn of the event loop. */
  private toWrite: Args[] = [];
  /** A push on its way, or what nobody has asked for. */
  private pushed: ReplyTree | null = null;
  /** Whether a part of the first command's reply has arrived. */
  private isWithin = false;
  /** The error with which the server has answered the last ASKING. */
  private refusal: Uint8Array | null = null;
  /** The error with which the server may have turned the connection away. */
  private turnedAway: string | null = null;
  private isPaused = false;
  private taker: Taker | null = null;
  private readonly abort = new AbortController();
  private readonly reader = new ReplyReader(this);

  constructor(node: NodeAddress, options: SocketOptions) {
    this.node = node;
    this.options = options;
    this.opened = this.open();
  }

  get isClosed(): boolean {
    return this.phase === 'closed';
  }

  send(command: Awaited): void {
    if (this.phase === 'closed')
      command.fails(new ConnectionError('lost', 'its connection has ended', false), 1);
    else if (this.phase === 'opening') this.waiting.push(command);
    else this.write(command);
  }

  /** For `done` of a command alone: its next reply comes without being asked for. */
  expect(command: Awaited): void {
    this.inFlight.unshift(command);
  }

  pause(isPaused: boolean): void {
    if (this.isPaused === isPaused) return;
    this.isPaused = isPaused;
    if (isPaused) this.socket?.pause();
    else this.socket?.resume();
  }

  /** Whether the reply to such a request comes over this socket. */
  awaits(isWanted: (request: Request) => boolean): boolean {
    return this.inFlight.some(({ request }) => request !== undefined && isWanted(request));
  }

  /** Hands the open socket over: the caller alone writes to it from now on. Null if it has ended. */
  take(taker: Taker): Duplex | null {
    this.taker = taker;
    return this.isClosed ? null : this.socket;
  }

  close(): void {
    this.end(new ConnectionError('cancelled', 'the connection was closed', true));
  }

  starts(type: number): ReplyTokens {
    const first = this.inFlight[0];
    if (type === TYPE.push || first === undefined) return (this.pushed = new ReplyTree());
    this.isWithin = true;
    return first.starts(type);
  }

  done(): void {
    const { pushed } = this;
    if (pushed) {
      this.pushed = null;
      if (pushed.value?.type === 'push') this.options.onPush(pushed.value, this.inFlight[0]?.request ?? null);
      return;
    }
    this.isWithin = false;
    const command = this.inFlight.shift()!;
    const { refusal } = this;
    this.refusal = null;
    command.done(refusal);
  }

  private write(command: Awaited): void {
    if (this.toWrite.length === 0) process.nextTick(() => this.flush());
    if (command.asking) {
      this.toWrite.push(ASKING);
      this.inFlight.push(
        new Question(ASKING, undefined, (value) => {
          this.refusal = value?.type === 'error' ? value.bytes : null;
        }),
      );
    }
    this.toWrite.push(command.args);
    this.inFlight.push(command);
  }

  private flush(): void {
    const commands = this.toWrite;
    this.toWrite = [];
    if (this.phase === 'open' || this.phase === 'opening') this.socket?.write(encodeBytes(commands));
  }

  private async open(): Promise<ConnectionError | null> {
    const { connectTimeout } = this.options.connection;
    const late = () => this.end(new ConnectionError('unreachable', 'connect ETIMEDOUT', false));
    const stop = connectTimeout > 0 ? silenceTimer(connectTimeout, late) : () => {};
    try {
      const socket = await this.dial();
      stop();
      if (this.isClosed) socket.destroy();
      this.socket = socket;
      for (const { args, refusal } of this.isClosed ? [] : this.options.handshake) {
        const error = await this.ask(args);
        if (error === null) continue;
        this.options.onRefusal(`${refusal}: ${error}\n`);
        // The error may be one that the server wrote unasked, to close then: no command is sent before that shows.
        this.turnedAway = error;
        await this.ask(PING);
        this.turnedAway = null;
        break;
      }
      if (this.isClosed) return this.ended;
      this.phase = 'open';
      for (const command of this.waiting.splice(0)) this.write(command);
      return null;
    } catch (error) {
      stop();
      this.end(asConnectionError(error));
      return this.ended;
    }
  }

  /** TLS is loaded when needed: it takes as long as all the rest. */
  private async dial(): Promise<Duplex> {
    const place = parseAddress(this.node);
    if (!place) throw new ConnectionError('unreachable', `${this.node} is not an address`, false);
    const { tls, dial, family = 0 } = this.options.connection;
    if (tls || dial) {
      const { openSocket } = await import('../../cluster/wire/dial.ts');
      const transport = { place, name: place.host, family, tls, dial };
      const socket = await openSocket(transport, this.abort.signal);
      socket.on('data', (chunk: Buffer) => this.receive(chunk));
      return this.watch(socket);
    }
    const { host, port } = place;
    const target = host.startsWith('/') ? { path: host } : { host, port, family };
    // One buffer for all that arrives: a stream would make garbage of each piece.
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_SIZE),
      callback: (length: number, buffer: Uint8Array) => {
        this.receive(buffer.subarray(0, length));
        return !this.isPaused;
      },
    };
    const socket = connect({ ...target, noDelay: true, onread });
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the node closed the connection')));
    });
    return this.watch(socket);
  }

  private watch<T extends Duplex | Socket>(socket: T): T {
    let trouble: Error | null = null;
    // A node that is gone without a word is found out while nothing is asked of it.
    if ('setKeepAlive' in socket) socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', (error: Error) => (trouble = error));
    const ended = () => {
      const words = this.turnedAway ?? (trouble ? socketWords(trouble) : 'the node closed the connection');
      this.end(new ConnectionError('lost', words, true));
    };
    socket.once('end', ended);
    socket.once('close', ended);
    return socket;
  }

  /** Returns the server's error; null if there is none. Rejects if the connection ends. */
  private ask(args: Args): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const question = new Question(args, reject, (value) =>
        resolve(value?.type === 'error' ? latin1(value.bytes) : null),
      );
      this.inFlight.push(question);
      this.toWrite.push(args);
      this.flush();
    });
  }

  private receive(chunk: Uint8Array): void {
    if (this.isClosed) return;
    if (this.taker) return this.taker.receive(chunk);
    if (this.isWithin) this.inFlight[0]?.resumes?.();
    try {
      this.reader.push(chunk);
    } catch (error) {
      const isTheirs = error instanceof ConnectionError;
      this.end(
        isTheirs
          ? error
          : new ConnectionError('protocol', `its answer cannot be shown (${String(error)})`, true),
      );
    }
    this.options.onChunk();
  }

  private end(error: ConnectionError): void {
    if (this.isClosed) return;
    this.phase = 'closed';
    this.ended = error;
    this.abort.abort();
    this.socket?.destroy();
    this.taker?.ended(error);
    const [sent, waiting] = [this.inFlight, this.waiting];
    this.inFlight = [];
    this.waiting = [];
    for (const command of sent)
      command.fails(new ConnectionError(error.kind, error.message, true), sent.length);
    for (const command of waiting) command.fails(new ConnectionError(error.kind, error.message, false), 1);
    this.options.onChunk();
  }
}

/** A command of ours, whose reply is kept. */
export class Question implements Awaited {
  readonly args: Args;
  readonly asking = false;
  private readonly tree = new ReplyTree();
  private readonly onFailure: (error: ConnectionError) => void;
  private readonly onReply: (value: ReplyTree['value']) => void;

  constructor(
    args: Args,
    onFailure: (error: ConnectionError) => void = () => {},
    onReply: (value: ReplyTree['value']) => void = () => {},
  ) {
    this.args = args;
    this.onFailure = onFailure;
    this.onReply = onReply;
  }

  starts(): ReplyTokens {
    return this.tree;
  }

  done(): void {
    this.onReply(this.tree.value);
  }

  fails(error: ConnectionError): void {
    this.onFailure(error);
  }
}

const asConnectionError = (error: unknown): ConnectionError =>
  error instanceof ConnectionError
    ? error
    : new ConnectionError('unreachable', error instanceof Error ? socketWords(error) : String(error), false);
