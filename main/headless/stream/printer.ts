/** Prints the outcomes of requests in the order of their lines: replies of the first as they arrive, others at their turn. */
import { formatCli, printsBare, type CliStyle } from '../../../shared/format/cli.ts';
import { formatInvalidation } from '../../../shared/format/tty.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { textWithoutSecrets } from '../../cluster/wire/echoed-secrets.ts';
import { firstSecret } from '../../../shared/commands/command-secrets.ts';
import { latin1, lowerWord, type Reply } from '../../../shared/resp/resp.ts';
import { durationLine, redirectLine } from '../cli-lines.ts';
import { failureText } from '../errors.ts';
import { now } from '../now.ts';
import { ByteOutput } from './byte-output.ts';
import { copyOf } from './reply-tree.ts';
import { newWriter, type ReplyWriter } from './reply-writer.ts';
import { newRequest, type Request } from './request.ts';
import { writeAll } from './write-all.ts';

/** Bytes of replies that wait for their turn; more of them are not read from the sockets. */
const MAX_HELD = 8 << 20;

export interface PrinterOptions {
  style: CliStyle;
  /** Whether redirects are printed. */
  showsRedirects: boolean;
  /** Lines of stdin; else one command from the arguments. */
  isShell: boolean;
  /** Whether an error reply goes to stderr (`-e`). */
  errorCode: boolean;
  /** Whether RESP3 pushes are printed. */
  showsPushes: boolean;
  start: NodeAddress;
}

export class Printer {
  /** The node that a command without a key goes to. */
  current: NodeAddress;
  private readonly options: PrinterOptions;
  private readonly stdout = new ByteOutput((bytes) => void (writeAll(1, bytes) || process.exit(0)));
  /** Collects what a request that is not the first has printed. */
  private readonly aside = new ByteOutput((bytes) => this.hold(bytes));
  private asideOf: Request | null = null;
  private readonly queue: Request[] = [];
  private readonly spare: { [bare: string]: ReplyWriter[] } = { true: [], false: [] };
  private heldBytes = 0;
  private lastEnd = 0;
  private flushing: NodeJS.Immediate | null = null;

  constructor(options: PrinterOptions) {
    this.options = options;
    this.current = options.start;
  }

  get size(): number {
    return this.queue.length;
  }

  /** Whether so much waits for its turn that only the first reply should be read. */
  get isFull(): boolean {
    return this.heldBytes > MAX_HELD;
  }

  isFirst(request: Request): boolean {
    return this.queue[0] === request;
  }

  add(request: Request): void {
    this.queue.push(request);
  }

  /** Requests that have no end yet, in order. */
  get pending(): Request[] {
    return this.queue.filter(({ end }) => end === null);
  }

  /** Text of ours at the place of the last line; one character below 256 a byte. */
  note(text: string): void {
    const note = newRequest([], 0, { slot: null, readonly: null });
    note.held.push(Buffer.from(text, 'latin1'));
    note.isPrinting = true;
    this.heldBytes += text.length;
    this.queue.push(note);
    if (this.isFirst(note)) this.becomeFirst(note);
    this.end(note, 'reply');
  }

  /** The receiver of the reply's values; valid until pause(). */
  begin(request: Request): ReplyWriter {
    const bare = printsBare(request.args, this.options.style);
    const writer = this.spare[String(bare)]!.pop() ?? newWriter(this.stdout, this.options.style, bare);
    request.writer = writer;
    request.isPrinting = true;
    if (this.isFirst(request)) {
      this.announce(request);
      writer.output = this.stdout;
    } else this.setAside(request, writer);
    return writer;
  }

  /** More of the reply arrives. */
  resume(request: Request): void {
    const { writer } = request;
    if (writer && !this.isFirst(request)) this.setAside(request, writer);
  }

  /** The reply that begin() was called for is whole. */
  finish(request: Request): void {
    const writer = request.writer!;
    writer.finish();
    this.spare[String(printsBare(request.args, this.options.style))]!.push(writer);
    this.end(request, 'reply');
  }

