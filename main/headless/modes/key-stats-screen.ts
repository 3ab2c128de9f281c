/** Lines of --keystats: at a terminal repainted in place while it goes on; elsewhere printed once, at the end. */
import type { Output } from '../output.ts';

const EVERY_MS = 300;
const BAR_WIDTH = 60;
const [RED, GREEN, PLAIN] = ['\x1b[31m', '\x1b[32m', '\x1b[39m'];

/** Draws how far it is, from 0 to 1. */
export const progressBar =
  (isTerminal: boolean) =>
  (done: number): string => {
    const full = Math.round(BAR_WIDTH * done);
    return isTerminal
      ? `${GREEN}${'|'.repeat(full)}${RED}${'-'.repeat(BAR_WIDTH - full)}${PLAIN}`
      : 'keys scanned';
  };

export class StatsScreen {
  readonly isTerminal = process.stdout.isTTY || process.env['FAKETTY'] !== undefined;
  private readonly output: Output;
  private paintedAt = performance.now();

  constructor(output: Output) {
    this.output = output;
  }

  /** `lines` are made when they are shown. The first one is the progress bar. */
  refresh(lines: () => readonly string[]): void {
    if (!this.isTerminal || performance.now() <= this.paintedAt + EVERY_MS) return;
    this.paintedAt = performance.now();
    const { columns = Infinity, rows = Infinity } = process.stdout;
    // A line that wraps, or a block that scrolls, would not be painted over.
    const shown = lines()
      .slice(0, rows - 1)
      .map((line, i) => (i === 0 ? line : line.slice(0, columns - 1)));
    this.output.text(`${this.joined(shown)}\x1b[${shown.length}A\r`);
  }

  finish(lines: readonly string[]): void {
    this.output.text(this.joined(lines));
  }

  private joined(lines: readonly string[]): string {
    const start = this.isTerminal ? '\x1b[2K\r' : '';
    return lines.map((line) => `${start}${line}\n`).join('');
  }
}
