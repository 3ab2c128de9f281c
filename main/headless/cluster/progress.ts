/** How far a move of slots has come: one line that is overwritten on a terminal, a line a second at most elsewhere. */
import { durationWords } from '../../../shared/format/clock.ts';
import { counted, grouped } from '../../../shared/format/count.ts';
import type { Progress } from '../../../shared/operations/progress.ts';

const TERMINAL_MS = 100;
const PIPE_MS = 1000;
const DEFAULT_COLUMNS = 80;

export interface ProgressPlace {
  write(text: string): void;
  /** Null if it is no terminal. */
  columns(): number | null;
  now(): number;
}

export class ProgressLine {
  private readonly place: ProgressPlace;
  private last: number;
  private isShown = false;

  constructor(place: ProgressPlace) {
    this.place = place;
    this.last = place.now();
  }

  tell(progress: Progress): void {
    const { place } = this;
    const columns = widthOf(place);
    const now = place.now();
    if (now - this.last < (columns === null ? PIPE_MS : TERMINAL_MS)) return;
    const text = progressText(progress);
    if (text === null) return;
    this.last = now;
    this.isShown = columns !== null;
    // A line that wraps cannot be overwritten.
    place.write(columns === null ? `${text}\n` : `\r\x1b[K${text.slice(0, columns - 1)}`);
  }

  /** Takes the line away before anything else is printed. */
  clear(): void {
    if (this.isShown) this.place.write('\r\x1b[K');
    this.isShown = false;
  }
}

/** A terminal that does not know its width says 0. */
const widthOf = (place: ProgressPlace) => (place.columns() === 0 ? DEFAULT_COLUMNS : place.columns());

/** Null for an operation that moves nothing, and once it has ended. */
export function progressText(progress: Progress): string | null {
  const { state, done, total, rate, leftMs, slot, limit, restMs } = progress;
  const isMoving = state === 'running' || state === 'pausing' || state === 'cancelling';
  const isImport = total.slots === 0 && (total.keys ?? 0) > 0;
  if ((total.slots === 0 && !isImport) || !isMoving) return null;
  const parts = isImport ? [] : [`${grouped(done.slots)} of ${counted(total.slots, 'slot')}`];
  if (done.keys !== null && total.keys !== null)
    parts.push(`${grouped(done.keys)} of ${counted(total.keys, 'key')}`);
  if (rate !== null) parts.push(`${counted(Math.round(rate), 'key')}/s`);
  if (limit !== null) parts.push(`at most ${grouped(limit)}/s`);
  if (restMs !== null) parts.push(`waits ${(restMs / 1000).toFixed(1)} s after a slow MIGRATE`);
  if (leftMs !== null) parts.push(`${durationWords(leftMs)} left`);
  if (slot !== null) parts.push(`slot ${slot}`);
  return `${isImport && state === 'running' ? 'Imported' : WORDS[state]}: ${parts.join(', ')}`;
}

const WORDS = { running: 'Moved', pausing: 'Pausing', cancelling: 'Stopping' };
