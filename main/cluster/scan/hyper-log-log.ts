/**
 * Counts distinct items in 16 KiB: HyperLogLog with Ertl's improved estimator ("New cardinality estimation algorithms for
 * HyperLogLog sketches", 2017), which needs no correction for small numbers. Adding an item again changes nothing; items
 * cannot be removed.
 */

const BITS = 14;
const REGISTERS = 2 ** BITS;
/** Bits for the rank: 32 bits of another hash, so that ten million items do not collide. */
const RANK_BITS = 32;

/** Relative standard error, 0.81 %. */
const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

export class HyperLogLog {
  private readonly registers = new Uint8Array(REGISTERS);

  /** Takes two independent hashes of the item, 32 bits each. */
  add(place: number, rank: number): void {
    const register = place >>> (32 - BITS);
    const zeros = Math.clz32(rank) + 1;
    if (zeros > this.registers[register]!) this.registers[register] = zeros;
  }

  /** Adds all items of the other. */
  unite({ registers }: HyperLogLog): void {
    for (const [i, rank] of registers.entries()) if (rank > this.registers[i]!) this.registers[i] = rank;
  }

  /** Returns the number of items, with half the width of its 95 % interval. */
  estimate(): { value: number; error: number } {
    const counts = new Float64Array(RANK_BITS + 2);
    for (const rank of this.registers) counts[rank]!++;
    let sum = REGISTERS * tau(1 - counts[RANK_BITS + 1]! / REGISTERS);
    for (let rank = RANK_BITS; rank >= 1; rank--) sum = 0.5 * (sum + counts[rank]!);
    sum += REGISTERS * sigma(counts[0]! / REGISTERS);
    const value = REGISTERS ** 2 / (2 * Math.LN2 * sum);
    return { value, error: 1.96 * STANDARD_ERROR * value };
  }
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let [x, y, sum, before] = [start, 1, start, NaN];
  while (sum !== before) {
    x *= x;
    before = sum;
    sum += x * y;
    y += y;
  }
  return sum;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, sum, before] = [start, 1, 1 - start, NaN];
  while (sum !== before) {
    x = Math.sqrt(x);
    before = sum;
    y *= 0.5;
    sum -= (1 - x) ** 2 * y;
  }
  return sum / 3;
}
