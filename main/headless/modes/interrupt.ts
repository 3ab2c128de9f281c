/** Ctrl+C in a mode that ends by itself: it finishes what it has begun and sums up, or clears up what it leaves. */

/** Returns what says whether Ctrl+C was typed. `onTyped` is called each time. */
export function untilInterrupt(onTyped: () => void = () => {}): () => boolean {
  let isTyped = false;
  process.on('SIGINT', () => {
    isTyped = true;
    onTyped();
  });
  return () => isTyped;
}

const ENDING = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Lets the `exit` listeners run when a signal ends the process: without this it ends at once. */
export function endOnSignals(): void {
  for (const [signal, number] of Object.entries(ENDING))
    process.once(signal, () => process.exit(128 + number));
}
