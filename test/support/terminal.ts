/** A program at a terminal (a pty by `script`): what it prints, and what one types. */
import { spawn } from 'node:child_process';
import { PLAIN_ENVIRONMENT } from './redis-cli.ts';
import { SpokenProgram } from './spoken-program.ts';

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;

export class Terminal extends SpokenProgram {
  constructor(file: string, args: readonly string[], env: Record<string, string> = {}) {
    // Without a size linenoise asks the terminal for it, and waits.
    const command = `stty cols 100 rows 30; exec ${[file, ...args].map(quote).join(' ')}`;
    super(
      spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
        env: { PATH: process.env.PATH, HOME: '/nonexistent', SHELL: '/bin/sh', ...PLAIN_ENVIRONMENT, ...env },
      }),
    );
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** What was printed since the last call, up to the end of `pattern`; without escape sequences and CR. Rejects where the program ends before. */
  until(pattern: RegExp): Promise<string> {
    return this.heard(
      (text) => text.replace(ESCAPES, '').replaceAll('\r', ''),
      (text) => pattern.test(text),
    );
  }
}
