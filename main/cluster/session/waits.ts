/** Commands of a shell that wait before the next try: for a time, for a new map, or until they are cancelled. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { NewsWaits, Wanted } from '../topology/news-waits.ts';

export class Waits {
  private readonly news: NewsWaits;
  private readonly waiting = new Set<() => void>();

  constructor(news: NewsWaits) {
    this.news = news;
  }

  /** Resolves with whether a new map has ended the wait; calls `onOwner` with a new owner. */
  wait(milliseconds: number, wanted: Wanted, onOwner: (owner: NodeAddress) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasNews: boolean) => {
        clearTimeout(timer);
        forget();
        this.waiting.delete(stop);
        resolve(hasNews);
      };
      const stop = () => end(false);
      const timer = setTimeout(stop, milliseconds);
      const forget = this.news.add(wanted, (owner) => {
        if (owner !== null) onOwner(owner);
        end(true);
      });
      this.waiting.add(stop);
    });
  }

  cancel(): void {
    for (const stop of [...this.waiting]) stop();
  }
}
