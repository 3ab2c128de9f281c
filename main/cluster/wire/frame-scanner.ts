/**
 * Finds the end of each top-level RESP2 or RESP3 reply in a byte stream without building values. Checks declared sizes
 * against limits before anything is allocated.
 * Source: Redis serialization protocol specification (RESP3 since 6.0).
 */
import { latin1 } from '../../../shared/resp/resp.ts';
import { notRESP, tooLarge } from './frame-errors.ts';
import { hasLineFeed, isTextType, expectedValue } from './line-values.ts';
import type { PartOfReply, RawReply } from './raw-reply.ts';

export interface ReplyLimits {
  /** Aggregates and attributes around a value; shared/resp/resp.ts has the same limit. */
  depth: number;
  /** Bytes of a line: a status, an error, a number. */
  line: number;
  /** Declared bytes of one bulk string; the same as Redis's default for proto-max-bulk-len. */
  bulk: number;
  /** Declared elements of one aggregate. */
  elements: number;
  /** Bytes of one whole reply. */
  frame: number;
}

export const DEFAULT_LIMITS: Readonly<ReplyLimits> = {
  depth: 128,
  line: 2 ** 20,
  bulk: 512 * 2 ** 20,
  elements: 2 ** 27,
  frame: 2 ** 30,
};

const CR = 13;
const LF = 10;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
const NINE = 57;
const STRING = 0x24;
const MAP = 0x25;
const ATTRIBUTE = 0x7c;
const VERBATIM = 0x3d;
const COLON = 0x3a;
/** Index of the colon in a verbatim string, after three letters. */
const FORMAT = 3;

// The kind of value that a type byte announces.
const UNKNOWN = 0;
const LINE = 1;
const BULK = 2;
const AGGREGATE = 3;
const KINDS = new Uint8Array(256);
for (const type of '+-:_,#(') KINDS[type.charCodeAt(0)] = LINE;
for (const type of '$=!') KINDS[type.charCodeAt(0)] = BULK;
for (const type of '*~>%|') KINDS[type.charCodeAt(0)] = AGGREGATE;

// The position of the next byte within a value.
const AT_TYPE = 0;
const IN_LINE = 1;
const AT_LINE_LF = 2;
const IN_SIZE = 3;
const AT_SIZE_LF = 4;
const IN_BODY = 5;
const AT_BODY_CR = 6;
const AT_BODY_LF = 7;

/** Digits that a double always holds exactly. */
const MAX_DIGITS = 15;
/** Bytes of a piece that is copied by a loop: V8 has such arrays in its own heap, and a view of the chunk costs more. */
const SHORT = 64;

export class FrameScanner {
  private readonly limits: ReplyLimits;
  private readonly onFrame: (reply: RawReply) => void;

  private state = AT_TYPE;
  /** Type byte of the value being read. */
  private type = 0;
  /** Depending on the state: bytes of the line so far, digits of the size so far, or bytes of the body to come. */
  private count = 0;
  private size = 0;
  private negative = false;
  /** The line so far of a number, a boolean or a null. */
  private line = '';

  /** Values still to come in each open aggregate, the outermost first. */
  private readonly open: number[] = [];
  private depth = 0;
  /** The number of open aggregates that are attributes of the top-level value. */
  private attributes = 0;
  private rootType = 0;
  private rootElements = -1;
  private chunks: Uint8Array[] = [];
  private bytes = 0;

