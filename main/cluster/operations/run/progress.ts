/** Keys a second over the last ten seconds, and the time left at that rate. */
const WINDOW_MS = 10_000;
/** Keys that were added within so many milliseconds count as one entry. */
const ENTRY_MS = 100;

export class Rate {
  private readonly added: { at: number; keys: number }[] = [];
  private readonly startedAt: number;

  constructor(now: number) {
    this.startedAt = now;
  }

  add(keys: number, now: number): void {
    const last = this.added.at(-1);
    if (last && now - last.at < ENTRY_MS) last.keys += keys;
    else this.added.push({ at: now, keys });
  }

  /** Null within the first second, and while nothing moves. */
  at(now: number): number | null {
    while (this.added[0] && this.added[0].at <= now - WINDOW_MS) this.added.shift();
    const span = Math.min(WINDOW_MS, now - this.startedAt);
    const keys = this.added.reduce((sum, one) => sum + one.keys, 0);
    return span < 1000 || keys === 0 ? null : (keys * 1000) / span;
  }
}

export const timeLeft = (rate: number | null, done: number | null, total: number | null): number | null =>
  rate === null || done === null || total === null ? null : (Math.max(0, total - done) * 1000) / rate;
