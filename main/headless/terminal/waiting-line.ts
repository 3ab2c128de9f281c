/** The line that redis-cli 7.4 shows while it waits for messages, and takes away again before it prints anything. */
import type { Output } from '../output.ts';

export const READING = 'Reading messages... (press Ctrl-C to quit or any key to type command)';

const ERASE = '\x1b[K';

/** For lines from a pipe, of which one may arrive while the line is shown. At a terminal the editor shows it. */
export class WaitingLine {
  private isShown = false;
  private readonly output: Output;
  private readonly colour: boolean;

  /** `colour` as in redis-cli: for a terminal of the kind of xterm. */
  constructor(output: Output, colour: boolean) {
    this.output = output;
    this.colour = colour;
    output.frame = (write) => {
      this.hide();
      write();
    };
  }

  show(): void {
    if (this.isShown) return;
    this.output.text(this.colour ? `\x1b[1;90m${READING}\r\x1b[0m` : `${READING}\r`);
    this.isShown = true;
  }

  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.output.text(ERASE);
  }
}
