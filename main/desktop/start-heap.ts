/**
 * Keeps V8's space for new objects at its first size, 1 MB, during the start. V8 would let it grow to 16 MB, as most of what a
 * start makes stays, and keep that.
 */
import { setFlagsFromString } from 'node:v8';

/** Milliseconds after which the space may grow with the work. */
const START_MS = 5000;

const setGrowth = (factor: number) => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

export function keepHeapSmall(): void {
  setGrowth(1);
  setTimeout(() => setGrowth(2), START_MS).unref();
}
