/** Builds the value of a reply, or of a part of one, from its tokens. */
import { latin1, type Reply } from '../../../shared/resp/resp.ts';
import { TYPE, type ReplyTokens } from './reply-reader.ts';

const NOTHING = new Uint8Array(0);

/** Buffer's own slice() is no copy. */
export const copyOf = (chunk: Uint8Array, start = 0, end = chunk.length): Uint8Array =>
  Uint8Array.prototype.slice.call(chunk, start, end);

/** The value of a line; its bytes are a copy. */
export function lineReply(type: number, chunk: Uint8Array, start: number, end: number): Reply {
  switch (type) {
    case TYPE.status:
      return { type: 'status', bytes: copyOf(chunk, start, end) };
    case TYPE.error:
      return { type: 'error', bytes: copyOf(chunk, start, end) };
    case TYPE.integer:
      return { type: 'integer', digits: latin1(chunk, start, end) };
    case TYPE.double:
      return { type: 'double', digits: latin1(chunk, start, end) };
    case TYPE.bigNumber:
      return { type: 'big-number', digits: latin1(chunk, start, end) };
    case TYPE.boolean:
      return { type: 'boolean', value: chunk[start] === 0x74 || chunk[start] === 0x54 };
    default:
      return { type: 'null' };
  }
}

export function stringReply(type: number, bytes: Uint8Array): Reply {
  if (type === TYPE.bulkError) return { type: 'error', bytes };
  if (type !== TYPE.verbatim) return { type: 'string', bytes };
  return { type: 'verbatim', format: latin1(bytes, 0, 3), bytes: bytes.subarray(4) };
}

export function aggregateReply(type: number, items: Reply[]): Reply {
  if (type !== TYPE.map)
    return { type: type === TYPE.set ? 'set' : type === TYPE.push ? 'push' : 'array', items };
  const entries: [Reply, Reply][] = [];
  for (let i = 0; i + 1 < items.length; i += 2) entries.push([items[i]!, items[i + 1]!]);
  return { type: 'map', entries };
}

export class ReplyTree implements ReplyTokens {
  /** The value, once it is whole. */
  value: Reply | null = null;
  private readonly open_: { type: number; size: number; items: Reply[] }[] = [];
  private parts: Uint8Array[] = [];
  private type = 0;

  line(type: number, chunk: Uint8Array, start: number, end: number): void {
    this.add(lineReply(type, chunk, start, end));
  }

  open(type: number, size: number): void {
    if (size === 0) this.add(aggregateReply(type, []));
    else this.open_.push({ type, size: type === TYPE.map ? size * 2 : size, items: [] });
  }

  whole(type: number, chunk: Uint8Array, start: number, end: number): void {
    this.add(stringReply(type, copyOf(chunk, start, end)));
  }

  begin(type: number): void {
    this.type = type;
    this.parts = [];
  }

  part(chunk: Uint8Array, start: number, end: number): void {
    this.parts.push(copyOf(chunk, start, end));
  }

  end(): void {
    const bytes = this.parts.length === 0 ? NOTHING : Buffer.concat(this.parts);
    this.parts = [];
    this.add(stringReply(this.type, bytes));
  }

  private add(value: Reply): void {
    let whole = value;
    for (let top = this.open_.at(-1); top; top = this.open_.at(-1)) {
      top.items.push(whole);
      if (top.items.length < top.size) return;
      this.open_.pop();
      whole = aggregateReply(top.type, top.items);
    }
    this.value = whole;
  }
}
