/** The hottest keys that were found, by the counter of OBJECT FREQ. Pure. */

/** redis-cli's number of them. */
export const HOT_KEYS = 16;

interface HotKey<Place> {
  key: Uint8Array;
  counter: number;
  place: Place;
}

export class HotKeyList<Place> {
  /** The coolest first. Of two with the same counter, the one that was found first comes last. */
  private readonly keys: HotKey<Place>[] = [];
  private readonly size: number;
  sampled = 0;

  /** `size`: how many are kept. */
  constructor(size: number) {
    this.size = size;
  }

  /** Returns whether it is among the hottest so far, as redis-cli decides it: of equal ones, those found first stay. */
  add(key: Uint8Array, counter: number, place: Place): boolean {
    this.sampled++;
    const hotter = this.keys.findIndex((other) => other.counter >= counter);
    const at = hotter < 0 ? this.keys.length : hotter;
    const isFull = this.keys.length >= this.size;
    if (counter === 0 || (isFull && at === 0)) return false;
    this.keys.splice(at, 0, { key, counter, place });
    if (isFull) this.keys.shift();
    return true;
  }

  /** The hottest first. */
  inOrder(): HotKey<Place>[] {
    return [...this.keys].reverse();
  }
}

/** redis-cli's summary. `start` comes before its second line; `line` names a key. */
export function hotSummary<Place>(
  list: HotKeyList<Place>,
  line: (hot: HotKey<Place>) => string,
  start = '',
): string {
  const found = list
    .inOrder()
    .map((hot) => `hot key found with counter: ${hot.counter}\tkeyname: ${line(hot)}\n`);
  return [
    `\n-------- summary -------\n\n${start}Sampled ${list.sampled} keys in the keyspace!\n`,
    ...found,
  ].join('');
}
