/** Ctrl+C in a mode that ends by itself: it finishes what it has begun and sums up. */

/** Returns what says whether Ctrl+C was typed. `onTyped` is called each time. */
export function untilInterrupt(onTyped: () => void = () => {}): () => boolean {
  let isTyped = false;
  process.on('SIGINT', () => {
    isTyped = true;
    onTyped();
  });
  return () => isTyped;
}
