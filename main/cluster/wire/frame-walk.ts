/**
 * Finds the elements of the top-level aggregate in a large reply without joining or decoding its chunks. The frame is known
 * to be whole (frame-scanner.ts).
 */
import { concat, type RawReply } from './raw-reply.ts';

const CR = 13;
/** Elements between remembered positions; a jump walks no further than that. */
const CHECKPOINT_EVERY = 1024;
const AGGREGATES = new Set([0x2a, 0x7e, 0x3e, 0x25, 0x7c]); // * ~ > % |
const BULKS = new Set([0x24, 0x3d, 0x21]); // $ = !

interface Position {
  chunk: number;
  offset: number;
}

export class FrameWalk {
  /** Type byte of the top-level value, after its attributes. */
  readonly type: number;
  /** Direct children (two for each pair of a map), or the bytes of a string; 0 for anything else. */
  readonly length: number;
  private readonly chunks: Uint8Array[];
  private readonly checkpoints: Position[];
  private at: Position = { chunk: 0, offset: 0 };

  constructor(reply: RawReply) {
    this.chunks = reply.chunks;
    let header = this.header();
    while (header.type === 0x7c) {
      for (let i = 0; i < header.size * 2; i++) this.skipValue();
      header = this.header();
    }
    this.type = header.type;
    this.length = header.type === 0x25 ? header.size * 2 : header.size;
    this.checkpoints = [{ ...this.at }];
  }

  /** Whether the top-level value is a string, whose bytes are the elements. */
  get isString(): boolean {
    return BULKS.has(this.type);
  }

  /** Returns elements `from` up to, not including, `to`: one frame each, or one piece of a string. */
  elements(from: number, to: number): Uint8Array[] {
    if (this.isString) {
      this.at = { ...this.checkpoints[0]! };
      this.skip(from);
      return [this.take(Math.min(to, this.length) - from)];
    }
    this.seek(from);
    const found: Uint8Array[] = [];
    for (let i = from; i < Math.min(to, this.length); i++) {
      const start = { ...this.at };
      this.skipValue();
      found.push(this.between(start, this.at));
      this.remember(i + 1);
    }
    return found;
  }

  private seek(element: number): void {
    const nearest = Math.min(Math.floor(element / CHECKPOINT_EVERY), this.checkpoints.length - 1);
    this.at = { ...this.checkpoints[nearest]! };
    for (let i = nearest * CHECKPOINT_EVERY; i < Math.min(element, this.length); i++) {
      this.skipValue();
      this.remember(i + 1);
    }
  }

  private remember(element: number): void {
    if (element % CHECKPOINT_EVERY === 0 && element / CHECKPOINT_EVERY === this.checkpoints.length)
      this.checkpoints.push({ ...this.at });
  }

  private skipValue(): void {
    for (let pending = 1; pending > 0; pending--) {
      const { type, size } = this.header();
      if (BULKS.has(type)) {
        if (size >= 0) this.skip(size + 2);
      } else if (AGGREGATES.has(type) && size > 0) {
        pending += type === 0x25 || type === 0x7c ? size * 2 : size;
        if (type === 0x7c) pending++; // the value that the attributes describe
      } else if (type === 0x7c) pending++;
    }
  }

  /** Skips a header line. The size is that of a bulk or aggregate, -1 for null, 0 for other types. */
  private header(): { type: number; size: number } {
    const type = this.next();
    let size = 0;
    let negative = false;
    for (let byte = this.next(); byte !== CR; byte = this.next()) {
      if (byte === 0x2d) negative = true;
      else size = size * 10 + byte - 0x30;
    }
    this.next();
    if (!BULKS.has(type) && !AGGREGATES.has(type)) return { type, size: 0 };
    return { type, size: negative ? -1 : size };
  }

  private next(): number {
    let chunk = this.chunks[this.at.chunk];
    while (chunk && this.at.offset >= chunk.length) {
      this.at.chunk++;
      this.at.offset = 0;
      chunk = this.chunks[this.at.chunk];
    }
    if (!chunk) throw new RangeError('reply is cut short');
    return chunk[this.at.offset++]!;
  }

  private skip(count: number): void {
    let left = count;
    while (left > 0) {
      const chunk = this.chunks[this.at.chunk];
      if (!chunk) throw new RangeError('reply is cut short');
      const step = Math.min(left, chunk.length - this.at.offset);
      this.at.offset += step;
      left -= step;
      if (this.at.offset >= chunk.length) {
        this.at.chunk++;
        this.at.offset = 0;
      }
    }
  }

  private take(count: number): Uint8Array {
    const start = { ...this.at };
    this.skip(Math.max(0, count));
    return this.between(start, this.at);
  }

  private between(start: Position, end: Position): Uint8Array {
    const first = this.chunks[start.chunk];
    if (!first) return new Uint8Array();
    if (start.chunk === end.chunk) return first.subarray(start.offset, end.offset);
    const parts = [first.subarray(start.offset), ...this.chunks.slice(start.chunk + 1, end.chunk)];
    const last = this.chunks[end.chunk];
    if (last) parts.push(last.subarray(0, end.offset));
    return concat(parts);
  }
}
