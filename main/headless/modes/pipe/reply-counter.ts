/** Counts the replies that arrive and picks out the errors: most replies are one short line, which costs no object. */
import { latin1 } from '../../../../shared/resp/resp.ts';
import { ReplyReader, TYPE, type ReplyHost, type ReplyTokens } from '../../stream/reply-reader.ts';

export interface ReplySink {
  answered(): void;
  /** An error, one character below 256 a byte, at most MAX_ERROR of them. */
  refused(text: string): void;
  /** A string, of which the first 21 bytes are given. Returns whether it is the answer to a question of ours: not counted. */
  isOwn?(text: string): boolean;
}

const MAX_ERROR = 4096;
const MAX_SAID = 21;
const LF = 10;
const IGNORE: ReplyTokens = { line() {}, open() {}, whole() {}, begin() {}, part() {}, end() {} };

export class ReplyCounter implements ReplyHost, ReplyTokens {
  private readonly sink: ReplySink;
  private readonly reader = new ReplyReader(this);
  /** The type of the reply that has begun. */
  private type = 0;
  private text = '';

  constructor(sink: ReplySink) {
    this.sink = sink;
  }

  /** Throws a ConnectionError if it is not RESP. Do not use it after that. */
  push(chunk: Uint8Array): void {
    const { reader, sink } = this;
    let at = 0;
    while (at < chunk.length && reader.isBetween) {
      if (chunk[at] !== TYPE.status && chunk[at] !== TYPE.integer) break;
      let end = at + 1;
      while (end < chunk.length && chunk[end] !== LF) end++;
      if (end === chunk.length) break;
      at = end + 1;
      sink.answered();
    }
    if (at < chunk.length) reader.push(chunk.subarray(at));
  }

  starts(type: number): ReplyTokens {
    this.type = type;
    this.text = '';
    const isRead = type === TYPE.error || type === TYPE.bulkError || type === TYPE.string;
    return isRead ? this : IGNORE;
  }

  done(): void {
    const { type, text, sink } = this;
    if (type === TYPE.push) return;
    if (type === TYPE.error || type === TYPE.bulkError) return sink.refused(text);
    if (type === TYPE.string && sink.isOwn?.(text)) return;
    sink.answered();
  }

  line(_type: number, chunk: Uint8Array, start: number, end: number): void {
    this.part(chunk, start, end);
  }

  part(chunk: Uint8Array, start: number, end: number): void {
    const room = (this.type === TYPE.string ? MAX_SAID : MAX_ERROR) - this.text.length;
    if (room > 0) this.text += latin1(chunk, start, Math.min(end, start + room));
  }

  open(): void {}
  whole(): void {}
  begin(): void {}
  end(): void {}
}