  /** It has ended in another way; `error` or `failure` is set. */
  end(request: Request, end: NonNullable<Request['end']>): void {
    this.aside.flush();
    request.writer = null;
    request.end = end;
    request.finished = now();
    // Whoever writes the lines may wait for this before the next one.
    this.flushSoon();
    while (this.queue[0] && this.queue[0].end !== null) {
      const first = this.queue[0];
      this.conclude(first);
      this.queue.shift();
      const next = this.queue[0];
      if (next) this.becomeFirst(next);
    }
  }

  /** A push, before the reply to `next`; null if nothing is awaited. */
  push(push: Reply, next: Request | null): void {
    const { style, showsPushes } = this.options;
    if (!showsPushes) return;
    const text =
      (style.form === 'standard' ? formatInvalidation(push) : null) ?? formatCli(push, style, false);
    if (next === null || this.isFirst(next)) return this.stdout.text(text);
    if (this.asideOf !== next) this.aside.flush();
    this.asideOf = next;
    next.isPrinting = true;
    this.aside.text(text);
  }

  /** A redirect is printed when it happens. */
  redirected(request: Request): void {
    if (!this.isFirst(request)) return;
    this.announce(request);
    this.flushSoon();
  }

  /** One write for everything that is printed in a turn. */
  flushSoon(): void {
    this.flushing ??= setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.flushing) clearImmediate(this.flushing);
    this.flushing = null;
    this.aside.flush();
    this.stdout.flush();
  }

  private setAside(request: Request, writer: ReplyWriter): void {
    if (this.asideOf !== request) this.aside.flush();
    this.asideOf = request;
    writer.output = this.aside;
  }

  private hold(bytes: Uint8Array): void {
    const { asideOf } = this;
    if (!asideOf) return;
    asideOf.held.push(copyOf(bytes));
    this.heldBytes += bytes.length;
  }

  private becomeFirst(request: Request): void {
    this.aside.flush();
    if (!request.isPrinting && request.end === null) return;
    this.announce(request);
    for (const piece of request.held.splice(0)) {
      this.heldBytes -= piece.length;
      this.stdout.bytes(piece);
    }
    if (request.writer) request.writer.output = this.stdout;
  }

  private announce(request: Request): void {
    request.from ??= this.current;
    const { showsRedirects } = this.options;
    for (; request.announced < request.stops.length; request.announced++) {
      const { slot, node, moves } = request.stops[request.announced]!;
      if (slot === null || (node === this.current && request.announced === 0)) continue;
      if (showsRedirects) this.stdout.text(redirectLine(slot, node));
      if (moves) this.current = node;
    }
  }

  private conclude(request: Request): void {
    const { failure, error } = request;
    if (failure) this.fail(request);
    else {
      this.announce(request);
      if (error) this.showError(request, error);
    }
    const elapsed = request.finished - Math.max(request.started, this.lastEnd);
    this.lastEnd = request.finished;
    const { isShell, style } = this.options;
    if (isShell) this.stdout.text(durationLine(elapsed, style));
  }

  private fail({ failure, hops, line, args, isOneOfMany, from }: Request): void {
    if (from !== null && failure!.code === 'unreachable') this.current = from;
    const shutsDown = lowerWord(args[0]) === 'shutdown' && failure!.code === 'unknown-fate';
    if (shutsDown) return;
    const text = failureText({ hops, transaction: '' }, failure!);
    this.error(isOneOfMany && line > 0 ? `Line ${line}: ${text}` : text);
  }

  private showError({ args }: Request, bytes: Uint8Array): void {
    const secrets = args.slice(firstSecret(args) ?? args.length).map((word) => latin1(word));
    const text = secrets.length > 0 ? Buffer.from(textWithoutSecrets(latin1(bytes), secrets)) : bytes;
    if (this.options.errorCode && !this.options.isShell) return this.error(`${latin1(text)}\n`, 'latin1');
    const writer = newWriter(this.stdout, this.options.style, printsBare(args, this.options.style));
    writer.value({ type: 'error', bytes: text });
    writer.finish();
  }

  /** On stderr, after what stdout has so far. */
  error(text: string, encoding: BufferEncoding = 'utf8'): void {
    this.flush();
    writeAll(2, Buffer.from(text, encoding));
  }
}
