/** Follows the end of a log that a server writes. */
import { open, stat } from 'node:fs/promises';
import { escapeForLine } from '../../shared/format/escape.ts';

/** Bytes that are read at most at once: the end of what is new. */
const MOST_BYTES = 1 << 16;
const MOST_LINES = 300;
/** Characters of a line that are shown. */
const LONGEST = 500;
const LOOK_EVERY_MS = 300;

type OnLines = (lines: string[], isWhole: boolean) => void;

/** Calls `onLines` with the last lines, then with new ones as they come, escaped and cut. Polls: a log may be replaced. */
export class LogTail {
  private readonly file: string;
  private readonly onLines: OnLines;
  private at = -1;
  private inode = 0;
  /** The beginning of a line whose end is not written yet. */
  private rest = '';
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(file: string, onLines: OnLines) {
    this.file = file;
    this.onLines = onLines;
    void this.look();
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      await this.read();
    } catch {
      // Before its first start a server has no log.
      if (this.at !== 0) this.show([], true);
      this.at = 0;
      this.rest = '';
    }
    if (!this.ended) this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  private async read(): Promise<void> {
    const { size, ino } = await stat(this.file);
    const isNew = this.at < 0 || size < this.at || ino !== this.inode;
    if (!isNew && size === this.at) return;
    const from = Math.max(isNew ? 0 : this.at, size - MOST_BYTES);
    const hasGap = !isNew && from > this.at;
    const handle = await open(this.file, 'r');
    let text: string;
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      text = buffer.subarray(0, bytesRead).toString('latin1');
      this.at = from + bytesRead;
    } finally {
      await handle.close();
    }
    this.inode = ino;
    const pieces = ((isNew || hasGap ? '' : this.rest) + text).split('\n');
    this.rest = pieces.pop()!.slice(0, MOST_BYTES);
    // A line whose beginning was left out is no line.
    if (from > 0 && (isNew || hasGap)) pieces.shift();
    this.show(pieces.slice(-MOST_LINES).map(readable), isNew || hasGap);
  }

  private show(lines: string[], isWhole: boolean): void {
    if (!this.ended) this.onLines(lines, isWhole);
  }
}

function readable(line: string): string {
  const text = escapeForLine(Buffer.from(line.slice(0, LONGEST), 'latin1').toString('utf8').trimEnd());
  return line.length > LONGEST ? `${text} …` : text;
}
