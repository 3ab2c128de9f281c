/** Waits for a state of the servers by asking again. */
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

/** The first value that is not null; null if there is none in time. `look` is called at least once. */
export async function waitFor<T>(
  limitMs: number,
  look: () => Promise<T | null>,
  pauseMs: number = PAUSE_MS,
): Promise<T | null> {
  const end = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null || performance.now() > end) return seen;
    await sleep(pauseMs);
  }
}
