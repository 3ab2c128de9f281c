/** How long to wait before retrying an action that keeps failing. */

/** Milliseconds before the first retry, and before any retry at most; both without jitter. */
const FIRST_MS = 500;
const MAX_MS = 30_000;
/** The fraction by which each wait varies, so that many clients do not retry together. */
const JITTER = 0.25;

/** Waits double from half a second to half a minute, plus or minus a quarter. */
export class BackOff {
  private failures = 0;
  private readonly random: () => number;

  /** `random` returns a number from 0 up to 1. */
  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Whether the last attempt failed. */
  get isOn(): boolean {
    return this.failures > 0;
  }

  /** Counts a failure and returns the milliseconds to wait. */
  next(): number {
    const wait = Math.min(MAX_MS, FIRST_MS * 2 ** this.failures);
    // At the longest wait, counting on has no effect.
    if (wait < MAX_MS) this.failures++;
    return wait * (1 - JITTER + 2 * JITTER * this.random());
  }

  reset(): void {
    this.failures = 0;
  }
}
