/** Whether a snapshot is whole: how an RDB file begins, and how it ends. Source: rdb.c of Redis 7.0 and Valkey 9. */
import { ConnectionError } from '../../wire/errors.ts';
import { Crc64 } from './crc64.ts';

/** Redis, and Valkey since 9. */
const MAGIC = ['REDIS', 'VALKEY'];
const LONGEST_MAGIC = 6;
/** The opcode of the end, and the checksum of everything before the checksum. */
const END_OPCODE = 0xff;
const TAIL = 9;

export class RdbCheck {
  /** The first bytes, until it is known how the file begins. */
  private begin = '';
  /** The last bytes so far, which the checksum does not count yet. */
  private tail: Buffer = Buffer.alloc(0);
  private readonly sum = new Crc64();

  /** Throws a ConnectionError, kind `protocol`, as soon as this is no RDB file. */
  add(piece: Uint8Array): void {
    if (this.begin.length < LONGEST_MAGIC) {
      this.begin += Buffer.from(piece.subarray(0, LONGEST_MAGIC)).toString('latin1');
      const isBegin = (magic: string) => this.begin.startsWith(magic) || magic.startsWith(this.begin);
      if (!MAGIC.some(isBegin)) throw broken('what follows SYNC is no RDB file');
    }
    if (piece.length >= TAIL) {
      this.sum.add(this.tail);
      this.sum.add(piece.subarray(0, -TAIL));
      this.tail = Buffer.from(piece.subarray(-TAIL));
      return;
    }
    const joined = Buffer.concat([this.tail, piece]);
    const end = Math.max(0, joined.length - TAIL);
    this.sum.add(joined.subarray(0, end));
    this.tail = joined.subarray(end);
  }

  /** At the end of the file. Throws as add does if it is not whole. */
  end(): void {
    const { tail, sum } = this;
    if (tail.length < TAIL || tail[0] !== END_OPCODE) throw broken('the RDB file has no end');
    sum.add(tail.subarray(0, 1));
    const stored = tail.readBigUInt64LE(1);
    // A server with `rdbchecksum no` writes none.
    if (stored !== 0n && stored !== sum.value) throw broken('the checksum of the RDB file is wrong');
  }
}

const broken = (message: string) => new ConnectionError('protocol', message, true);
