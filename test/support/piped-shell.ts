/** The command without a window on pipes: what is written to it, and what it prints, byte by byte. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';

export class PipedShell {
  private readonly child: ChildProcessWithoutNullStreams;
  private output = '';
  private seen = 0;
  private code: number | null = null;
  private watchers: (() => void)[] = [];

  constructor(file: string, args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(file, args, {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...PLAIN_ENVIRONMENT, ...env },
    });
    this.child.stdin.on('error', () => undefined); // it may end before all is written
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on('data', (piece: Buffer) => {
        this.output += piece.toString('latin1');
        this.happened();
      });
    this.child.once('close', (code) => {
      this.code = code ?? -1;
      this.happened();
    });
  }

  write(text: string): void {
    this.child.stdin.write(text, 'latin1');
  }

  end(): void {
    this.child.stdin.end();
  }

  /** As Ctrl+C. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** What was printed since the last call, without the times of slow commands. Resolves once it ends with `end`; rejects if the program ends before. */
  async until(end: string | RegExp): Promise<string> {
    const isThere = (text: string) => (typeof end === 'string' ? text.endsWith(end) : end.test(text));
    for (;;) {
      // On a busy machine any command may be slow.
      const text = this.output.slice(this.seen).replace(/^\(\d+\.\d\ds\)\n/gm, '');
      if (isThere(text)) {
        this.seen = this.output.length;
        return text;
      }
      if (this.code !== null) throw new Error(`ended with ${this.code} after ${JSON.stringify(text)}`);
      await new Promise<void>((resolve) => this.watchers.push(resolve));
    }
  }

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
