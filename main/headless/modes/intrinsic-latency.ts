/** `--intrinsic-latency`: how long this machine keeps a process from running. No server is asked. */
import { setImmediate as turn } from 'node:timers/promises';
import { untilInterrupt } from './interrupt.ts';
import type { ModeContext } from './mode-context.ts';

/** Milliseconds between two looks for Ctrl+C, and of the time before, in which the function is compiled. */
const LOOK_MS = 50;
const WARM_UP_MS = 50;

/** Microseconds, whole ones as redis-cli counts them. */
const now = (): number => Math.floor(performance.now() * 1000);

const state = new Uint8Array(256);

/** redis-cli's work of about a microsecond: 1000 swaps of bytes. */
function computeSomething(): number {
  let output = 0;
  let i = 0;
  let j = 0;
  for (let k = 0; k < 256; k++) state[k] = k;
  for (let count = 0; count < 1000; count++) {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    const swapped = state[i]!;
    state[i] = state[j]!;
    state[j] = swapped;
    output += state[(state[i]! + state[j]!) & 255]!;
  }
  return output;
}

export async function intrinsicLatency({ request, output }: ModeContext): Promise<number> {
  const isTyped = untilInterrupt();
  const runMicroseconds = (Number.parseInt(request.value.text, 10) || 0) * 1e6;
  // Before it is compiled it would measure the compiler.
  for (const end = now() + WARM_UP_MS * 1000; now() < end;) computeSomething();
  const began = now();
  let looked = began;
  let max = 0;
  let runs = 0;
  for (;;) {
    const start = now();
    computeSomething();
    const end = now();
    runs++;
    if (end > start && end - start > max) {
      max = end - start;
      output.text(`Max latency so far: ${max} microseconds.\n`);
    }
    if (end > start && end > began + runMicroseconds) break;
    if (end - looked < LOOK_MS * 1000) continue;
    await turn();
    if (isTyped()) break;
    looked = now();
  }
  // redis-cli divides by the time that was asked for, also after Ctrl+C.
  output.text(sumUp(isTyped() ? now() - began : runMicroseconds, runs, max));
  return 0;
}

function sumUp(microseconds: number, runs: number, max: number): string {
  const average = microseconds / runs;
  const times = max / average;
  return (
    `\n${runs} total runs (avg latency: ${average.toFixed(4)} microseconds / ${(average * 1000).toFixed(2)} nanoseconds per run).\n` +
    `Worst run took ${Number.isFinite(times) ? times.toFixed(0) : 'inf'}x longer than the average latency.\n`
  );
}
