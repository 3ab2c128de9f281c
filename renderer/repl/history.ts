/** Lines that were run, in memory only, and the walk through them. */

const MAX_LINES = 10_000;

export class History {
  private readonly entries: string[] = [];
  /** How far back the walk is: 0 is the line being typed. */
  private back = 0;
  private typed = '';

  /** Remembers a line and ends the walk. Blank lines and one equal to the line before are not added. */
  add(line: string): void {
    this.back = 0;
    this.typed = '';
    if (line.trim() === '' || line === this.entries.at(-1)) return;
    this.entries.push(line);
    if (this.entries.length > MAX_LINES) this.entries.shift();
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
