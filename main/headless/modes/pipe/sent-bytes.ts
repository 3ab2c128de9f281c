/** The bytes that were sent over a connection, kept until they are answered: a redirected command is sent again. */

const SIZE = 1 << 17;
/** Blocks kept for reuse. */
const SPARE = 32;
/** Bytes up to which a loop is faster than a call. */
const SHORT = 64;

interface Block {
  bytes: Buffer;
  /** Place of its first byte among all bytes of the connection. */
  base: number;
  used: number;
}

const spare: Buffer[] = [];

export class SentBytes {
  private readonly blocks: Block[] = [];
  /** Bytes appended since the beginning. */
  end = 0;
  /** Bytes given to the socket. */
  flushed = 0;

  get unflushed(): number {
    return this.end - this.flushed;
  }

  append(source: Uint8Array, from: number, to: number): void {
    const length = to - from;
    let block = this.blocks.at(-1);
    if (block === undefined || block.bytes.length - block.used < length) {
      const bytes =
        length > SIZE ? Buffer.allocUnsafeSlow(length) : (spare.pop() ?? Buffer.allocUnsafeSlow(SIZE));
      block = { bytes, base: this.end, used: 0 };
      this.blocks.push(block);
    }
    const { bytes, used } = block;
    if (length > SHORT) bytes.set(source.subarray(from, to), used);
    else for (let i = 0; i < length; i++) bytes[used + i] = source[from + i]!;
    block.used += length;
    this.end += length;
  }

  /** Those not given yet, piece by piece. */
  flush(write: (bytes: Uint8Array) => void): void {
    for (const { bytes, base, used } of this.blocks)
      if (base + used > this.flushed) {
        const start = Math.max(0, this.flushed - base);
        this.flushed = base + used;
        write(bytes.subarray(start, used));
      }
  }

  /** A copy. */
  slice(from: number, to: number): Buffer {
    const block = this.blocks.find(({ base, used }) => from >= base && to <= base + used);
    if (block === undefined) throw new RangeError('these bytes are no longer kept');
    return Buffer.from(block.bytes.subarray(from - block.base, to - block.base));
  }

  /** Those before `position` are answered. */
  release(position: number): void {
    for (let first = this.blocks[0]; first !== undefined; first = this.blocks[0]) {
      if (first.base + first.used > position || (this.blocks.length === 1 && first.used < SIZE)) return;
      this.blocks.shift();
      if (first.bytes.length === SIZE && spare.length < SPARE) spare.push(first.bytes);
    }
  }
}
