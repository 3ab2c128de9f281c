import { setTimeout as sleep } from 'node:timers/promises';

export interface PollLimits {
  /** Milliseconds until it gives up. */
  timeout: number;
  /** Milliseconds between two tries. */
  every?: number;
  signal?: AbortSignal | undefined;
}

/** Thrown out of a check, ends the polling at once: waiting longer will not help. */
export class Hopeless extends Error {
  override name = 'Hopeless';
}

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Runs `check` until it returns something truthy, and returns that. A check that throws counts as "not yet", except
 * for Hopeless. Rejects after the timeout with an Error that names what was waited for and what came last, and
 * with the signal's reason when that is aborted.
 */
export async function poll<T>(
  waitingFor: string,
  check: () => Promise<T> | T,
  { timeout, every = 20, signal }: PollLimits,
): Promise<Truthy<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    signal?.throwIfAborted();
    let last: unknown;
    try {
      const value = await check();
      if (value) return value as Truthy<T>;
      last = value;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    if (performance.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`Waited ${timeout} ms for ${waitingFor}. Last: ${seen}`);
    }
    await sleep(every);
  }
}
