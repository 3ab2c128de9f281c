/** How long to wait before the next try of what keeps failing. */

/** Milliseconds before the first further try, and before any at most; both before the jitter. */
const FIRST = 500;
const MOST = 30_000;
/** Tries of many clients spread: each wait is this much shorter or longer at most, as a share of it. */
const JITTER = 0.25;

/** Waits that double from half a second to half a minute, give or take a quarter. */
export class BackOff {
  private failures = 0;
  private readonly random: () => number;

  /** `random` gives 0 up to 1. */
  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Whether the last try failed. */
  get isOn(): boolean {
    return this.failures > 0;
  }

  /** Counts a failure; milliseconds to wait because of it. */
  next(): number {
    const wait = Math.min(MOST, FIRST * 2 ** this.failures);
    // Past the longest wait the count says nothing more.
    if (wait < MOST) this.failures++;
    return wait * (1 - JITTER + 2 * JITTER * this.random());
  }

  reset(): void {
    this.failures = 0;
  }
}
