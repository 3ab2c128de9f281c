/** Waiting for a cluster to come to a state, and for the user's wish to stop. */
import { setTimeout as delay } from 'node:timers/promises';
import type { StepContext, StepEnd } from '../run/context.ts';

const INTERVAL_MS = 200;

/** Null when `check` has been true within the time; `left` if the user wished to end the operation meanwhile. */
export async function waitFor(
  { control }: StepContext,
  timeoutMs: number,
  check: () => Promise<boolean>,
): Promise<Extract<StepEnd, { end: 'left' }> | 'late' | null> {
  for (const end = performance.now() + timeoutMs; ;) {
    if (await check()) return null;
    if (control.wish !== 'run') return { end: 'left', text: 'The wait was ended before its goal.' };
    if (performance.now() >= end) return 'late';
    await delay(INTERVAL_MS);
  }
}
