/** The command without a window on pipes: what is written to it, and what it prints, byte by byte. */
import { spawn } from 'node:child_process';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';
import { SpokenProgram } from './spoken-program.ts';

export class PipedShell extends SpokenProgram {
  constructor(file: string, args: readonly string[], env: Record<string, string> = {}) {
    super(
      spawn(file, args, {
        env: { PATH: process.env.PATH, HOME: '/nonexistent', ...PLAIN_ENVIRONMENT, ...env },
      }),
    );
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
  until(end: string | RegExp): Promise<string> {
    return this.heard(
      // On a busy machine any command may be slow.
      (text) => text.replace(/^(\x1b\[K)?\(\d+\.\d\ds\)\n/gm, '$1'),
      (text) => (typeof end === 'string' ? text.endsWith(end) : end.test(text)),
    );
  }
}
