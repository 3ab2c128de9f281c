/** Reads a socket by lines and pieces, each within a time. */
import type { Duplex } from 'node:stream';
import { ConnectionError } from '../../wire/errors.ts';

/** Bytes of a line; the longest that a server sends here is an error. */
const MAX_LINE = 2 ** 16;
const LF = 10;

export class Incoming {
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly timeoutMs: number;
  private rest: Buffer = Buffer.alloc(0);

  constructor(socket: Duplex, timeoutMs: number) {
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.timeoutMs = timeoutMs;
  }

  /** The next bytes. Rejects with ConnectionError at the socket's end, and after the time without a byte. */
  async piece(): Promise<Buffer> {
    if (this.rest.length > 0) {
      const piece = this.rest;
      this.rest = Buffer.alloc(0);
      return piece;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new ConnectionError('timeout', `no byte within ${this.timeoutMs} ms`, true);
      timer = setTimeout(() => reject(error), this.timeoutMs);
    });
    try {
      const { done, value } = await Promise.race([this.chunks.next(), late]);
      if (done) throw new ConnectionError('lost', 'the node closed the connection', true);
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    let line = Buffer.alloc(0);
    for (;;) {
      const piece = await this.piece();
      const end = piece.indexOf(LF);
      line = Buffer.concat([line, end < 0 ? piece : piece.subarray(0, end)]);
      if (line.length > MAX_LINE) throw new ConnectionError('too-large', 'a line that is too long', true);
      if (end < 0) continue;
      this.rest = piece.subarray(end + 1);
      return line.toString('latin1').replace(/\r$/, '');
    }
  }
}
