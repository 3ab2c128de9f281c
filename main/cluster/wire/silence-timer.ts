/** What judges a node by its silence waits by this, not by setTimeout. */

/** A timer of a program that runs is this late at most, in milliseconds. */
const USUAL_DELAY_MS = 100;

/**
 * Calls `onTime` after `ms` milliseconds, and returns what prevents that. If this program stood still meanwhile (its machine was
 * frozen, or its thread busy), nobody read an answer, and the node may have stood still too: it gets the lost time once more, at
 * most `ms`. What has arrived is read before `onTime` is called.
 */
export function silenceTimer(ms: number, onTime: () => void): () => void {
  const due = performance.now() + ms;
  let immediate: NodeJS.Immediate | undefined;
  const read = () => {
    immediate = setImmediate(onTime);
  };
  const wake = () => {
    const late = performance.now() - due;
    if (late > USUAL_DELAY_MS) timer = setTimeout(read, Math.min(late, ms));
    else read();
  };
  let timer = setTimeout(wake, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

/** Calls `onSilence` once nothing was heard for `ms` milliseconds. Many calls of `heard` are cheap, as no timer is set again. */
export function silenceWatch(ms: number, onSilence: () => void): { heard: () => void; stop: () => void } {
  let heardAt = performance.now();
  const look = () => {
    const left = ms - (performance.now() - heardAt);
    if (left > 0) stop = silenceTimer(left, look);
    else onSilence();
  };
  let stop = silenceTimer(ms, look);
  return { heard: () => void (heardAt = performance.now()), stop: () => stop() };
}
