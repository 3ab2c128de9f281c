/** The connection of a debugging session: commands out, replies read in order. Nothing is sent twice. */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, decode, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { encodeCommand } from '../wire/command-frame.ts';
import { socketWords } from '../wire/connect-failure.ts';
import { dialNode, loginWords } from '../wire/dial-node.ts';
import { textWithoutSecrets } from '../wire/echoed-secrets.ts';
import { ConnectionError } from '../wire/errors.ts';
import { FrameScanner } from '../wire/frame-scanner.ts';
import type { PoolSettings } from '../wire/node-pool.ts';
import { joinFrame } from '../wire/raw-reply.ts';
import { silenceTimer } from '../wire/silence-timer.ts';
import type { DebugTransport } from './lua-debug.ts';

/** The debugger's replies are short; this bounds what a hostile server may send. */
const LIMITS = { frame: 64 * 2 ** 20 };
const MAX_WORDS = 500;

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: ConnectionError): void;
}

export class DebugConnection implements DebugTransport {
  private readonly socket: Duplex;
  private readonly scanner: FrameScanner;
  private readonly waiting: Waiting[] = [];
  /** Replies that nobody has waited for yet: EVAL's own may come with the one before it. */
  private readonly early: Reply[] = [];
  private ended: ConnectionError | null = null;

  private constructor(socket: Duplex) {
    this.socket = socket;
    this.scanner = new FrameScanner((frame) => this.take(decode(joinFrame(frame))), LIMITS);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    let words = 'the node closed the connection';
    socket.on('error', (error: Error) => (words = socketWords(error)));
    socket.once('end', () => socket.destroy());
    socket.once('close', () => this.end(new ConnectionError('lost', words, true)));
  }

  /** Logs in and selects the database. Rejects with a ConnectionError. */
  static async open(settings: PoolSettings, node: NodeAddress): Promise<DebugConnection> {
    const connection = new DebugConnection(await dialNode(settings, node));
    const login = loginWords(settings, node);
    const steps = login ? [login] : [];
    if (settings.database > 0) steps.push(['SELECT', String(settings.database)]);
    const stop = silenceTimer(settings.connectTimeout, () => connection.close());
    try {
      for (const words of steps) {
        const reply = await connection.ask(argsOf(...words));
        if (reply.type !== 'error') continue;
        const text = textWithoutSecrets(latin1(reply.bytes).slice(0, MAX_WORDS), login?.slice(-1) ?? []);
        throw new ConnectionError('auth', text, true);
      }
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      stop();
    }
  }

  async askTwo(
    args: readonly Uint8Array[],
    hasSecond: (first: Reply) => boolean,
  ): Promise<[first: Reply, second: Reply | null]> {
    const first = await this.ask(args);
    return hasSecond(first) ? [first, await this.next()] : [first, null];
  }

  close(): void {
    this.end(new ConnectionError('cancelled', 'the connection was closed', true));
  }

  private ask(args: readonly Uint8Array[]): Promise<Reply> {
    const reply = this.next();
    if (!this.ended) this.socket.write(encodeCommand([...args]));
    return reply;
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.shift();
    if (waiting) waiting.resolve(reply);
    else this.early.push(reply);
  }

  private next(): Promise<Reply> {
    const early = this.early.shift();
    if (early) return Promise.resolve(early);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private receive(chunk: Buffer): void {
    if (this.ended) return;
    try {
      this.scanner.push(chunk);
    } catch (error) {
      this.end(
        error instanceof ConnectionError ? error : new ConnectionError('protocol', String(error), true),
      );
    }
  }

  private end(error: ConnectionError): void {
    if (this.ended) return;
    this.ended = error;
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
