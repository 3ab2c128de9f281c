/** The terminal's content above the prompt, entry by entry, so that it can be laid out again and its rows found. */
import type { Escape } from '../../../shared/session/settings.ts';
import type { Described } from './entry.ts';
import { layout, type Piece } from './layout.ts';
import { Records, type Input, type Ran } from './record.ts';

export interface Entry {
  id: number;
  pieces: Piece[];
  edge: number | null;
  replyId: number | null;
  input: Input | null;
  ran: Ran[];
  rows: number;
  /** Rows written since the last new layout, up to this entry's end. */
  end: number;
}

/** Rows that are laid out again when the width changes; older ones are dropped. */
const KEPT_ROWS = 5000;
const MAX_ENTRIES = 20_000;

export class Transcript {
  private entries: Entry[] = [];
  private total = 0;
  private nextId = 1;
  private escape: Escape = 'readable';
  private readonly records = new Records();
  /** Rows the terminal keeps: entries beyond them are out of sight for good. */
  private capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  setCapacity(rows: number): void {
    this.capacity = rows;
  }

  /** Rows written since the last new layout. */
  get rows(): number {
    return this.total;
  }

  get last(): Entry | null {
    return this.entries.at(-1) ?? null;
  }

  /** Adds an entry and returns its text. */
  add(described: Described, columns: number): string {
    const { edge, replyId, ran } = described;
    const pieces = described.pieces.map((piece) => this.inForm(piece));
    const input = inputOf(pieces);
    const { text, rows } = layout(pieces, columns);
    this.total += rows;
    const id = this.nextId++;
    this.entries.push({ id, pieces, edge, replyId, input, ran: ran ? [ran] : [], rows, end: this.total });
    if (ran) this.records.add(ran);
    this.trim();
    return text;
  }

  /** Adds to the last entry, whose edge becomes the new one, and returns the added text. */
  extend(described: Described, columns: number): string {
    const entry = this.last;
    if (!entry) return this.add(described, columns);
    const pieces = described.pieces.map((piece) => this.inForm(piece));
    const { text, rows } = layout(pieces, columns);
    this.total += rows;
    entry.pieces.push(...pieces);
    entry.rows += rows;
    entry.end = this.total;
    entry.edge = described.edge ?? entry.edge;
    entry.replyId = described.replyId ?? entry.replyId;
    if (described.ran) {
      entry.ran.push(described.ran);
      this.records.add(described.ran);
    }
    return text;
  }

  clear(): void {
    this.records.dropOldest(ranOf(this.entries));
    this.entries = [];
    this.total = 0;
  }

  /** The text of the newest entries for another number of columns; older entries are dropped. */
  relay(columns: number): string {
    const texts: string[] = [];
    let rows = 0;
    let first = this.entries.length;
    while (first > 0 && rows < KEPT_ROWS) {
      const entry = this.entries[--first]!;
      const laid = layout(entry.pieces, columns);
      entry.rows = laid.rows;
      rows += laid.rows;
      texts.push(laid.text);
    }
    this.records.dropOldest(ranOf(this.entries.splice(0, first)));
    this.total = 0;
    for (const entry of this.entries) entry.end = this.total += entry.rows;
    return texts.reverse().join('');
  }

  /** Entries with any row from `first` to `last`, newest first, counted as `end` is. */
  *between(first: number, last: number): Generator<Entry> {
    for (let i = this.entries.length - 1; i >= 0; i--) {
      const entry = this.entries[i]!;
      if (entry.end <= first) return;
      if (entry.end - entry.rows <= last) yield entry;
    }
  }

  /** All entries, oldest first. */
  get all(): readonly Entry[] {
    return this.entries;
  }

  /** The newest reply that is not here as a whole. */
  newestReply(): number | null {
    for (let i = this.entries.length - 1; i >= 0; i--)
      if (this.entries[i]!.replyId !== null) return this.entries[i]!.replyId;
    return null;
  }

  /** Shows strings another way from now on; returns true if the present content must be laid out again. */
  setEscape(escape: Escape): boolean {
    if (escape === this.escape) return false;
    this.escape = escape;
    let changed = false;
    for (const entry of this.entries)
      entry.pieces = entry.pieces.map((piece) => {
        const other = this.inForm(piece);
        changed ||= other !== piece;
        return other;
      });
    return changed;
  }

  private inForm(piece: Piece): Piece {
    if (piece.kind !== 'text' || !piece.forms || piece.text === piece.forms[this.escape]) return piece;
    return { ...piece, text: piece.forms[this.escape] };
  }

  private trim(): void {
    let gone = 0;
    while (
      this.entries.length - gone > MAX_ENTRIES ||
      (gone < this.entries.length - 1 && this.total - this.entries[gone]!.end > this.capacity)
    )
      gone++;
    // In one go and not each time: moving the whole list for every line would cost more than it frees.
    if (gone <= 500) return;
    this.records.dropOldest(ranOf(this.entries.splice(0, gone)));
  }
}

const ranOf = (entries: readonly Entry[]) => entries.flatMap(({ ran }) => ran);

function inputOf(pieces: readonly Piece[]): Input | null {
  for (const piece of pieces) if (piece.kind === 'line' && piece.input) return piece.input;
  return null;
}
