/**
 * The rows of a table in the order of their tags' bytes, sorted as far as they are looked at: a page is sorted, and what
 * lies before and behind it only so far that it is known to lie there.
 */
import { AT_ONCE, run, sortByNumber } from './row-order.ts';
import { partOf, rowOf, type TagTable } from './tag-table.ts';

/** Bytes of a tag in one number. */
const BYTES = 4;
/** Up to this many rows are sorted by comparison. */
const FEW = 1024;

/** Rows that are equal up to a depth, and lie together. */
interface Range {
  from: number;
  to: number;
  depth: number;
  /** Where each group of tags with the same next bytes begins; null until it is sorted so far. Empty if it is sorted wholly. */
  groups: number[] | null;
  inner: Map<number, Range>;
}

const rangeOf = (from: number, to: number, depth: number): Range => ({
  from,
  to,
  depth,
  groups: null,
  inner: new Map(),
});

export class TagOrder {
  private readonly table: TagTable;
  private readonly rows: Uint32Array;
  private readonly all: Range;

  /** Sorts `rows` in place. */
  constructor(table: TagTable, rows: Uint32Array) {
    this.table = table;
    this.rows = rows;
    this.all = rangeOf(0, rows.length, 0);
  }

  /** Puts the rows at `from` up to `to` into their places. Yields after some milliseconds of work. */
  *sort(from: number, to: number, range: Range = this.all): Generator<void> {
    if (range.to <= from || range.from >= to || range.to - range.from < 2) return;
    if (!range.groups) yield* this.split(range);
    const groups = range.groups!;
    for (let i = lastUpTo(groups, from); i < groups.length && groups[i]! < to; i++) {
      const [start, end] = [groups[i]!, groups[i + 1] ?? range.to];
      if (end <= from || end - start < 2) continue;
      let inner = range.inner.get(i);
      if (!inner) range.inner.set(i, (inner = rangeOf(start, end, range.depth + BYTES)));
      yield* this.sort(from, to, inner);
    }
  }

  /** Sorts a range by the bytes after those that all its tags have in common. */
  private *split(range: Range): Generator<void> {
    const rows = this.rows.subarray(range.from, range.to);
    if (rows.length <= FEW) {
      rows.sort((a, b) => this.compare(a, b, range.depth));
      range.groups = [];
      return;
    }
    range.depth = yield* this.commonDepth(rows, range.depth);
    const starts: number[] = [];
    yield* sortByNumber(rows, (row) => this.bytesAt(row, range.depth), starts);
    // Tags that are equal so far and end here are one row, but for those too long to be kept whole.
    range.groups = starts.length > 1 ? starts.map((start) => range.from + start) : [];
  }

  /** The number of bytes, at least `depth`, that all these tags begin with. */
  private *commonDepth(rows: Uint32Array, depth: number): Generator<void, number> {
    const first = partOf(this.table, rows[0]!);
    const start = first.starts[rowOf(rows[0]!)]!;
    let common = first.endOf(rowOf(rows[0]!)) - start;
    for (let i = 1; i < rows.length && common > depth; i++) {
      const part = partOf(this.table, rows[i]!);
      const row = rowOf(rows[i]!);
      const at = part.starts[row]!;
      const length = Math.min(common, part.endOf(row) - at);
      let same = depth;
      while (same < length && first.bytes[start + same] === part.bytes[at + same]) same++;
      common = same;
      if (i % AT_ONCE === 0) yield;
    }
    return Math.max(common, depth);
  }

  /** Packs the tag's bytes from `depth` on, each plus one so that 0 means none. */
  private bytesAt(row: number, depth: number): number {
    const part = partOf(this.table, row);
    const at = part.starts[rowOf(row)]! + depth;
    const end = part.endOf(rowOf(row));
    let number = 0;
    for (let i = 0; i < BYTES; i++) number = number * 257 + (at + i < end ? part.bytes[at + i]! + 1 : 0);
    return number;
  }

  private compare(a: number, b: number, depth: number): number {
    const [left, right] = [partOf(this.table, a), partOf(this.table, b)];
    const [rowA, rowB] = [rowOf(a), rowOf(b)];
    const [startA, startB] = [left.starts[rowA]!, right.starts[rowB]!];
    const [lengthA, lengthB] = [left.endOf(rowA) - startA, right.endOf(rowB) - startB];
    for (let i = depth; i < lengthA && i < lengthB; i++) {
      const difference = left.bytes[startA + i]! - right.bytes[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }
}

/** The index of the last of these ascending numbers that is at most `most`; 0 if there is none. */
function lastUpTo(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (numbers[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sorts all rows in place by the bytes of their tags, ascending. */
export function sortByTag(table: TagTable, rows: Uint32Array): void {
  run(new TagOrder(table, rows).sort(0, rows.length));
}
