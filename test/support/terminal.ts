/** A program at a terminal (a pty by `script`): what it prints, and what one types. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;

export class Terminal {
  private readonly child: ChildProcessWithoutNullStreams;
  private output = '';
  private seen = 0;
  private code: number | null = null;
  private watchers: (() => void)[] = [];

  constructor(file: string, args: readonly string[], env: Record<string, string> = {}) {
    // Without a size linenoise asks the terminal for it, and waits.
    const command = `stty cols 100 rows 30; exec ${[file, ...args].map(quote).join(' ')}`;
    this.child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', SHELL: '/bin/sh', ...PLAIN_ENVIRONMENT, ...env },
    });
    this.child.stdin.on('error', () => undefined); // it may end before all is typed
    this.child.stdout.on('data', (piece: Buffer) => {
      this.output += piece.toString('latin1');
      this.happened();
    });
    this.child.once('close', (code) => {
      this.code = code ?? -1;
      this.happened();
    });
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** What was printed since the last call, up to the end of `pattern`; without escape sequences and CR. Rejects where the program ends before. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = this.output.slice(this.seen).replace(ESCAPES, '').replaceAll('\r', '');
      if (pattern.test(text)) {
        this.seen = this.output.length;
        return text;
      }
      if (this.code !== null) throw new Error(`ended with ${this.code} after ${JSON.stringify(text)}`);
      await new Promise<void>((resolve) => this.watchers.push(resolve));
    }
  }

  /** The exit code. */
  async ended(): Promise<number> {
    while (this.code === null) await new Promise<void>((resolve) => this.watchers.push(resolve));
    return this.code;
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  private happened(): void {
    for (const watch of this.watchers.splice(0)) watch();
  }
}
