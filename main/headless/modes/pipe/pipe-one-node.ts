/** `--pipe` into one node, as redis-cli: the bytes of stdin go out as they come in, and the replies are counted. */
import type { Duplex } from 'node:stream';
import { latin1 } from '../../../../shared/resp/resp.ts';
import type { ConnectionError } from '../../../cluster/wire/errors.ts';
import { unreachableText } from '../../errors.ts';
import { seedOf } from '../../flags.ts';
import { handshakeOf } from '../../stream/handshake.ts';
import { NodeSocket } from '../../stream/node-socket.ts';
import type { Stdin } from '../../stdin.ts';
import type { ModeContext } from '../mode-context.ts';
import { PipeInput } from './pipe-input.ts';
import { LAST_REPLY, pipeTimeout, SENT, summary } from './pipe-words.ts';
import { ReplyCounter } from './reply-counter.ts';

/** The line break before it ends a last line that lacks its own; an empty line has no reply. */
const ECHO = '\r\n*2\r\n$4\r\nECHO\r\n$20\r\n';
const TICK_MS = 250;

/** Resolves with the exit code. `input` is stdin, or what is left of it. */
export async function pipeIntoOneNode(
  context: ModeContext,
  input: Pick<Stdin, 'next'> = new PipeInput(context.stdin),
): Promise<number> {
  const { flags, output } = context;
  const node = seedOf(flags);
  let isRefused = false;
  const socket = new NodeSocket(node, {
    connection: flags.target.connection,
    handshake: handshakeOf(flags, flags.target.connection.database),
    onRefusal: (text) => {
      isRefused = true;
      output.refusal(text);
    },
    onChunk: () => {},
    onPush: () => {},
  });
  const error = await socket.opened;
  if (error) {
    output.error(unreachableText(node, error.message));
    return 1;
  }
  if (isRefused) return 1;
  const code = await new OneNodePipe(context, input, socket).run();
  socket.close();
  return code;
}

class OneNodePipe {
  private readonly context: ModeContext;
  private readonly input: Pick<Stdin, 'next'>;
  private readonly socket: NodeSocket;
  /** Of 20 bytes: its ECHO is the last reply. */
  private readonly magic = latin1(Uint8Array.from({ length: 20 }, () => Math.random() * 256));
  private errors = 0;
  private replies = 0;
  private isSent = false;
  private lastRead = performance.now();
  private finish: (code: number) => void = () => {};

  constructor(context: ModeContext, input: Pick<Stdin, 'next'>, socket: NodeSocket) {
    this.context = context;
    this.input = input;
    this.socket = socket;
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => (this.finish = resolve));
    const counter = new ReplyCounter({
      answered: () => this.replies++,
      refused: (text) => {
        this.errors++;
        this.replies++;
        this.context.output.refusal(`${text}\n`);
      },
      isOwn: (text) => {
        const isLast = this.isSent && text === this.magic;
        if (isLast) this.complete();
        return isLast;
      },
    });
    const duplex = this.socket.take({
      receive: (chunk) => this.receive(counter, chunk),
      ended: (error) => this.lost(error),
    });
    const timer = setInterval(() => this.checkTime(), TICK_MS);
    if (duplex) void this.send(duplex);
    else this.finish(1);
    const code = await ended;
    clearInterval(timer);
    return code;
  }

  private receive(counter: ReplyCounter, chunk: Uint8Array): void {
    this.lastRead = performance.now();
    try {
      counter.push(chunk);
    } catch {
      this.context.output.error('Error reading replies from server\n');
      this.finish(1);
    }
  }

  private async send(duplex: Duplex): Promise<void> {
    const { input } = this;
    // The next piece may be read into the buffer of the one before.
    for (let piece = await input.next(); piece !== null; piece = await input.next())
      await new Promise((resolve) => duplex.write(piece, resolve));
    this.isSent = true;
    this.context.output.text(SENT);
    duplex.write(Buffer.from(`${ECHO}${this.magic}\r\n`, 'latin1'));
  }

  private complete(): void {
    this.context.output.text(LAST_REPLY);
    this.conclude();
  }

  private conclude(): void {
    this.context.output.text(summary(this.errors, this.replies));
    this.finish(this.errors > 0 ? 1 : 0);
  }

  private checkTime(): void {
    const seconds = pipeTimeout(this.context.request);
    if (!this.isSent || seconds <= 0 || performance.now() - this.lastRead <= seconds * 1000) return;
    this.context.output.error(`No replies for ${seconds} seconds: exiting.\n`);
    this.errors++;
    this.conclude();
  }

  /** redis-cli ends without a word. */
  private lost({ kind, message }: ConnectionError): void {
    if (kind === 'cancelled') return;
    this.context.output.error(
      `${message}: ${this.replies} replies had arrived. The other commands that were sent may or may not have run.\n`,
    );
    this.finish(1);
  }
}
