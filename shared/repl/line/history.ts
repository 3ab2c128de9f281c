/** The lines that were run, here and in earlier sessions, and the walk through them. */
import { isKept, type TypedLine } from '../../commands/typed-line.ts';

const MAX_LINES = 10_000;
/** Characters of all lines together: without a bound a few of the longest lines would fill the memory. */
const MAX_LENGTH = 1 << 25;

export class History {
  private entries: string[] = [];
  /** How many of the newest were run here since the last load. */
  private own = 0;
  /** How far back the walk is: 0 is the line being typed. */
  private back = 0;
  private typed = '';
  private length = 0;

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.entries;
  }

  /** Puts a connection's lines from earlier sessions before those that were run here, and ends the walk. */
  load(earlier: readonly string[]): void {
    const own = this.own > 0 ? this.entries.slice(-this.own) : [];
    // Lines that were run while these were read may be among them.
    const newest = new Set(earlier.slice(-own.length || earlier.length));
    const rest = own.filter((line) => !newest.has(line));
    this.entries = [...earlier, ...rest];
    this.own = rest.length;
    this.length = this.entries.reduce((sum, line) => sum + line.length, 0);
    this.back = 0;
    this.trim();
  }

  /** Forgets all lines. */
  clear(): void {
    this.own = 0;
    this.load([]);
  }

  /** Adds a line, if a history keeps it, and ends the walk. Main records it too, as it runs it. */
  add(line: TypedLine): void {
    this.back = 0;
    this.typed = '';
    const { text } = line;
    if (!isKept(line, this.entries.at(-1))) return;
    this.entries.push(text);
    this.own++;
    this.length += text.length;
    this.trim();
  }

  /** The line before, or null at the oldest. `current` is the line being typed; it comes back at the end of the walk. */
  older(current: string): string | null {
    if (this.back >= this.entries.length) return null;
    if (this.back === 0) this.typed = current;
    this.back++;
    return this.entries[this.entries.length - this.back]!;
  }

  /** The line after, the one being typed last, or null if the walk has not begun. */
  newer(): string | null {
    if (this.back === 0) return null;
    this.back--;
    return this.back === 0 ? this.typed : this.entries[this.entries.length - this.back]!;
  }

  private trim(): void {
    while (this.entries.length > MAX_LINES || (this.length > MAX_LENGTH && this.entries.length > 1))
      this.length -= this.entries.shift()!.length;
    this.own = Math.min(this.own, this.entries.length);
  }
}
