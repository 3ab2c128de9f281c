/** Lines that were run, in memory only, and the walk through them. */

const MAX_LINES = 10_000;
/** Characters of all lines together: a few of the longest lines would fill the memory otherwise. */
const MAX_LENGTH = 1 << 25;

export class History {
  private readonly entries: string[] = [];
  /** How far back the walk is: 0 is the line being typed. */
  private back = 0;
  private typed = '';
  private length = 0;

  /** Remembers a line and ends the walk. Blank lines and one equal to the line before are not added. */
  add(line: string): void {
    this.back = 0;
    this.typed = '';
    if (line.trim() === '' || line === this.entries.at(-1)) return;
    this.entries.push(line);
    this.length += line.length;
    while (this.entries.length > MAX_LINES || (this.length > MAX_LENGTH && this.entries.length > 1))
      this.length -= this.entries.shift()!.length;
  }

  /** The line before, or null at the oldest. `current` is what stands in the editor now; it comes back at the end of the walk. */
  older(current: string): string | null {
    if (this.back >= this.entries.length) return null;
    if (this.back === 0) this.typed = current;
    this.back++;
    return this.entries[this.entries.length - this.back]!;
  }

  /** The line after, the typed one last, or null where the walk has not begun. */
  newer(): string | null {
    if (this.back === 0) return null;
    this.back--;
    return this.back === 0 ? this.typed : this.entries[this.entries.length - this.back]!;
  }
}
