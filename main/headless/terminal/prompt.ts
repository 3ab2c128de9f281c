/** Lines typed at a terminal: the prompt, the editor or the terminal's own line, and the history file. */
import { isFakeTerminal, type InputMode } from './mode.ts';
import { HistoryFile, historyPath } from './history-file.ts';
import { KeyDecoder, type Input } from './key-decoder.ts';
import { PromptEditor } from './prompt-editor.ts';
import { READING } from './waiting-line.ts';
import { bytesOfText, TextStream } from './text-bytes.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import { SeenKeys } from '../../../shared/repl/completion/seen-keys.ts';
import { Reading } from '../../../shared/repl/line/reading.ts';
import { BUNDLED_DOCS } from '../../cluster/commands/command-docs.ts';
import type { Flags } from '../flags.ts';
import { runLine } from '../lines.ts';
import type { Output } from '../output.ts';
import type { Shell } from '../shell.ts';

type Environment = { readonly [name: string]: string | undefined };

export interface PromptOptions {
  shell: Shell;
  flags: Flags;
  output: Output;
  environment: Environment;
  mode: Exclude<InputMode, 'pipe'>;
  /** `:set hints` of ~/.redisclirc; null if it says nothing. */
  hints: boolean | null;
}

/** Milliseconds after which an Escape that nothing follows is the key. */
const ESCAPE_MS = 50;
/** The size that linenoise assumes. */
const COLUMNS = 80;
const ROWS = 24;

/** Resolves at quit, at Ctrl+D, and at Ctrl+C while nothing runs. */
export async function runPrompt(options: PromptOptions): Promise<void> {
  const history = new HistoryFile(historyPath(options.environment));
  const earlier = await history.load();
  const typing = options.mode === 'editor' ? new EditedLines(options, earlier) : new PlainLines(options);
  try {
    await new Promise<void>((resolve, reject) => {
      const run = async (lines: readonly Reading[]) => {
        for (const [i, line] of lines.entries()) {
          if (i > 0) typing.echo(line);
          history.add(line);
          if (!(await runTyped(line, options, typing))) return resolve();
          if (typing.isInterrupted) break;
        }
        typing.next();
      };
      typing.open((lines) => void run(lines).catch(reject), resolve);
    });
  } finally {
    typing.close();
    options.shell.interrupt();
    await history.flush();
  }
}

/** False if the line leaves the shell. */
async function runTyped(line: Reading, { shell, flags, output }: PromptOptions, typing: Typing) {
  const { request } = line;
  if (request.kind === 'built-in') {
    const [first, second] = request.args.map((word) => lowerWord(word));
    if (first === ':set' && (second === 'hints' || second === 'nohints')) typing.setHints(second === 'hints');
  }
  const goesOn = await runLine(bytesOfText(line.text).toString('latin1'), shell, flags, output);
  typing.ran(line);
  return goesOn;
}

/** A way in which lines are typed. */
interface Typing {
  /** Whether Ctrl+C ended the line that ran. */
  readonly isInterrupted: boolean;
  /** Prompts for the first time. */
  open(onLines: (lines: readonly Reading[]) => void, onEnd: () => void): void;
  /** Prompts again, once lines have run. */
  next(): void;
  echo(line: Reading): void;
  /** Called with a line that has run. */
  ran(line: Reading): void;
  setHints(on: boolean): void;
  close(): void;
}

class EditedLines implements Typing {
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
      void shell.docs().then((docs) => (this.docs = docs));
    }
    process.once('exit', this.restore);
    if (hints !== null) this.editor.setHints(hints);
    stdin.on('data', this.received);
    stdin.once('end', this.ended);
    this.editor.resume();
  }

  next(): void {
    this.running = false;
    this.editor.resume();
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
    this.restore();
  }

  private readonly received = (bytes: Buffer): void => {
    clearTimeout(this.escape);
    this.takeInputs(this.keys.push(this.text.push(bytes)));
    if (this.keys.isPending) this.escape = setTimeout(() => this.takeInputs(this.keys.flush()), ESCAPE_MS);
  };

  private readonly ended = (): void => this.onEnd();
  private readonly resized = (): void => this.editor.resized();
  /** Stopped and continued: the shell around it has used the terminal. */
  private readonly woken = (): void => {
    process.stdin.setRawMode(false);
    process.stdin.setRawMode(true);
    this.editor.resized();
  };
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

/** A terminal that cannot move its cursor: it edits and shows the line itself, and tells it whole. */
class PlainLines implements Typing {
  isInterrupted = false;
  private readonly options: PromptOptions;
  private readonly text = new TextStream();
  private rest = '';
  private running = false;
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
    process.stdin.once('end', this.onEnd);
    process.on('SIGINT', this.interrupted);
    this.next();
  }

  next(): void {
    this.running = false;
    this.prompt();
    const line = this.waiting.shift();
    if (line) this.start(line);
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
    process.stdin.pause();
    process.off('SIGINT', this.interrupted);
  }

  private readonly received = (bytes: Buffer): void => {
    const lines = (this.rest + this.text.push(bytes)).split('\n');
    this.rest = lines.pop()!;
    this.waiting.push(...lines.map((line) => new Reading(line.endsWith('\r') ? line.slice(0, -1) : line)));
    if (!this.running && this.waiting.length > 0) this.start(this.waiting.shift()!);
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

/** Ctrl+J is a line break, which some terminals and pastes send for Enter. */
const enterForNewline = (input: Input): Input =>
  input.kind === 'key' && input.press.key === 'j' && input.press.ctrlKey
    ? { kind: 'key', press: { ...input.press, key: 'Enter', ctrlKey: false } }
    : input;
