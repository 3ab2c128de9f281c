/** A socket for receiving only: SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE and MONITOR turn a connection into this. */
import { lowerWord, argsOf as asWords } from '../../../shared/resp/resp.ts';
import { decode, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { KEEP_ALIVE_MS, type ConnectionOptions } from '../wire/link-options.ts';
import { Link } from '../wire/link.ts';
import { ConnectionError } from '../wire/errors.ts';
import { silenceTimer } from '../wire/silence-timer.ts';

interface Pending {
  /** `subscribe`, `unsubscribe`, `monitor`, …: the beginning of the frames that confirm it. */
  name: string;
  left: number;
  resolve(error: Uint8Array | null): void;
  reject(error: ConnectionError): void;
}

export interface StreamHooks {
  onFrame(frame: Uint8Array, kind: 'message' | 'monitor' | 'confirmation', reply: Reply): void;
  /** The socket ended, other than by close(). `heardAt`: when the node last sent anything, by Date.now(). */
  onClosed(reason: string, heardAt: number): void;
}

/** Milliseconds that a PING may take. */
const ALIVE = 3000;
const PING = asWords('PING');
/** The name of a command whose answer is whatever is no message and confirms nothing. */
const SAID = '';

export class StreamConnection {
  private readonly link: Link;
  private readonly hooks: StreamHooks;
  private readonly opened: Promise<void>;
  private pending: Pending[] = [];
  private ended = false;
  /** Milliseconds of silence after which the node is asked whether it is there. */
  private readonly quiet: number;
  private quietTimer: NodeJS.Timeout | undefined;
  private deadline: (() => void) | undefined;

  constructor(options: ConnectionOptions, hooks: StreamHooks) {
    this.hooks = hooks;
    this.quiet = options.keepAlive ?? KEEP_ALIVE_MS;
    const take = (frame: Uint8Array) => this.take(frame);
    this.link = new Link(options, {
      onPush: take,
      onUnsolicited: take,
      onClosed: (reason) => this.end(reason),
    });
    this.opened = this.link.open();
    this.opened.then(
      () => this.watch(this.quiet),
      () => undefined, // each ask() gets the error
    );
  }

  /**
   * Sends a command and resolves when the server has confirmed it `count` times: with null, or with the frame of the
   * error it returned instead. Rejects with a ConnectionError.
   */
  async ask(args: readonly Uint8Array[], count: number): Promise<Uint8Array | null> {
    await this.opened;
    if (!this.link.writable) throw new ConnectionError('lost', 'the connection has ended', false);
    return new Promise((resolve, reject) => {
      this.pending.push({ name: lowerWord(args[0]), left: Math.max(1, count), resolve, reject });
      this.link.post(args);
    });
  }

  /**
   * Ends the socket if nothing comes within 3 s of a PING: it may be dead though neither end has closed it. Servers
   * answer PING between messages (Redis 3.0), and during MONITOR too; any data will do.
   */
  check(): void {
    if (this.deadline || !this.link.writable) return;
    this.awaitAnswer(Date.now());
    this.ask(PING, 1).then(
      () => {
        this.deadline?.();
        this.deadline = undefined;
      },
      () => undefined, // onClosed reports its end
    );
  }

  /** Sends a command that subscribes to nothing, and resolves with the frame of its answer. Rejects with a ConnectionError. */
  async say(args: readonly Uint8Array[]): Promise<Uint8Array> {
    await this.opened;
    if (!this.link.writable) throw new ConnectionError('lost', 'the connection has ended', false);
    return new Promise((resolve, reject) => {
      this.pending.push({ name: SAID, left: 1, resolve: (frame) => resolve(frame!), reject });
      this.link.post(args);
    });
  }

  /** Whether a command of the user's waits to be confirmed. */
  get isWaiting(): boolean {
    return this.pending.some(({ name }) => name !== 'ping') || !this.link.writable;
  }

  close(): void {
    this.settle(new ConnectionError('cancelled', 'stopped', true));
    this.link.cancel('cancelled', 'the connection was closed');
  }

  /** Gives up if nothing has come for as long as a PING may take; a long message may be arriving before the answer. */
  private awaitAnswer(since: number): void {
    this.deadline = silenceTimer(ALIVE, () => {
      if (this.link.heardAt < since) this.giveUp();
      else this.awaitAnswer(Date.now());
    });
  }

  private giveUp(): void {
    this.link.cancel('lost', 'the connection was dead');
    this.end(`no answer within ${ALIVE} ms`);
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.settle(new ConnectionError('lost', reason, true));
    this.hooks.onClosed(reason, this.link.heardAt);
  }

  private settle(error: ConnectionError): void {
    this.ended = true;
    clearTimeout(this.quietTimer);
    this.deadline?.();
    for (const one of this.pending.splice(0)) one.reject(error);
  }

  /** Checks after that many milliseconds whether anything has come meanwhile. */
  private watch(after: number): void {
    if (this.quiet === 0 || this.ended) return;
    this.quietTimer = setTimeout(() => {
      const left = this.link.heardAt + this.quiet - Date.now();
      if (left <= 0) this.check();
      this.watch(left > 0 ? left : this.quiet);
    }, after);
    this.quietTimer.unref();
  }

  private take(frame: Uint8Array): void {
    let reply: Reply;
    try {
      reply = decode(frame);
    } catch {
      return; // the scanner accepted it, so it is only nested deeper than we read
    }
    const first = this.pending[0];
    const head = reply.type === 'array' || reply.type === 'push' ? reply.items[0] : undefined;
    const name = head?.type === 'string' ? lowerWord(head.bytes) : '';
    if (reply.type === 'status' && isMonitorLine(reply.bytes))
      return this.hooks.onFrame(frame.slice(), 'monitor', reply);
    if (first?.name === SAID && !/message$|subscribe$/.test(name) && reply.type !== 'push')
      return void this.pending.shift()!.resolve(frame.slice());
    // A server that refuses PING is alive, too.
    const answers = reply.type === 'error' || reply.type === 'status' || name === 'pong';
    if (first?.name === 'ping' && answers) return void this.pending.shift()!.resolve(null);
    if (reply.type === 'error' && first) return void this.pending.shift()!.resolve(frame.slice());
    if (reply.type === 'status') {
      if (first?.name === 'monitor') return void this.pending.shift()!.resolve(null);
      // A server that answers so does not know the command: a proxy, or no Redis at all.
      if (first) return void this.pending.shift()!.resolve(frame.slice());
      return this.hooks.onFrame(frame.slice(), 'monitor', reply);
    }
    const confirms = /^[ps]?(un)?subscribe$/.test(name);
    this.hooks.onFrame(frame.slice(), confirms ? 'confirmation' : 'message', reply);
    if (confirms && first?.name === name && --first.left === 0) this.pending.shift()!.resolve(null);
  }
}

/** `1700000000.000000 [0 127.0.0.1:6379] "get" "k"`. */
const isMonitorLine = (bytes: Uint8Array) =>
  /^\d+\.\d+ \[/.test(latin1(bytes, 0, Math.min(bytes.length, 40)));
