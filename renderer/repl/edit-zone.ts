/** The bottom of the terminal: transcript above, prompt and line below, both written through one queue. */
import type { Escape } from '../../shared/session/settings.ts';
import type { Described } from './transcript/entry.ts';
import { Output } from './screen/output.ts';
import { erase, NOTHING_PAINTED, paint, type EditView, type Painted } from '../../shared/repl/paint.ts';
import type { Screen } from './screen/screen.ts';
import { Transcript, type Entry } from './transcript/transcript.ts';

const CLEAR_ALL = '\x1b[0m\x1b[H\x1b[2J\x1b[3J';

/** A visible row range of one entry, for the coloured edge. Rows are the buffer's. */
export interface EdgeRows {
  top: number;
  bottom: number;
  ink: number;
}

export class EditZone {
  private readonly screen: Screen;
  private readonly view: () => EditView;
  private readonly output: Output;
  private readonly transcript: Transcript;
  private painted: Painted = NOTHING_PAINTED;
  /** Text written since batch() began; null outside of it. */
  private batched: string[] | null = null;
  private columns: number;
  /** Where the prompt began and how many rows were above it when everything written had last been parsed. */
  private settled: { row: number; total: number } | null = null;

  /** `view` says what to paint; `onSettled` is called when everything written is on the screen. */
  constructor(screen: Screen, scrollback: number, view: () => EditView, onSettled: () => void) {
    this.screen = screen;
    this.view = view;
    this.columns = screen.cols;
    this.transcript = new Transcript(scrollback + screen.rows);
    this.output = new Output(
      (data, parsed) => screen.write(data, parsed),
      () => {
        this.settle();
        onSettled();
      },
    );
  }

  paint(): void {
    if (this.batched !== null) return;
    if (this.columns !== this.screen.cols) return this.relay();
    this.output.push(this.repaint());
  }

  /** Writes entries above the prompt. */
  append(described: Described): void {
    this.write(() => this.transcript.add(described, this.columns));
  }

  /** The last entry's, for extend. */
  get last(): object | null {
    return this.transcript.last;
  }

  /** Writes more of the last entry. */
  extend(described: Described): void {
    this.write(() => this.transcript.extend(described, this.columns));
  }

  clear(): void {
    this.transcript.clear();
    this.restart('');
  }

  /** Lays everything out for the terminal's current width. */
  relay(): void {
    this.columns = this.screen.cols;
    this.restart(this.transcript.relay(this.columns));
  }

  /** Whether something waits to be written. */
  get isBusy(): boolean {
    return this.output.busy;
  }

  /** Shows strings in replies another way, also those that are there. */
  setScrollback(rows: number): void {
    this.transcript.setCapacity(rows + this.screen.rows);
    this.paint();
  }

  setEscape(escape: Escape): void {
    if (this.transcript.setEscape(escape)) this.relay();
  }

  /** True if the terminal's size requires a new layout. */
  get isStale(): boolean {
    return this.columns !== this.screen.cols || this.painted.rows > this.screen.rows;
  }

  /** The rows of the buffer that hold the prompt and the line; null until they have been written. */
  get lineRows(): { top: number; bottom: number } | null {
    return this.settled && { top: this.settled.row, bottom: this.settled.row + this.painted.rows - 1 };
  }

  newestReply(): number | null {
    return this.transcript.newestReply();
  }

  /** All entries, oldest first. */
  get entries(): readonly Entry[] {
    return this.transcript.all;
  }

  /** The entries with any row from `top` to `bottom` of the buffer, oldest first. */
  entriesBetween(top: number, bottom: number): Entry[] {
    if (!this.settled) return [];
    const shift = this.settled.total - this.settled.row;
    return [...this.transcript.between(top + shift, bottom + shift)].reverse();
  }

  /** The rows of the buffer that hold an entry; null if it is not kept or not yet written. */
  rowsOf({ rows, end }: Entry): { top: number; bottom: number } | null {
    if (!this.settled || end > this.settled.total) return null;
    const shift = this.settled.row - this.settled.total;
    return { top: end - rows + shift, bottom: end - 1 + shift };
  }

  /** The reply of which only the head is here, in a row of the buffer. */
  replyAt(row: number): number | null {
    if (!this.settled) return null;
    const at = row - this.settled.row + this.settled.total;
    for (const entry of this.transcript.between(at, at)) return entry.replyId;
    return null;
  }

  /** The coloured edges between two rows of the buffer. */
  edges(top: number, bottom: number): EdgeRows[] {
    if (!this.settled) return [];
    const { row, total } = this.settled;
    const shift = row - total;
    const found: EdgeRows[] = [];
    for (const { edge, end, rows } of this.transcript.between(top - shift, bottom - shift))
      if (edge !== null && end <= total)
        found.push({ top: end - rows + shift, bottom: end - 1 + shift, ink: edge });
    return found;
  }

  /** Makes one write of everything that `work` writes, and repaints the prompt once. */
  batch(work: () => void): void {
    if (this.batched !== null) return work();
    if (this.columns !== this.screen.cols) this.relay();
    this.batched = [];
    try {
      work();
    } finally {
      const texts = this.batched ?? [];
      this.batched = null;
      this.put(texts.join(''));
    }
  }

  private write(text: () => string): void {
    if (this.batched !== null) {
      this.batched.push(text());
      return;
    }
    if (this.columns !== this.screen.cols) this.relay();
    this.put(text());
  }

  /** Writes text above the prompt, and the prompt below it, as one. */
  private put(text: string): void {
    const before = erase(this.painted) + text;
    this.painted = NOTHING_PAINTED;
    this.output.push(before + this.repaint());
  }

  private restart(text: string): void {
    if (this.batched !== null) this.batched = [];
    this.output.drop();
    this.settled = null;
    this.painted = NOTHING_PAINTED;
    this.output.push(CLEAR_ALL + text + this.repaint());
  }

  private repaint(): string {
    const { output, painted } = paint(this.painted, this.view(), this.columns, this.screen.rows);
    this.painted = painted;
    return output;
  }

  private settle(): void {
    const { baseY, cursorY } = this.screen.buffer.active;
    this.settled = { row: baseY + cursorY - this.painted.cursorRow, total: this.transcript.rows };
  }
}
