/** One line on stderr that says how far a mode is: at a terminal, and only where stdout goes elsewhere. */
import type { Output } from '../output.ts';

/** Milliseconds between two lines. */
const EVERY_MS = 200;

export class Progress {
  private readonly output: Output;
  private readonly isShown = process.stderr.isTTY && !process.stdout.isTTY;
  private shownAt = -Infinity;

  constructor(output: Output) {
    this.output = output;
  }

  /** `text` is made when it is shown. */
  show(text: () => string): void {
    if (!this.isShown || performance.now() < this.shownAt + EVERY_MS) return;
    this.shownAt = performance.now();
    this.output.error(`\r\x1b[K${text()}`);
  }

  /** Before anything else is written there. */
  clear(): void {
    if (this.shownAt > 0) this.output.error('\r\x1b[K');
    this.shownAt = -Infinity;
  }
}
