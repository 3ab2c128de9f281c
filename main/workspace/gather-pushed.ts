import type { Pushed, PushedItem } from '../../shared/session/execution.ts';

/** Milliseconds over which pushed items are gathered, and how many of them cross to the window at most. */
const GATHER = 40;
const GATHERED = 500;

/** Gathers what streams push to each shell, so that a busy channel is a few messages a second. */
export class PushedGatherer {
  private readonly waiting = new Map<number, Pushed>();
  private readonly deliver: (pushed: Pushed) => void;

  constructor(deliver: (pushed: Pushed) => void) {
    this.deliver = deliver;
  }

  add(shell: number, items: readonly PushedItem[]): void {
    let waiting = this.waiting.get(shell);
    if (!waiting) {
      this.waiting.set(shell, (waiting = { shell, items: [], dropped: 0 }));
      setTimeout(() => {
        const ready = this.waiting.get(shell)!;
        this.waiting.delete(shell);
        this.deliver(ready);
      }, GATHER);
    }
    const room = GATHERED - waiting.items.length;
    waiting.items.push(...items.slice(0, room));
    waiting.dropped += Math.max(0, items.length - room);
  }
}