  /** push() calls `onFrame` once for each reply, in order. */
  constructor(onFrame: (reply: RawReply) => void, limits: Partial<ReplyLimits> = {}) {
    this.onFrame = onFrame;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /**
   * Takes the stream's next bytes and may keep them, so they must not change afterwards. Throws a ConnectionError (`sent`
   * true) of kind `protocol` for bytes that are not RESP, or `too-large` beyond a limit. Do not use the scanner after that.
   */
  push(chunk: Uint8Array): void {
    const end = chunk.length;
    let start = 0;
    let at = 0;
    while (at < end) {
      let whole = false;
      switch (this.state) {
        case AT_TYPE:
          if (this.depth > 0) at = this.passStrings(chunk, at);
          else if (this.bytes === 0) at = start = this.passShort(chunk, at);
          if (at < end) this.beginValue(chunk, at++);
          break;
        case IN_LINE:
          at = this.readLine(chunk, at);
          break;
        case AT_LINE_LF:
          if (chunk[at++] !== LF) throw notRESP('a line break', chunk, at - 2);
          this.checkLine();
          whole = this.endValue();
          break;
        case IN_SIZE:
          at = this.readSize(chunk, at);
          break;
        case AT_SIZE_LF:
          if (chunk[at++] !== LF) throw notRESP('a line break after a length', chunk, at - 1);
          whole = this.beginSized();
          break;
        case IN_BODY:
          at = this.readBody(chunk, at);
          break;
        case AT_BODY_CR:
          if (chunk[at++] !== CR) throw notRESP('the end of a string', chunk, at - 1);
          this.state = AT_BODY_LF;
          break;
        default:
          if (chunk[at++] !== LF) throw notRESP('the end of a string', chunk, at - 1);
          whole = this.endValue();
      }
      if (whole) {
        this.keep(chunk, start, at);
        start = at;
        this.emit();
      }
    }
    if (start < end) this.keep(chunk, start, end);
  }

  /** The part of the current reply that has arrived; null before the end of its header, and for a line. */
  get arriving(): PartOfReply | null {
    const { rootType, bytes, attributes } = this;
    if (bytes === 0) return null;
    const reply = { type: rootType, chunks: this.chunks, bytes, elements: this.rootElements };
    if (this.rootElements > 0)
      return { reply, arrived: this.rootElements - this.open[attributes]!, of: this.rootElements };
    if (KINDS[rootType] !== BULK || this.state < IN_BODY) return null;
    return { reply, arrived: this.size - this.count, of: this.size };
  }

  /**
   * Skips strings that are whole in this chunk, except the last of their aggregate, and returns where they end. The states
   * would do the same, but large replies are mostly such strings, and this takes a quarter of the time.
   */
  private passStrings(chunk: Uint8Array, from: number): number {
    const top = this.depth - 1;
    let left = this.open[top]!;
    let at = from;
    // Reading beyond the chunk is slow in V8, so stop where eight digits and CRLF might not fit.
    const last = chunk.length - 12;
    while (left > 1 && at < last && chunk[at] === STRING) {
      let next = at + 1;
      let size = 0;
      for (; next - at < 8 && chunk[next]! >= ZERO && chunk[next]! <= NINE; next++)
        size = size * 10 + chunk[next]! - ZERO;
      if (
        next === at + 1 ||
        (chunk[at + 1] === ZERO && next > at + 2) ||
        chunk[next] !== CR ||
        chunk[next + 1] !== LF ||
        size > this.limits.bulk
      )
        break;
      const end = next + 2 + size;
      if (end + 1 >= chunk.length || chunk[end] !== CR || chunk[end + 1] !== LF) break;
      at = end + 2;
      left--;
    }
    this.open[top] = left;
    return at;
  }

  /**
   * Delivers replies of a short status or a plain whole number that are whole in this chunk, and returns where they end. The states
   * would do the same in four times the time, and a batch is answered with thousands of them.
   */
  private passShort(chunk: Uint8Array, from: number): number {
    const last = chunk.length - SHORT;
    let at = from;
    while (at < last) {
      const type = chunk[at]!;
      let next = at + 1;
      if (type === COLON) {
        while (next - at <= MAX_DIGITS && chunk[next]! >= ZERO && chunk[next]! <= NINE) next++;
        if (next === at + 1 || (chunk[at + 1] === ZERO && next > at + 2)) break;
      } else if (type === PLUS) {
        while (next - at < SHORT - 2 && chunk[next] !== CR && chunk[next] !== LF) next++;
      } else break;
      if (chunk[next] !== CR || chunk[next + 1] !== LF || next + 1 - at > this.limits.line) break;
      this.rootType = type;
      this.keep(chunk, at, next + 2);
      at = next + 2;
      this.emit();
    }
    return at;
  }

  /** Reads on in a line and returns where it stopped. */
  private readLine(chunk: Uint8Array, from: number): number {
    const found = chunk.indexOf(CR, from);
    const end = found < 0 ? chunk.length : found;
    this.count += end - from;
    if (this.count > this.limits.line)
      throw tooLarge(`a line of more than ${this.limits.line} bytes`, this.limits.line);
    if (!isTextType(this.type)) this.line += latin1(chunk, from, end);
    else if (hasLineFeed(chunk, from, end)) throw notRESP('one line', chunk, from);
    if (found < 0) return end;
    this.state = AT_LINE_LF;
    return end + 1;
  }

  /** Reads on in the body of a string and returns where it stopped. */
  private readBody(chunk: Uint8Array, from: number): number {
    const step = Math.min(this.count, chunk.length - from);
    if (this.type === VERBATIM) this.checkFormat(chunk, from, step);
    this.count -= step;
    if (this.count === 0) this.state = AT_BODY_CR;
    return from + step;
  }

  private checkLine(): void {
    if (isTextType(this.type)) return;
    const { line } = this;
    this.line = '';
    const expected = expectedValue(this.type, line);
    if (expected !== null) throw notRESP(expected, Buffer.from(line, 'latin1'), 0);
  }

  /** Checks the colon if it is among the `step` bytes of a verbatim string at `at`. */
  private checkFormat(chunk: Uint8Array, at: number, step: number): void {
    const colon = FORMAT - (this.size - this.count);
    if (colon >= 0 && colon < step && chunk[at + colon] !== COLON)
      throw notRESP('the format of a verbatim string', chunk, at);
  }

  private beginValue(chunk: Uint8Array, at: number): void {
    const type = chunk[at]!;
    const kind = KINDS[type];
    if (kind === UNKNOWN) throw notRESP('a RESP reply', chunk, at);
    this.type = type;
    this.count = 0;
    if (this.isTopLevel() && type !== ATTRIBUTE) this.rootType = type;
    if (kind === LINE) this.state = IN_LINE;
    else {
      this.size = 0;
      this.negative = false;
      this.state = IN_SIZE;
    }
  }

  /** Whether the current value is the reply itself: nothing is around it but attributes that miss only their value. */
  private isTopLevel(): boolean {
    return this.depth === this.attributes && (this.depth === 0 || this.open[this.depth - 1] === 1);
  }

  private readSize(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === CR) {
        const isNull = this.size === 1 && this.count === 1 && this.type !== ATTRIBUTE;
        if (this.count === 0 || (this.negative && !isNull)) throw notRESP('a length', chunk, from);
        this.state = AT_SIZE_LF;
        return at + 1;
      }
      if (byte === MINUS && this.count === 0 && !this.negative) this.negative = true;
      else if (byte >= ZERO && byte <= NINE && this.count < MAX_DIGITS && !this.isPadded) {
        this.size = this.size * 10 + byte - ZERO;
        this.count++;
      } else throw notRESP('a length', chunk, from);
    }
    return at;
  }

  /** Whether the length began with a zero, which no digit may follow. */
  private get isPadded(): boolean {
    return this.size === 0 && this.count > 0;
  }

  /** Handles a complete header of a string or aggregate. Returns true if that ends the reply. */
  private beginSized(): boolean {
    const { type, size } = this;
    if (KINDS[type] === BULK) {
      if (this.negative) return this.endValue();
      if (size > this.limits.bulk) throw tooLarge(`a string of ${size} bytes`, this.limits.bulk);
      if (type === VERBATIM && size <= FORMAT)
        throw notRESP('the format of a verbatim string', Buffer.from(`=${size}`), 0);
      this.count = size;
      this.state = size === 0 ? AT_BODY_CR : IN_BODY;
      return false;
    }
    const topLevel = this.isTopLevel();
    if (size > this.limits.elements) throw tooLarge(`an aggregate of ${size} elements`, this.limits.elements);
    const children = this.negative ? 0 : type === MAP || type === ATTRIBUTE ? size * 2 : size;
    if (topLevel && type !== ATTRIBUTE) this.rootElements = this.negative ? -1 : children;
    // Attributes include the value they describe as their last child.
    const open = type === ATTRIBUTE ? children + 1 : children;
    if (open === 0) return this.endValue();
    if (this.depth >= this.limits.depth)
      throw tooLarge(`aggregates nested deeper than ${this.limits.depth}`, this.limits.depth);
    this.open[this.depth++] = open;
    if (topLevel && type === ATTRIBUTE) this.attributes++;
    this.state = AT_TYPE;
    return false;
  }

  /** Ends a value. Returns true if it was the last of the reply. */
  private endValue(): boolean {
    this.state = AT_TYPE;
    while (this.depth > 0) {
      const left = this.open[this.depth - 1]! - 1;
      this.open[this.depth - 1] = left;
      if (left > 0) return false;
      this.depth--;
    }
    return true;
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.bytes += length;
    if (this.bytes > this.limits.frame)
      throw tooLarge(`a reply of more than ${this.limits.frame} bytes`, this.limits.frame);
    if (length <= SHORT && length < chunk.length) {
      this.chunks.push(copyOf(chunk, start, end));
      return;
    }
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end);
    // A kept reply must not hold a block of memory several times its size.
    this.chunks.push(length * 2 < piece.buffer.byteLength ? new Uint8Array(piece) : piece);
  }

  private emit(): void {
    const reply = {
      type: this.rootType,
      chunks: this.chunks,
      bytes: this.bytes,
      elements: this.rootElements,
    };
    this.chunks = [];
    this.bytes = 0;
    this.attributes = 0;
    this.rootType = 0;
    this.rootElements = -1;
    this.onFrame(reply);
  }
}

function copyOf(chunk: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  for (let at = start; at < end; at++) copy[at - start] = chunk[at]!;
  return copy;
}
