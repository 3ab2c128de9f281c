/** Lines that were run, here and in earlier sessions, and the walk through them. */
import { secretStart } from '../../../shared/commands/command-secrets.ts';

const MAX_LINES = 10_000;
/** Characters of all lines together: a few of the longest lines would fill the memory otherwise. */
const MAX_LENGTH = 1 << 25;

export class History {
  private entries: string[] = [];
  /** How many of the newest were run here since the last load. */
  private own = 0;
  /** How far back the walk is: 0 is the line being typed. */
  private back = 0;
  private typed = '';
  private length = 0;
  private readonly remember: (lines: string[]) => void;
  private untold: string[] = [];

  /** `remember` hears the lines that are added. */
  constructor(remember: (lines: string[]) => void = () => undefined) {
    this.remember = remember;
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.entries;
  }

  /** Puts a connection's lines of earlier sessions before those that were run here; ends the walk. */
  load(earlier: readonly string[]): void {
    const own = this.own > 0 ? this.entries.slice(-this.own) : [];
    // What was run while they were read may have been among them already.
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

  /** Adds a line and ends the walk. Blank lines, one equal to the line before, and, as in redis-cli, those with a secret are not added. */
  add(line: string): void {
    this.back = 0;
    this.typed = '';
    if (line.trim() === '' || line === this.entries.at(-1) || secretStart(line) !== null) return;
    this.entries.push(line);
    this.own++;
    this.length += line.length;
    this.trim();
    // Lines that were run together are told of together.
    if (this.untold.push(line) === 1) queueMicrotask(() => this.tell());
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

  private tell(): void {
    const lines = this.untold;
    this.untold = [];
    this.remember(lines);
  }

  private trim(): void {
    while (this.entries.length > MAX_LINES || (this.length > MAX_LENGTH && this.entries.length > 1))
      this.length -= this.entries.shift()!.length;
    this.own = Math.min(this.own, this.entries.length);
  }
}
