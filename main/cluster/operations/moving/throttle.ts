/** Slows a move down: by the user's limit of keys a second, and by itself while the servers answer more slowly than before. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepContext } from '../run/context.ts';

/** Batches whose latency is the measure for the later ones. */
const SAMPLES = 20;
/** A batch counts as slow at this many times the usual latency, and not below so many milliseconds. */
const SLOW = 4;
const SLOW_MS = 20;
/** Longest pause, milliseconds. */
const MAX_PAUSE_MS = 2000;
/** Milliseconds between two looks at the user's wish. */
const LOOK_MS = 200;

const CLOCK = { now: () => performance.now(), sleep: (ms: number): Promise<void> => sleep(ms) };

export class Throttle {
  private readonly context: Pick<StepContext, 'control' | 'report'>;
  private readonly clock: typeof CLOCK;
  private readonly latencies: number[] = [];

  constructor(context: Pick<StepContext, 'control' | 'report'>, clock = CLOCK) {
    this.context = context;
    this.clock = clock;
  }

  /** Waits after a batch of `keys` that took `latencyMs`. A wish to pause or to stop ends the wait; so may another rate. */
  async after(keys: number, latencyMs: number): Promise<void> {
    const usual = [...this.latencies].sort((a, b) => a - b)[this.latencies.length >> 1] ?? latencyMs;
    const isSlow = latencyMs > Math.max(SLOW_MS, SLOW * usual);
    if (!isSlow) {
      this.latencies.push(latencyMs);
      if (this.latencies.length > SAMPLES) this.latencies.shift();
    }
    // As long again as the servers were busy.
    const rest = isSlow ? Math.min(latencyMs, MAX_PAUSE_MS) : 0;
    const isLong = rest >= LOOK_MS;
    if (isLong) this.context.report({ restMs: rest });
    await this.pause(keys, latencyMs, rest);
    if (isLong) this.context.report({ restMs: null });
  }

  private async pause(keys: number, latencyMs: number, rest: number): Promise<void> {
    const { now, sleep } = this.clock;
    const began = now();
    for (;;) {
      const { rate, wish } = this.context.control;
      const pause = Math.max(rest, rate === null ? 0 : (keys * 1000) / rate - latencyMs);
      const left = began + pause - now();
      if (left <= 0 || wish !== 'run') return;
      await sleep(Math.min(left, LOOK_MS));
    }
  }
}
