/** Bytes gathered into large writes. */

const SIZE = 1 << 16;
const ZERO = 48;
const SPACE = 32;

export class ByteOutput {
  private readonly buffer = Buffer.allocUnsafeSlow(SIZE);
  private readonly write: (bytes: Uint8Array) => void;
  private used = 0;

  /** `write` must not keep the bytes: they change afterwards. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.write = write;
  }

  byte(byte: number): void {
    if (this.used === SIZE) this.flush();
    this.buffer[this.used++] = byte;
  }

  bytes(chunk: Uint8Array, start = 0, end = chunk.length): void {
    const length = end - start;
    if (length > SIZE - this.used) this.flush();
    if (length > SIZE) return this.write(chunk.subarray(start, end));
    // A call into C++ costs more than a few bytes copied here.
    if (length > 24) this.buffer.set(chunk.subarray(start, end), this.used);
    else for (let i = 0; i < length; i++) this.buffer[this.used + i] = chunk[start + i]!;
    this.used += length;
  }

  /** One character below 256 a byte. */
  text(text: string): void {
    if (text.length > SIZE - this.used) this.flush();
    if (text.length > SIZE) return this.write(Buffer.from(text, 'latin1'));
    if (text.length > 24) this.buffer.write(text, this.used, 'latin1');
    else for (let i = 0; i < text.length; i++) this.buffer[this.used + i] = text.charCodeAt(i);
    this.used += text.length;
  }

  /** A whole number of at most 15 digits, with blanks before it. */
  number(value: number, width: number): void {
    if (SIZE - this.used < 16) this.flush();
    const end = this.used + width;
    let rest = value;
    for (let at = end - 1; at >= this.used; at--) {
      this.buffer[at] = rest > 0 || at === end - 1 ? ZERO + (rest % 10) : SPACE;
      rest = Math.floor(rest / 10);
    }
    this.used = end;
  }

  flush(): void {
    if (this.used === 0) return;
    const { used } = this;
    this.used = 0;
    this.write(this.buffer.subarray(0, used));
  }
}
