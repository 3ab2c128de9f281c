/** Gathers pushed items for each shell, so that a busy channel costs a few messages a second. */
import type { Pushed, PushedItem } from '../../shared/session/execution.ts';

const GATHER_MS = 40;
/** Items in one message; the window shows how many were dropped. */
const MOST_ITEMS = 500;

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
      }, GATHER_MS);
    }
    const room = MOST_ITEMS - waiting.items.length;
    waiting.items.push(...items.slice(0, room));
    waiting.dropped += Math.max(0, items.length - room);
  }
}
