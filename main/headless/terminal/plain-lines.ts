/** Lines of a terminal that cannot move its cursor: it edits and shows the line itself, and hands it over whole. */
import { Reading } from '../../../shared/repl/line/reading.ts';
import { TextStream } from './text-bytes.ts';
import type { PromptOptions, Typing } from './typing.ts';

export class PlainLines implements Typing {
  isInterrupted = false;
  private readonly options: PromptOptions;
  private readonly text = new TextStream();
  private rest = '';
  private running = false;
  /** Whether stdin has ended. */
  private isAtEnd = false;
  /** Whether the cursor is behind a prompt. */
  private isPrompted = false;
  private waiting: Reading[] = [];
  private onLines: (lines: readonly Reading[]) => void = () => undefined;
  private onEnd: () => void = () => undefined;

  constructor(options: PromptOptions) {
    this.options = options;
    const { output, shell } = options;
    // It cannot erase the prompt: what comes between stands on lines of its own, with another prompt below.
    shell.onPrinted = () => this.running || this.prompt();
    output.frame = (write) => {
      if (!this.running && this.isPrompted) process.stdout.write('\n');
      this.isPrompted = false;
      write();
    };
  }

  open(onLines: (lines: readonly Reading[]) => void, onEnd: () => void): void {
    this.onLines = onLines;
    this.onEnd = onEnd;
    process.stdin.on('data', this.received);
    process.stdin.once('end', this.ended);
    process.on('SIGINT', this.interrupted);
    this.next();
  }

  next(): void {
    this.running = false;
    this.prompt();
    const line = this.waiting.shift();
    if (line) this.start(line);
    else if (this.isAtEnd) this.onEnd();
  }

  echo(): void {
    // One line runs at a time, and the terminal has shown it.
  }

  ran(): void {
    // Nothing is completed here.
  }

  setHints(): void {
    // Nothing is shown behind the cursor.
  }

  close(): void {
    process.stdin.off('data', this.received);
    process.stdin.off('end', this.ended);
    process.stdin.pause();
    process.off('SIGINT', this.interrupted);
  }

  private readonly received = (bytes: Buffer): void => {
    const lines = (this.rest + this.text.push(bytes)).split('\n');
    this.rest = lines.pop()!;
    this.waiting.push(...lines.map((line) => new Reading(line.endsWith('\r') ? line.slice(0, -1) : line)));
    if (!this.running && this.waiting.length > 0) this.start(this.waiting.shift()!);
  };

  private readonly ended = (): void => {
    this.isAtEnd = true;
    if (!this.running) this.onEnd();
  };

  private prompt(): void {
    this.options.output.text(this.options.shell.prompt);
    this.isPrompted = true;
  }

  private start(line: Reading): void {
    this.running = true;
    this.isPrompted = false;
    this.isInterrupted = false;
    this.onLines([line]);
  }

  private readonly interrupted = (): void => {
    this.waiting = [];
    const { shell } = this.options;
    if (!this.running && !shell.isSubscribed) return this.onEnd();
    this.isInterrupted = true;
    shell.interrupt();
    if (!this.running) this.next();
  };
}
