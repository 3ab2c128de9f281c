/** Reads what arrives by lines and pieces, each within a time. */
import { ConnectionError } from '../../wire/errors.ts';
import { silenceTimer } from '../../wire/silence-timer.ts';

/** Bytes of a line; the longest that a server sends here is an error. */
const MAX_LINE = 2 ** 16;
const LF = 10;

export class Incoming {
  /** Infinity: as long as it takes. */
  timeoutMs: number;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterator<Buffer>, timeoutMs: number) {
    this.chunks = chunks;
    this.timeoutMs = timeoutMs;
  }

  /** The next bytes. Rejects with ConnectionError at the socket's end, and after the time without a byte. */
  async piece(): Promise<Buffer> {
    if (this.rest.length > 0) {
      const piece = this.rest;
      this.rest = Buffer.alloc(0);
      return piece;
    }
    const { timeoutMs } = this;
    let stop = () => {};
    const late = new Promise<never>((_, reject) => {
      if (timeoutMs === Infinity) return;
      const error = new ConnectionError('timeout', `no byte within ${timeoutMs} ms`, true);
      stop = silenceTimer(timeoutMs, () => reject(error));
    });
    try {
      const { done, value } = await Promise.race([this.chunks.next(), late]);
      if (done) throw new ConnectionError('lost', 'the node closed the connection', true);
      return value;
    } finally {
      stop();
    }
  }

  /** Has `take` take the next bytes, at most so many. Resolves with how many they were. */
  async passOn(most: number, take: (piece: Buffer) => Promise<void>): Promise<number> {
    const piece = await this.piece();
    this.rest = piece.subarray(most);
    const taken = piece.subarray(0, most);
    await take(taken);
    return taken.length;
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
