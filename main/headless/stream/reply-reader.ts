/**
 * Reads RESP2 and RESP3 as it arrives, and passes on each value at once: a reply of any size needs no memory. The
 * bytes are valid during the call only.
 * Source: Redis serialization protocol specification (RESP3 since 6.0).
 */
import { latin1 } from '../../../shared/resp/resp.ts';
import { notRESP, tooLarge } from '../../cluster/wire/frame-errors.ts';
import { DEFAULT_LIMITS } from '../../cluster/wire/frame-scanner.ts';
import { expectedValue, isTextType } from '../../cluster/wire/line-values.ts';

export interface ReplyTokens {
  /** A status, an error, a number, a boolean, or a null of any kind (type `_`). */
  line(type: number, chunk: Uint8Array, start: number, end: number): void;
  /** An aggregate: its size is in elements, of a map in pairs. */
  open(type: number, size: number): void;
  /** A string (`$`, `=`, `!`), whole or in parts. */
  whole(type: number, chunk: Uint8Array, start: number, end: number): void;
  begin(type: number): void;
  part(chunk: Uint8Array, start: number, end: number): void;
  end(): void;
}

export interface ReplyHost {
  /** A reply of this type begins. Returns the receiver of its values. */
  starts(type: number): ReplyTokens;
  /** It has ended. */
  done(): void;
}

export const TYPE = {
  array: 0x2a,
  boolean: 0x23,
  string: 0x24,
  map: 0x25,
  bigNumber: 0x28,
  status: 0x2b,
  double: 0x2c,
  error: 0x2d,
  integer: 0x3a,
  verbatim: 0x3d,
  push: 0x3e,
  null: 0x5f,
  attribute: 0x7c,
  set: 0x7e,
  bulkError: 0x21,
} as const;

const CR = 13;
const LF = 10;
const ZERO = 48;
const NINE = 57;
const NOTHING = new Uint8Array(0);
const IGNORE: ReplyTokens = { line() {}, open() {}, whole() {}, begin() {}, part() {}, end() {} };

const LINES = new Set('+-:_,#('.split('').map((c) => c.charCodeAt(0)));
const STRINGS = new Set('$=!'.split('').map((c) => c.charCodeAt(0)));
const AGGREGATES = new Set('*~>%|'.split('').map((c) => c.charCodeAt(0)));
const KNOWN = new Set([...LINES, ...STRINGS, ...AGGREGATES]);

const HEADER = 0;
const BODY = 1;
const AFTER_BODY = 2;

export class ReplyReader {
  private readonly host: ReplyHost;
  private state = HEADER;
  /** The beginning of a header line whose end has not arrived. */
  private rest: Uint8Array | null = null;
  /** Bytes of a string that are still to come; the line break after it counts as 2. */
  private left = 0;
  /** Values still to come in each open aggregate. */
  private readonly open: number[] = [];
  /** Whether each open aggregate is an attribute, which is no value. */
  private readonly attributes: boolean[] = [];
  private muted = 0;
  private tokens: ReplyTokens | null = null;

  constructor(host: ReplyHost) {
    this.host = host;
  }

  /** Whether the next byte begins a reply. */
  get isBetween(): boolean {
    return this.state === HEADER && this.rest === null && this.open.length === 0;
  }

  /** Throws a ConnectionError, kind `protocol` or `too-large`. Do not use it after that. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      if (this.state === HEADER) {
        if (this.open.length > 0 && this.rest === null) at = this.strings(chunk, at);
        if (at < chunk.length) at = this.header(chunk, at);
      } else if (this.state === BODY) at = this.body(chunk, at);
      else at = this.afterBody(chunk, at);
    }
  }

  private get receiver(): ReplyTokens {
    return this.muted > 0 ? IGNORE : this.tokens!;
  }

  /** Strings that are whole in this chunk: large replies are mostly those. */
  private strings(chunk: Uint8Array, from: number): number {
    const top = this.open.length - 1;
    const receiver = this.receiver;
    const last = chunk.length - 12;
    let at = from;
    // The last one ends its aggregate, which header() does.
    for (let left = this.open[top]!; left > 1 && at < last && chunk[at] === TYPE.string; left--) {
      let next = at + 1;
      let size = 0;
      for (; next - at < 8 && chunk[next]! >= ZERO && chunk[next]! <= NINE; next++)
        size = size * 10 + chunk[next]! - ZERO;
      const start = next + 2;
      const end = start + size;
      const isWhole = next > at + 1 && end + 1 < chunk.length && chunk[next] === CR && chunk[next + 1] === LF;
      if (!isWhole || chunk[end] !== CR || chunk[end + 1] !== LF) break;
      receiver.whole(TYPE.string, chunk, start, end);
      this.open[top] = left - 1;
      at = end + 2;
    }
    return at;
  }

