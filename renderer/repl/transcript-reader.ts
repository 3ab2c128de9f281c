/** Takes things out of the transcript for the user: copies, texts, and replies to look at on their own. */
import type { ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import type { Screen } from './screen/screen.ts';
import { factsOf, newestReply, type EntryFacts, type Which } from './transcript/record.ts';
import type { Entry } from './transcript/transcript.ts';
import { largeReplies, transcriptText, type TextForm, type Wholes } from './transcript/transcript-text.ts';

type Hooks = Pick<ShellHooks, 'copy' | 'onOpenReply' | 'onOpenValue'>;

export class TranscriptReader {
  private readonly screen: Screen;
  private readonly zone: EditZone;
  private readonly hooks: Hooks;

  constructor(screen: Screen, zone: EditZone, hooks: Hooks) {
    this.screen = screen;
    this.zone = zone;
    this.hooks = hooks;
  }

  /** False if nothing is selected. */
  copySelection(): boolean {
    const text = this.screen.getSelection();
    if (!text) return false;
    this.hooks.copy(text);
    this.screen.clearSelection();
    return true;
  }

  /** Empty if there is nothing. */
  text(form: TextForm, which: Which, wholes?: Wholes): string {
    const entries = this.entriesOf(which);
    return entries.length === 0 ? '' : transcriptText(entries, form, wholes);
  }

  largeReplies(which: Which): { id: number; raw: boolean }[] {
    return largeReplies(this.entriesOf(which));
  }

  /**
   * The entry in a row of the buffer, or without a row the newest chosen one, and the rows that hold it, if they are written.
   * Null if there is none.
   */
  entryAt(row: number | null): { facts: EntryFacts; rows: { top: number; bottom: number } | null } | null {
    const entry = row === null ? this.chosen().at(-1) : this.zone.entriesBetween(row, row)[0];
    return entry ? { facts: factsOf(entry), rows: this.zone.rowsOf(entry) } : null;
  }

  /** Opens the reply of the entry in a row of the buffer, or the latest reply if no row is given. False if there is none. */
  openValue(row?: number): boolean {
    const entries = row === undefined ? this.zone.entries : this.zone.entriesBetween(row, row);
    const found = newestReply(entries);
    if (!found) return false;
    const { reply, title } = found;
    if (reply.whole) this.hooks.onOpenValue(title, reply.frame);
    else this.openReply(reply.id);
    return true;
  }

  /** The reply in a row of the buffer, if only its head is shown there; null for other rows. */
  replyAt(row: number): number | null {
    return this.zone.replyAt(row);
  }

  openReply(id: number): void {
    this.hooks.onOpenReply(id);
  }

  /** Opens the newest reply that is shown only in part; false if there is none. */
  openNewestReply(): boolean {
    const id = this.zone.newestReply();
    if (id !== null) this.openReply(id);
    return id !== null;
  }

  private entriesOf(which: Which): readonly Entry[] {
    if (which === 'all') return this.zone.entries;
    return which === 'chosen' ? this.chosen() : this.zone.entries.filter(({ id }) => id === which);
  }

  private chosen(): readonly Entry[] {
    const rows = this.screen.getSelectionPosition();
    const selected = rows ? this.zone.entriesBetween(rows.start.y, rows.end.y) : [];
    if (selected.length > 0) return selected;
    const newest = [...this.zone.entries].reverse();
    const last = newest.find(({ ran }) => ran.length > 0) ?? newest.find(({ input }) => input?.line);
    return last ? [last] : [];
  }
}
