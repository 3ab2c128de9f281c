/** Slows a move down: by the user's limit of keys a second, and by itself while the servers answer more slowly than before. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Control } from '../run/context.ts';

/** Batches whose latency is the measure for the later ones. */
const SAMPLES = 20;
/** A batch counts as slow at this many times the usual latency, and not below so many milliseconds. */
const SLOW = 4;
const SLOW_MS = 20;
/** Longest pause, milliseconds. */
const MAX_PAUSE_MS = 2000;
/** Milliseconds between two looks at the user's wish. */
const LOOK_MS = 200;

export class Throttle {
  /** Keys a second in force; null for no limit. */
  limit: number | null = null;
  private readonly control: Control;
  private readonly latencies: number[] = [];

  constructor(control: Control) {
    this.control = control;
    this.limit = control.rate;
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
    const began = performance.now();
    for (;;) {
      const { rate, wish } = this.control;
      const pause = Math.max(rest, rate === null ? 0 : (keys * 1000) / rate - latencyMs);
      this.limit = isSlow ? Math.round((keys * 1000) / (latencyMs + pause)) : rate;
      const left = began + pause - performance.now();
      if (left <= 0 || wish !== 'run') return;
      await sleep(Math.min(left, LOOK_MS));
    }
  }
}
