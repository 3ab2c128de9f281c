/** A program that tests talk with: what it has printed, and that it has ended. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

export abstract class SpokenProgram {
  protected readonly child: ChildProcessWithoutNullStreams;
  private output = '';
  private seen = 0;
  private code: number | null = null;
  private watchers: (() => void)[] = [];

  protected constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    child.stdin.on('error', () => undefined); // it may end before all is written
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => {
        this.output += piece.toString('latin1');
        this.happened();
      });
    child.once('close', (code) => {
      this.code = code ?? -1;
      this.happened();
    });
  }

  /** The exit code. */
  async ended(): Promise<number> {
    while (this.code === null) await this.next();
    return this.code;
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  /** What was printed since the last call, read by `plain`, once it is `enough`. Rejects if the program ends before. */
  protected async heard(plain: (text: string) => string, enough: (text: string) => boolean): Promise<string> {
    for (;;) {
      const text = plain(this.output.slice(this.seen));
      if (enough(text)) {
        this.seen = this.output.length;
        return text;
      }
      if (this.code !== null) throw new Error(`ended with ${this.code} after ${JSON.stringify(text)}`);
      await this.next();
    }
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  private happened(): void {
    for (const watch of this.watchers.splice(0)) watch();
  }
}
