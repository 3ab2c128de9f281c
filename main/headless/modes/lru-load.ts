/** The requests of `--lru-test` over one connection: 250 SETs in one write, their replies, then 250 GETs, as redis-cli's. */
import { latin1 } from '../../../shared/resp/resp.ts';
import { encodeCommands } from '../../cluster/wire/command-frame.ts';
import { ReplyReader, TYPE, type ReplyHost, type ReplyTokens } from '../stream/reply-reader.ts';
import type { ModeNode } from './mode-node.ts';
import type { NodeBytes } from './node-bytes.ts';

const PIPELINE = 250;
/** Bytes of an error that are kept. */
const MAX_ERROR = 4096;
const LETTERS = 'z'.charCodeAt(0) - 'A'.charCodeAt(0);

export interface Count {
  hits: number;
  misses: number;
  /** The last refusal of a SET; empty if there is none. */
  refusal: string;
}

export class LruLoad {
  private readonly node: ModeNode;
  private readonly bytes: NodeBytes;
  private readonly replies = new Replies();

  /** The connection of `node`, which is open, is for this alone from now on. */
  constructor(node: ModeNode) {
    this.node = node;
    this.bytes = node.bytes();
  }

  close(): void {
    this.node.close();
  }

  /**
   * Runs until `end`, by performance.now(); `key` chooses a key. Resolves with the reason if the connection is lost; null if it is
   * not. `onRefusal`: the errors of 250 GETs, a line each.
   */
  async cycle(
    key: () => string,
    end: number,
    count: Count,
    onRefusal: (text: string) => void,
  ): Promise<string | null> {
    const { replies } = this;
    try {
      for (let sets = setsOf(key); performance.now() < end;) {
        this.bytes.write(sets);
        // Made while the server is at work.
        const gets = getsOf(key);
        await this.read();
        if (replies.errors.length > 0) count.refusal = replies.errors.at(-1)!;
        this.bytes.write(gets);
        sets = setsOf(key);
        await this.read();
        count.misses += replies.nulls;
        count.hits += PIPELINE - replies.nulls - replies.errors.length;
        if (replies.errors.length > 0) onRefusal(replies.errors.map((text) => `${text}\n`).join(''));
      }
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async read(): Promise<void> {
    const { replies } = this;
    replies.await(PIPELINE);
    while (replies.left > 0) replies.push((await this.bytes.next()).value);
  }
}

const pipelined = (command: () => string[]): Buffer =>
  encodeCommands(Array.from({ length: PIPELINE }, command));
const setsOf = (key: () => string) => pipelined(() => ['SET', key(), value()]);
const getsOf = (key: () => string) => pipelined(() => ['GET', key()]);

/** Five characters from A to y. */
function value(): string {
  let left = Math.floor(Math.random() * LETTERS ** 5);
  let text = '';
  for (let n = 0; n < 5; n++) {
    text += String.fromCharCode(65 + (left % LETTERS));
    left = Math.floor(left / LETTERS);
  }
  return text;
}

/** Counts replies by their kind; an object for each would take longer than the server does. */
class Replies implements ReplyHost, ReplyTokens {
  left = 0;
  nulls = 0;
  errors: string[] = [];
  private readonly reader = new ReplyReader(this);
  private type = 0;
  private isNull = false;

  await(count: number): void {
    this.left = count;
    this.nulls = 0;
    this.errors = [];
  }

  /** Throws a ConnectionError if it is not RESP. */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
  }

  starts(type: number): ReplyTokens {
    this.type = type;
    this.isNull = false;
    return this;
  }

  done(): void {
    if (this.type === TYPE.push) return;
    this.left--;
    if (this.isNull) this.nulls++;
  }

  line(type: number, chunk: Uint8Array, start: number, end: number): void {
    this.isNull = type === TYPE.null;
    if (type === TYPE.error) this.errors.push(latin1(chunk, start, Math.min(end, start + MAX_ERROR)));
  }

  open(): void {}
  whole(): void {}
  begin(): void {}
  part(): void {}
  end(): void {}
}
