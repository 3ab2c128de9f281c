/** Single keys at the terminal while an operation runs: they end it, change its pace, and answer questions. */
import type { Stdin } from '../stdin.ts';

const INTERRUPT = '\x03';
const SUSPEND = '\x1a';
const ESCAPE = '\x1b';

export interface KeyWishes {
  /** Ctrl+C, which a terminal in raw mode makes no signal of. */
  interrupt(): void;
  /** Any other key while no question is open. */
  key(key: string): void;
}

export class TerminalKeys {
  private readonly stdin: Stdin;
  private readonly wishes: KeyWishes;
  private question: { keys: string; answer: (key: string | null) => void } | null = null;
  private isClosed = false;

  /** Null where keys cannot be read one by one. */
  static open(stdin: Stdin, wishes: KeyWishes): TerminalKeys | null {
    if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
    return new TerminalKeys(stdin, wishes);
  }

  private constructor(stdin: Stdin, wishes: KeyWishes) {
    this.stdin = stdin;
    this.wishes = wishes;
    process.stdin.setRawMode(true);
    void this.read();
  }

  /** The first of these keys that is typed; null at Ctrl+C and at the end of the input. */
  ask(keys: string): Promise<string | null> {
    if (this.isClosed) return Promise.resolve(null);
    return new Promise((resolve) => (this.question = { keys, answer: resolve }));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.answer(null);
    process.stdin.setRawMode(false);
  }

  private async read(): Promise<void> {
    for (;;) {
      const piece = await this.stdin.piece().catch(() => null);
      if (this.isClosed) return;
      if (piece === null) return this.close();
      const text = piece.toString('latin1');
      // Arrows and other keys that send several bytes.
      if (!text.startsWith(ESCAPE)) for (const key of text) this.take(key);
    }
  }

  private take(key: string): void {
    if (key === INTERRUPT) {
      this.answer(null);
      this.wishes.interrupt();
    } else if (key === SUSPEND) this.suspend();
    else if (this.question?.keys.includes(key.toLowerCase())) this.answer(key.toLowerCase());
    else if (!this.question) this.wishes.key(key);
  }

  private answer(key: string | null): void {
    const { question } = this;
    this.question = null;
    question?.answer(key);
  }

  /** Ctrl+Z: the shell must find its terminal as it was. */
  private suspend(): void {
    process.stdin.setRawMode(false);
    process.once('SIGCONT', () => {
      if (!this.isClosed) process.stdin.setRawMode(true);
    });
    process.kill(process.pid, 'SIGTSTP');
  }
}
