/** A queue whose items are taken in the order in which they came, in a ring that grows. Pure. */
export class Fifo<T> {
  /** A power of two long. */
  private ring: (T | undefined)[] = new Array<T | undefined>(16).fill(undefined);
  private taken = 0;
  private put = 0;

  get size(): number {
    return this.put - this.taken;
  }

  /** The oldest item; undefined if there is none. */
  get first(): T | undefined {
    return this.ring[this.taken & (this.ring.length - 1)];
  }

  push(item: T): void {
    if (this.size === this.ring.length) this.grow();
    this.ring[this.put++ & (this.ring.length - 1)] = item;
  }

  /** Removes the oldest item and returns it; undefined if there is none. */
  shift(): T | undefined {
    if (this.put === this.taken) return undefined;
    const at = this.taken++ & (this.ring.length - 1);
    const item = this.ring[at];
    this.ring[at] = undefined;
    return item;
  }

  private grow(): void {
    const items = this.take();
    this.ring = new Array<T | undefined>(items.length * 2).fill(undefined);
    for (const [i, item] of items.entries()) this.ring[i] = item;
    this.taken = 0;
    this.put = items.length;
  }

  /** Removes and returns all items, in their order. */
  take(): T[] {
    const items: T[] = [];
    for (let item = this.shift(); item !== undefined; item = this.shift()) items.push(item);
    return items;
  }
}
