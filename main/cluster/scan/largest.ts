/** The largest of what is added, the largest first; of equal ones those that were added first. */
export class Largest<T> {
  readonly items: T[] = [];
  private readonly limit: number;
  private readonly sizeOf: (item: T) => number;

  /** `limit`: how many are kept. */
  constructor(limit: number, sizeOf: (item: T) => number) {
    this.limit = limit;
    this.sizeOf = sizeOf;
  }

  /** Whether one of this size, 0 and up, would be kept. */
  wouldKeep(size: number): boolean {
    const { items, limit } = this;
    return items.length < limit || (limit > 0 && size > this.sizeOf(items[limit - 1]!));
  }

  add(item: T): void {
    const { items, limit } = this;
    const size = this.sizeOf(item);
    if (!this.wouldKeep(size)) return;
    let [from, to] = [0, items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.sizeOf(items[middle]!) < size) to = middle;
      else from = middle + 1;
    }
    items.splice(from, 0, item);
    if (items.length > limit) items.pop();
  }
}
