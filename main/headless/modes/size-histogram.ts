/** How sizes are spread: counts in the buckets of HdrHistogram with four digits, of which only those in use are kept. Pure. */

/** Sizes below are counted each on its own; above, a bucket holds the sizes that agree in their first 15 bits. */
const EXACT_BELOW = 2 ** 15;
/** A bucket of larger sizes does not exist in redis-cli's histogram. */
const LARGEST = 2 ** 40;

export interface PercentileRow {
  /** The largest size of the bucket, in bytes. */
  size: number;
  /** 0 to 100. */
  percentile: number;
  /** Keys up to that size. */
  keys: number;
}

/** The width of the bucket that a size is in. */
const widthOf = (size: number): number => {
  let width = 1;
  while (size / width >= EXACT_BELOW) width *= 2;
  return width;
};

export class SizeHistogram {
  /** By the smallest size of a bucket. */
  private readonly counts = new Map<number, number>();
  private total = 0;

  /** Returns false for a size that is too large to be counted. */
  add(size: number): boolean {
    if (size > LARGEST) return false;
    const width = widthOf(size);
    const lowest = size - (size % width);
    this.counts.set(lowest, (this.counts.get(lowest) ?? 0) + 1);
    this.total++;
    return true;
  }

  /** Each row halves the distance to 100 percent, as HdrHistogram's percentile iterator with one tick does; none comes twice. */
  rows(): PercentileRow[] {
    const rows: PercentileRow[] = [];
    let keys = 0;
    let next = 0;
    for (const [lowest, count] of this.inOrder()) {
      keys += count;
      const isLast = keys === this.total;
      if (!isLast && next > (100 * keys) / this.total) continue;
      const row = { size: lowest + widthOf(lowest) - 1, percentile: isLast ? 100 : next, keys };
      rows.push(row);
      while (!isLast && next <= (100 * keys) / this.total) next = nextPercentile(next);
    }
    return rows;
  }

  /** In bytes; both are 0 without sizes. */
  get spread(): { mean: number; deviation: number } {
    const { total } = this;
    if (total === 0) return { mean: 0, deviation: 0 };
    let sum = 0;
    for (const [lowest, count] of this.counts) sum += count * middleOf(lowest);
    const mean = sum / total;
    let squares = 0;
    for (const [lowest, count] of this.inOrder()) squares += (middleOf(lowest) - mean) ** 2 * count;
    return { mean, deviation: Math.sqrt(squares / total) };
  }

  private inOrder(): [lowest: number, count: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }
}

const middleOf = (lowest: number): number => lowest + Math.floor(widthOf(lowest) / 2);

function nextPercentile(reached: number): number {
  const halvings = Math.trunc(Math.log(100 / (100 - reached)) / Math.log(2)) + 1;
  return reached + 100 / 2 ** halvings;
}
