/** One pipelined connection of `--pipe` to a node of a cluster: bytes out, replies matched to the commands. */
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { ConnectionError } from '../../../cluster/wire/errors.ts';
import { NodeSocket, type SocketOptions } from '../../stream/node-socket.ts';
import { InFlight } from './in-flight.ts';
import { ReplyCounter } from './reply-counter.ts';
import { SentBytes } from './sent-bytes.ts';

/** A command taken out of the stream because it goes its own way. */
export interface Command {
  bytes: Buffer;
  /** Place in the input. */
  input: number;
  slot: number;
  hops: number;
  /** Whether the commands of its slot wait behind it. */
  isFirst: boolean;
  /** Found when first needed. */
  keys?: readonly string[];
}

export interface LinkHost {
  /** The first command in flight is answered, and it ran or failed for good. */
  settled(slot: number, isFirst: boolean): void;
  /** Whether an answer of the slot is to be told to `mayHaveRun` first. */
  mayOvertake(slot: number): boolean;
  mayHaveRun(command: Command): void;
  /** It is answered with this error, one character below 256 a byte. */
  refused(link: PipeLink, text: string, command: Command): void;
  /** After each piece of replies. */
  progress(): void;
  opened(link: PipeLink): void;
  /** Some of its commands may have run: see `inFlight`. `unsent` have not. */
  ended(link: PipeLink, error: ConnectionError, unsent: Command[]): void;
}

const ASKING = Buffer.from('*1\r\n$6\r\nASKING\r\n');
/** Of the commands in flight: the ASKING before one; the first of its slot, others wait; times that it was redirected. */
const IS_ASKING = 1;
const IS_FIRST = 2;
const HOP = 4;

/** Commands and bytes in flight beyond which the input waits. */
const WINDOW = 12_000;
const WINDOW_BYTES = 1 << 21;
const FLUSH_BYTES = 1 << 16;

export class PipeLink {
  readonly node: NodeAddress;
  readonly inFlight = new InFlight();
  answered = 0;
  errors = 0;
  private readonly sent = new SentBytes();
  private readonly host: LinkHost;
  private readonly socket: NodeSocket;
  private readonly counter: ReplyCounter;
  private duplex: Duplex | null = null;
  private hasEnded = false;

  constructor(node: NodeAddress, options: Pick<SocketOptions, 'connection' | 'handshake'>, host: LinkHost) {
    this.node = node;
    this.host = host;
    this.counter = new ReplyCounter({ answered: () => this.settle(), refused: (text) => this.refused(text) });
    let refusal = '';
    this.socket = new NodeSocket(node, {
      ...options,
      onRefusal: (text) => (refusal = text.trimEnd()),
      onChunk: () => {},
      onPush: () => {},
    });
    void this.socket.opened.then((error) => {
      if (refusal !== '') this.end(new ConnectionError('auth', refusal, false));
      else if (error) this.end(error);
      else this.start();
    });
  }

  get isFull(): boolean {
    return this.inFlight.length >= WINDOW || this.sent.end - this.firstPosition > WINDOW_BYTES;
  }

  append(bytes: Uint8Array, from: number, to: number, slot: number, input: number): void {
    this.inFlight.push(this.sent.end, input, slot, 0);
    this.sent.append(bytes, from, to);
    if (this.sent.unflushed > FLUSH_BYTES) this.flush();
  }

  send({ bytes, slot, input, hops, isFirst }: Command, isAsking: boolean): void {
    if (isAsking) {
      this.inFlight.push(this.sent.end, input, slot, IS_ASKING);
      this.sent.append(ASKING, 0, ASKING.length);
    }
    this.inFlight.push(this.sent.end, input, slot, (isFirst ? IS_FIRST : 0) + HOP * hops);
    this.sent.append(bytes, 0, bytes.length);
  }

  flush(): void {
    const { duplex } = this;
    if (duplex && this.sent.unflushed > 0) this.sent.flush((bytes) => duplex.write(bytes));
  }

  /** The nth command in flight; null for an ASKING. */
  command(nth: number): Command | null {
    const { inFlight } = this;
    const mark = inFlight.mark(nth);
    if ((mark & IS_ASKING) > 0) return null;
    const end = nth + 1 < inFlight.length ? inFlight.position(nth + 1) : this.sent.end;
    return {
      bytes: this.sent.slice(inFlight.position(nth), end),
      input: inFlight.input(nth),
      slot: inFlight.slot(nth),
      hops: Math.floor(mark / HOP),
      isFirst: (mark & IS_FIRST) > 0,
    };
  }

  /** Sends nothing from now on. Returns the commands that were not sent; those in flight then may have run. */
  stop(): Command[] {
    this.hasEnded = true;
    this.duplex = null;
    const unsent: Command[] = [];
    let kept = 0;
    for (let i = 0; i < this.inFlight.length; i++) {
      if (this.inFlight.position(i) < this.sent.flushed) {
        kept++;
        continue;
      }
      const command = this.command(i);
      if (command !== null) unsent.push(command);
    }
    this.inFlight.cut(kept);
    this.socket.close();
    return unsent;
  }

  private get firstPosition(): number {
    return this.inFlight.length > 0 ? this.inFlight.position() : this.sent.end;
  }

  private start(): void {
    this.duplex = this.socket.take({
      receive: (chunk) => this.receive(chunk),
      ended: (error) => this.end(error),
    });
    this.host.opened(this);
    this.flush();
  }

  private receive(chunk: Uint8Array): void {
    try {
      if (!this.hasEnded) this.counter.push(chunk);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.end(error);
    }
    // A server that answers before it has read would have what it has not read overwritten.
    this.sent.release(Math.min(this.firstPosition, this.sent.flushed - (this.duplex?.writableLength ?? 0)));
    this.host.progress();
  }

  private settle(): void {
    const { inFlight } = this;
    if (inFlight.length === 0) throw new ConnectionError('protocol', 'an answer that nobody asked for', true);
    const mark = inFlight.mark();
    const slot = inFlight.slot();
    const command = this.host.mayOvertake(slot) ? this.command(0) : null;
    inFlight.shift();
    if ((mark & IS_ASKING) > 0) return;
    this.answered++;
    if (command !== null) this.host.mayHaveRun(command);
    this.host.settled(slot, (mark & IS_FIRST) > 0);
  }

  private refused(text: string): void {
    if (this.inFlight.length === 0)
      throw new ConnectionError('protocol', `an answer that nobody asked for: ${text}`, true);
    const command = this.command(0);
    this.inFlight.shift();
    if (command !== null) this.host.refused(this, text, command);
  }

  private end(error: ConnectionError): void {
    if (this.hasEnded) return;
    this.host.ended(this, error, this.stop());
  }
}
