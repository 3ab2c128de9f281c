/** Takes things out of the transcript for the user: copies, texts, and replies to look at on their own. */
import type { ShellHooks } from './contract.ts';
import type { EditZone } from './edit-zone.ts';
import type { Screen } from './screen/screen.ts';
import { newestReply } from './transcript/record.ts';
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

  /** The whole transcript, or the selection, or else the last command. */
  text(form: TextForm, all: boolean, wholes?: Wholes): string {
    const entries = all ? this.zone.entries : this.chosen();
    return entries.length === 0 ? '' : transcriptText(entries, form, wholes);
  }

  largeReplies(all: boolean): { id: number; raw: boolean }[] {
    return largeReplies(all ? this.zone.entries : this.chosen());
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

  private chosen(): readonly Entry[] {
    const rows = this.screen.getSelectionPosition();
    const selected = rows ? this.zone.entriesBetween(rows.start.y, rows.end.y) : [];
    if (selected.length > 0) return selected;
    const newest = [...this.zone.entries].reverse();
    const last = newest.find(({ ran }) => ran.length > 0) ?? newest.find(({ input }) => input?.line);
    return last ? [last] : [];
  }
}
