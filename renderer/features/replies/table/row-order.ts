/** Puts the rows of a table in order, a few milliseconds at a time: a table may have a million. */

/** Milliseconds of work before the window gets its turn. */
const SLICE = 8;
/** Rows that are sorted, or merged, between two looks at the clock. */
const RUN = 512;

/** Work that gives way to the window, and ends early once nobody wants its result. */
export class Turns {
  private since = performance.now();
  readonly isGivenUp: () => boolean;

  constructor(isGivenUp: () => boolean = () => false) {
    this.isGivenUp = isGivenUp;
  }

  /** To be called often. False once the work is given up. */
  async take(): Promise<boolean> {
    if (performance.now() - this.since > SLICE) {
      await new Promise((resolve) => setTimeout(resolve));
      this.since = performance.now();
    }
    return !this.isGivenUp();
  }
}

/** What rows are sorted by: numbers, or texts. NaN and null are rows without a value. */
export type Keys = Float64Array | readonly (string | null)[];

/**
 * Indices of the rows in the order of their keys. Rows without a value come last either way; rows with the same one stay as
 * they are. Null if the work was given up.
 */
export async function orderOf(keys: Keys, descending: boolean, turns: Turns): Promise<Uint32Array | null> {
  const sign = descending ? -1 : 1;
  const compare =
    keys instanceof Float64Array
      ? (a: number, b: number) => compareNumbers(keys[a]!, keys[b]!, sign) || a - b
      : (a: number, b: number) => compareTexts(keys[a]!, keys[b]!, sign) || a - b;
  let rows = new Uint32Array(keys.length);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  for (let start = 0; start < rows.length; start += RUN) {
    rows.subarray(start, start + RUN).sort(compare);
    if (!(await turns.take())) return null;
  }
  for (let width = RUN; width < rows.length; width *= 2) {
    const merged = new Uint32Array(rows.length);
    for (let start = 0; start < rows.length; start += 2 * width) {
      const middle = Math.min(start + width, rows.length);
      const end = Math.min(start + 2 * width, rows.length);
      let left = start;
      let right = middle;
      for (let to = start; to < end; to++) {
        const isLeft = right >= end || (left < middle && compare(rows[left]!, rows[right]!) < 0);
        merged[to] = rows[isLeft ? left++ : right++]!;
        if (to % RUN === 0 && !(await turns.take())) return null;
      }
    }
    rows = merged;
  }
  return rows;
}

function compareNumbers(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -sign : a > b ? sign : 0;
}

function compareTexts(a: string | null, b: string | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -sign : a > b ? sign : 0;
}
