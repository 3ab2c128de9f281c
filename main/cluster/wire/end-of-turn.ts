/**
 * Writes that wait for the end of a turn of the event loop, so that all that one turn sends to a node goes out in one
 * system call.
 */
let waiting: (() => void)[] = [];

/** Calls `write` at the end of this turn. */
export function atEndOfTurn(write: () => void): void {
  if (waiting.push(write) === 1) process.nextTick(writeNow);
}

/** Ends the turn early for what waits: nothing else will be sent soon. */
export function writeNow(): void {
  if (waiting.length === 0) return;
  const now = waiting;
  waiting = [];
  for (const write of now) write();
}