  private header(chunk: Uint8Array, from: number): number {
    if (this.rest === null && !KNOWN.has(chunk[from]!)) throw notRESP('a RESP reply', chunk, from);
    const lf = chunk.indexOf(LF, from);
    if (lf < 0) {
      this.keep(chunk.subarray(from));
      return chunk.length;
    }
    if (this.rest === null) this.take(chunk, from, lf - 1);
    else {
      this.keep(chunk.subarray(from, lf + 1));
      const line = this.rest;
      this.rest = null;
      this.take(line, 0, line.length - 2);
    }
    return lf + 1;
  }

  private keep(piece: Uint8Array): void {
    this.rest = Buffer.concat([this.rest ?? NOTHING, piece]);
    if (this.rest.length > DEFAULT_LIMITS.line)
      throw tooLarge(`a line of more than ${DEFAULT_LIMITS.line} bytes`, DEFAULT_LIMITS.line);
  }

  /** A header line from `start` up to, not including, its CRLF at `end`. */
  private take(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start || chunk[end] !== CR) throw notRESP('a line break', chunk, start);
    const type = chunk[start]!;
    if (this.muted === 0 && this.tokens === null && type !== TYPE.attribute)
      this.tokens = this.host.starts(type);
    if (LINES.has(type)) {
      checkLine(type, chunk, start, end);
      this.receiver.line(type, chunk, start + 1, end);
      return this.ended();
    }
    const size = sizeOf(chunk, start + 1, end);
    if (size === null) throw notRESP('a length', chunk, start + 1);
    if (STRINGS.has(type)) this.string(type, size);
    else this.aggregate(type, size);
  }

  private string(type: number, size: number): void {
    if (size < 0) {
      this.receiver.line(TYPE.null, NOTHING, 0, 0);
      return this.ended();
    }
    if (size > DEFAULT_LIMITS.bulk) throw tooLarge(`a string of ${size} bytes`, DEFAULT_LIMITS.bulk);
    this.receiver.begin(type);
    this.left = size === 0 ? 2 : size;
    this.state = size === 0 ? AFTER_BODY : BODY;
  }

  private aggregate(type: number, size: number): void {
    if (size > DEFAULT_LIMITS.elements)
      throw tooLarge(`an aggregate of ${size} elements`, DEFAULT_LIMITS.elements);
    const isAttribute = type === TYPE.attribute;
    if (size < 0 && !isAttribute) this.receiver.line(TYPE.null, NOTHING, 0, 0);
    else if (!isAttribute) this.receiver.open(type, size);
    if (size <= 0) {
      if (!isAttribute) this.ended();
      return;
    }
    if (this.open.length >= DEFAULT_LIMITS.depth)
      throw tooLarge(`aggregates nested deeper than ${DEFAULT_LIMITS.depth}`, DEFAULT_LIMITS.depth);
    this.open.push(type === TYPE.map || isAttribute ? size * 2 : size);
    this.attributes.push(isAttribute);
    if (isAttribute) this.muted++;
  }

  private body(chunk: Uint8Array, from: number): number {
    const end = Math.min(chunk.length, from + this.left);
    this.receiver.part(chunk, from, end);
    this.left -= end - from;
    if (this.left > 0) return end;
    this.left = 2;
    this.state = AFTER_BODY;
    return end;
  }

  private afterBody(chunk: Uint8Array, at: number): number {
    if (chunk[at] !== (this.left === 2 ? CR : LF)) throw notRESP('the end of a string', chunk, at);
    if (--this.left > 0) return at + 1;
    this.state = HEADER;
    this.receiver.end();
    this.ended();
    return at + 1;
  }

  /** A value has ended, and perhaps those around it. */
  private ended(): void {
    while (this.open.length > 0) {
      const top = this.open.length - 1;
      if (--this.open[top]! > 0) return;
      this.open.pop();
      // The value that an attribute describes follows it.
      if (!this.attributes.pop()) continue;
      this.muted--;
      return;
    }
    if (this.muted > 0) return;
    this.tokens = null;
    this.host.done();
  }
}

function checkLine(type: number, chunk: Uint8Array, start: number, end: number): void {
  if (isTextType(type)) return;
  const expected = expectedValue(type, latin1(chunk, start + 1, end));
  if (expected !== null) throw notRESP(expected, chunk, start + 1);
}

/** Null for what is no length; -1 for that of a null. */
function sizeOf(chunk: Uint8Array, start: number, end: number): number | null {
  if (end - start === 2 && chunk[start] === 0x2d && chunk[start + 1] === ZERO + 1) return -1;
  if (end <= start || end - start > 15) return null;
  let size = 0;
  for (let i = start; i < end; i++) {
    const digit = chunk[i]! - ZERO;
    if (digit < 0 || digit > 9) return null;
    size = size * 10 + digit;
  }
  return size;
}
