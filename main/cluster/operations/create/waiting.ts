/** Waiting for a cluster to come to a state, and for the user's wish to stop. */
import type { StepContext, StepEnd } from '../run/context.ts';
import { waitFor } from '../run/wait.ts';

const INTERVAL_MS = 200;

/** Null when `check` has been true within the time; `left` if the user wished to end the operation meanwhile. */
export async function waitUntil(
  { control }: StepContext,
  timeoutMs: number,
  check: () => Promise<boolean>,
): Promise<Extract<StepEnd, { end: 'left' }> | 'late' | null> {
  const look = async () => ((await check()) ? 'there' : control.wish === 'run' ? null : 'left');
  const seen = await waitFor(timeoutMs, look, INTERVAL_MS);
  if (seen === 'left') return { end: 'left', text: 'The wait was ended before its goal.' };
  return seen === null ? 'late' : null;
}
