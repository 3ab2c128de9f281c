/** Lines of the editor, at a terminal that can move its cursor: its bytes as keys, its size, its raw mode. */
import { SeenKeys } from '../../../shared/repl/completion/seen-keys.ts';
import type { Reading } from '../../../shared/repl/line/reading.ts';
import { BUNDLED_DOCS } from '../../cluster/commands/bundled-docs.ts';
import { KeyDecoder, type Input } from './key-decoder.ts';
import { isFakeTerminal } from './mode.ts';
import { PromptEditor } from './prompt-editor.ts';
import { TextStream } from './text-bytes.ts';
import type { PromptOptions, Typing } from './typing.ts';
import { READING } from './waiting-line.ts';

/** Milliseconds after which an Escape that nothing follows is the key. */
const ESCAPE_MS = 50;
/** The size that linenoise assumes. */
const COLUMNS = 80;
const ROWS = 24;

export class EditedLines implements Typing {
  isInterrupted = false;
  private readonly options: PromptOptions;
  private readonly editor: PromptEditor;
  private readonly isFake: boolean;
  private readonly seen = new SeenKeys();
  private readonly text = new TextStream();
  private readonly keys = new KeyDecoder();
  private docs = BUNDLED_DOCS;
  private escape: NodeJS.Timeout | undefined;
  private running = false;
  /** Whether stdin has ended. */
  private isAtEnd = false;
  private onLines: (lines: readonly Reading[]) => void = () => undefined;
  private onEnd: () => void = () => undefined;

  constructor(options: PromptOptions, earlierLines: readonly string[]) {
    const { shell, flags, output, environment } = options;
    this.options = options;
    this.isFake = isFakeTerminal(environment);
    this.editor = new PromptEditor({
      size: () => this.size,
      write: (text) => void process.stdout.write(text),
      marksPastes: !this.isFake,
      prompt: () => shell.prompt,
      waitingLine: () => (shell.isSubscribed && flags.style.form === 'standard' ? READING : null),
      context: () => ({ ...shell.known, docs: this.docs, suggestion: '' }),
      seen: this.seen,
      earlierLines,
      onLines: (lines) => this.take(lines),
      onInterrupt: () => this.interrupt(),
      onEnd: () => (shell.isSubscribed ? this.interrupt() : this.onEnd()),
    });
    output.frame = (write) => this.editor.aside(write);
  }

  open(onLines: (lines: readonly Reading[]) => void, onEnd: () => void): void {
    this.onLines = onLines;
    this.onEnd = onEnd;
    const { shell, hints } = this.options;
    const { stdin } = process;
    if (!this.isFake) {
      stdin.setRawMode(true);
      process.stdout.on('resize', this.resized);
      process.on('SIGCONT', this.woken);
      // redis-cli asks for them at a terminal only. The line typed meanwhile has the bundled ones.
      shell.docs().then(
        (docs) => (this.docs = docs),
        () => undefined,
      );
    }
    process.once('exit', this.restore);
    process.once('SIGTERM', this.terminated);
    if (hints !== null) this.editor.setHints(hints);
    stdin.on('data', this.received);
    stdin.once('end', this.ended);
    this.editor.resume();
  }

  next(): void {
    this.running = false;
    this.editor.resume();
    if (this.isAtEnd && !this.running) this.onEnd();
  }

  echo(line: Reading): void {
    this.editor.echo(line);
  }

  ran(line: Reading): void {
    const { last, known } = this.options.shell;
    if (last) this.seen.learn(line, last, known);
  }

  setHints(on: boolean): void {
    this.editor.setHints(on);
  }

  close(): void {
    const { stdin } = process;
    clearTimeout(this.escape);
    stdin.off('data', this.received);
    stdin.off('end', this.ended);
    stdin.pause();
    process.stdout.off('resize', this.resized);
    process.off('SIGCONT', this.woken);
    process.off('exit', this.restore);
    process.off('SIGTERM', this.terminated);
    this.restore();
  }

  private readonly received = (bytes: Buffer): void => {
    clearTimeout(this.escape);
    this.takeInputs(this.keys.push(this.text.push(bytes)));
    if (this.keys.isPending) this.escape = setTimeout(() => this.takeInputs(this.keys.flush()), ESCAPE_MS);
  };

  private readonly ended = (): void => {
    this.isAtEnd = true;
    if (!this.running) this.onEnd();
  };
  private readonly resized = (): void => this.editor.resized();
  /** Stopped and continued: the shell around it has used the terminal. */
  private readonly woken = (): void => {
    process.stdin.setRawMode(false);
    process.stdin.setRawMode(true);
    this.editor.resized();
  };
  private readonly terminated = (): never => process.exit(128 + 15);
  private readonly restore = (): void => {
    this.editor.close();
    if (!this.isFake) process.stdin.setRawMode(false);
  };

  private takeInputs(inputs: readonly Input[]): void {
    // linenoise reads Enter alone as the end of a line; the tests of redis-cli send line breaks that mean nothing.
    this.editor.take(this.isFake ? inputs : inputs.map(enterForNewline));
  }

  private take(lines: readonly Reading[]): void {
    this.running = true;
    this.isInterrupted = false;
    this.onLines(lines);
  }

  /** redis-cli exits even while a command runs. In both, one that is subscribed gets its prompt back first. */
  private interrupt(): void {
    const { shell } = this.options;
    if (!this.running && !shell.isSubscribed) return this.onEnd();
    this.isInterrupted = true;
    shell.interrupt();
    if (!this.running) this.editor.resume();
  }

  private get size(): { columns: number; rows: number } {
    const { columns, rows } = process.stdout;
    return this.isFake
      ? { columns: COLUMNS, rows: ROWS }
      : { columns: columns || COLUMNS, rows: rows || ROWS };
  }
}

/** Ctrl+J is a line break, which some terminals and pastes send for Enter. */
const enterForNewline = (input: Input): Input =>
  input.kind === 'key' && input.press.key === 'j' && input.press.ctrlKey
    ? { kind: 'key', press: { ...input.press, key: 'Enter', ctrlKey: false } }
    : input;
