/**
 * A program at a pty (by `script`, which Debian has and which needs no native package) and the screen that a person would see: its
 * output interpreted by xterm without a window.
 */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { HeadlessScreen } from './headless-screen.ts';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

export interface PtyOptions {
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
}

export class PtyScreen {
  readonly screen: HeadlessScreen;
  private readonly child: ChildProcessWithoutNullStreams;
  /** The first line of output is the name of the terminal. */
  private first = '';
  private device = '';
  private code: number | null = null;
  private watchers: (() => void)[] = [];

  constructor(file: string, args: readonly string[], { columns = 80, rows = 24, env = {} }: PtyOptions = {}) {
    this.screen = new HeadlessScreen(columns, rows);
    const command = `stty cols ${columns} rows ${rows}; tty; exec ${[file, ...args].map(quote).join(' ')}`;
    this.child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      env: {
        ...{ PATH: process.env.PATH, HOME: '/nonexistent', SHELL: '/bin/sh' },
        ...{ ...PLAIN_ENVIRONMENT, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
        ...env,
      },
    });
    this.child.stdin.on('error', () => undefined); // it may end before all is typed
    this.child.stdout.on('data', (piece: Buffer) => this.received(piece));
    this.child.once('close', (code) => {
      this.code = code ?? -1;
      this.happened();
    });
  }

  type(keys: string | Buffer): void {
    this.child.stdin.write(keys);
  }

  /** The screen's rows, without those at the end that are empty, and without the times of slow commands: any may be slow here. */
  get rows(): string[] {
    const rows = Array.from({ length: this.screen.rows }, (_, row) => this.textOf(row));
    while (rows.length > 0 && rows.at(-1) === '') rows.pop();
    return rows.filter((row) => !/^\(\d+\.\d\ds\)$/.test(row));
  }

  /** The cursor's column and its row on the screen. */
  get cursor(): { row: number; column: number } {
    const { cursorX, cursorY } = this.screen.terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** The row with the cursor. */
  get row(): string {
    return this.textOf(this.cursor.row);
  }

  private textOf(row: number): string {
    const { active } = this.screen.terminal.buffer;
    return (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd();
  }

  /** Resolves once `seen` holds. Rejects if the program ends before. */
  async until(seen: () => boolean): Promise<void> {
    while (!seen()) {
      if (this.code !== null) throw new Error(`ended with ${this.code}: ${JSON.stringify(this.rows)}`);
      await new Promise<void>((resolve) => this.watchers.push(resolve));
    }
  }

  /** Resolves once the row with the cursor is this text, and the cursor in this column. */
  untilRow(text: string | RegExp, column?: number): Promise<void> {
    const matches = (row: string) => (typeof text === 'string' ? row === text : text.test(row));
    return this.until(() => matches(this.row) && (column === undefined || this.cursor.column === column));
  }

  /** Gives the terminal another size, which wraps its rows anew as most terminals do. */
  resize(columns: number, rows: number): void {
    this.screen.terminal.resize(columns, rows);
    execFileSync('stty', ['-F', this.device, 'cols', String(columns), 'rows', String(rows)]);
  }

  /** The exit code. */
  async ended(): Promise<number> {
    while (this.code === null) await new Promise<void>((resolve) => this.watchers.push(resolve));
    return this.code;
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  private received(piece: Buffer): void {
    if (this.device !== '') return this.feed(piece);
    this.first += piece.toString('latin1');
    const end = this.first.indexOf('\n');
    if (end < 0) return;
    this.device = this.first.slice(0, end).trim();
    this.feed(Buffer.from(this.first.slice(end + 1), 'latin1'));
  }

  private feed(bytes: Uint8Array): void {
    this.screen.terminal.write(bytes, () => this.happened());
  }

  private happened(): void {
    for (const watch of this.watchers.splice(0)) watch();
  }
}
