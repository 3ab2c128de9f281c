/** Runs code that waits, without waiting: the clock jumps to the next timer once nothing else is left to do. */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { vi } from 'vitest';

const turn = globalThis.setImmediate;
/** Turns of the event loop in which nothing happens before the clock jumps. Streams within the process need one. */
const QUIET_TURNS = 2;

/**
 * Resolves with the result of `work`, or with null if `isOver` says so before it has settled. Everything that `work` talks to
 * must be within the process. `happened` counts what has happened at the other end.
 */
export async function inVirtualTime<T>(
  work: () => Promise<T>,
  happened: () => number,
  isOver: () => boolean = () => false,
): Promise<T | null> {
  const realSleep = timers.setTimeout;
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  const sleep = (ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = globalThis.setTimeout(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        globalThis.clearTimeout(timer);
        reject(new Error('aborted'));
      });
    });
  timers.setTimeout = sleep as typeof timers.setTimeout;
  syncBuiltinESMExports();
  try {
    let settled = false;
    const result = work().finally(() => (settled = true));
    result.catch(() => undefined);
    while (!settled && !isOver()) {
      const before = happened();
      for (let i = 0; i < QUIET_TURNS && !settled; i++) await new Promise<void>((resolve) => turn(resolve));
      if (settled || isOver() || happened() !== before) continue;
      if (vi.getTimerCount() === 0) throw new Error('Nothing happens any more, and no timer runs.');
      vi.advanceTimersToNextTimer();
    }
    return settled ? await result : null;
  } finally {
    timers.setTimeout = realSleep;
    syncBuiltinESMExports();
    vi.useRealTimers();
  }
}
