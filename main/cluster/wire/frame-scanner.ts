/**
 * Finds where each top-level RESP2 or RESP3 reply of a byte stream ends, without building values, and bounds what the
 * wire may claim before anything is allocated for it.
 * Source: Redis serialization protocol specification (RESP3 since 6.0).
 */
import { latin1 } from '../../../shared/resp/resp.ts';
import { ConnectionError } from './errors.ts';
import { hasLineFeed, isTextType, wrongLine } from './line-values.ts';
import type { RawReply } from './raw-reply.ts';

export interface ReplyLimits {
  /** Aggregates and attributes around a value. shared/resp/resp.ts decodes as deep. */
  depth: number;
  /** Bytes of a line: a status, an error, a number. */
  line: number;
  /** Declared bytes of one bulk string. Redis's own default for proto-max-bulk-len is the same. */
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
const ZERO = 48;
const NINE = 57;
const STRING = 0x24;
const MAP = 0x25;
const ATTRIBUTE = 0x7c;
const VERBATIM = 0x3d;
const COLON = 0x3a;
/** Where a verbatim string has its colon, behind three letters. */
const FORMAT = 3;

// What a type byte announces.
const UNKNOWN = 0;
const LINE = 1;
const BULK = 2;
const AGGREGATE = 3;
const KINDS = new Uint8Array(256);
for (const type of '+-:_,#(') KINDS[type.charCodeAt(0)] = LINE;
for (const type of '$=!') KINDS[type.charCodeAt(0)] = BULK;
for (const type of '*~>%|') KINDS[type.charCodeAt(0)] = AGGREGATE;

// Where in a value the next byte stands.
const AT_TYPE = 0;
const IN_LINE = 1;
const AT_LINE_LF = 2;
const IN_SIZE = 3;
const AT_SIZE_LF = 4;
const IN_BODY = 5;
const AT_BODY_CR = 6;
const AT_BODY_LF = 7;

/** Longest run of digits that a double still holds exactly. */
const MAX_DIGITS = 15;

export class FrameScanner {
  private readonly limits: ReplyLimits;
  private readonly onFrame: (reply: RawReply) => void;

  private state = AT_TYPE;
  /** Type byte of the value being read. */
  private type = 0;
  /** Bytes of the line so far, digits of the size so far, or bytes of the body to come, as the state says. */
  private count = 0;
  private size = 0;
  private negative = false;
  /** The line of a number, a boolean or a null so far. */
  private line = '';

  /** Values still to come in each open aggregate, the outermost first. */
  private readonly open: number[] = [];
  private depth = 0;
  /** How many of the open aggregates are attributes of the top-level value. */
  private attributes = 0;
  private rootType = 0;
  private rootElements = -1;
  private chunks: Uint8Array[] = [];
  private bytes = 0;

  /** `onFrame` is called within push(), once for each reply, in order. */
  constructor(onFrame: (reply: RawReply) => void, limits: Partial<ReplyLimits> = {}) {
    this.onFrame = onFrame;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /**
   * Takes the stream's next bytes and may keep them: they must not change afterwards. Throws ConnectionError, kind
   * `protocol` for what is not RESP and `too-large` for what is beyond a limit (`sent` true); the stream is of no
   * use from then on.
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
          if (at < end) this.beginValue(chunk, at++);
          break;
        case IN_LINE: {
          const found = chunk.indexOf(CR, at);
          const next = found < 0 ? end : found;
          this.count += next - at;
          if (this.count > this.limits.line)
            throw tooLarge(`a line of more than ${this.limits.line} bytes`, this.limits.line);
          if (!isTextType(this.type)) this.line += latin1(chunk, at, next);
          else if (hasLineFeed(chunk, at, next)) throw notRESP('one line', chunk, at);
          at = next;
          if (found >= 0) {
            this.state = AT_LINE_LF;
            at++;
          }
          break;
        }
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
        case IN_BODY: {
          const step = Math.min(this.count, end - at);
          if (this.type === VERBATIM) this.checkFormat(chunk, at, step);
          at += step;
          this.count -= step;
          if (this.count === 0) this.state = AT_BODY_CR;
          break;
        }
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

  /**
   * Passes over strings that are whole in this chunk, all but the last of their aggregate, and gives where they end.
   * The states would do the same: but a large reply is mostly such strings, and this takes a quarter of the time.
   */
  private passStrings(chunk: Uint8Array, from: number): number {
    const top = this.depth - 1;
    let left = this.open[top]!;
    let at = from;
    // Nothing is read beyond the chunk, which V8 would make slow: neither eight digits with their CRLF, nor the end.
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

  private checkLine(): void {
    if (isTextType(this.type)) return;
    const { line } = this;
    this.line = '';
    const expected = wrongLine(this.type, line);
    if (expected !== null) throw notRESP(expected, Buffer.from(line, 'latin1'), 0);
  }

  /** `step` bytes of a verbatim string stand at `at`. */
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

  /** Whether the value now read is the reply itself: nothing around it, or attributes with only their value to come. */
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

  /** Whether the length began with a nought: nothing follows that. */
  private get isPadded(): boolean {
    return this.size === 0 && this.count > 0;
  }

  /** The header of a string or aggregate is read. True where that ends the reply. */
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
    // Attributes stand for the value they describe, which is therefore the last of their children.
    const open = type === ATTRIBUTE ? children + 1 : children;
    if (open === 0) return this.endValue();
    if (this.depth >= this.limits.depth)
      throw tooLarge(`aggregates nested deeper than ${this.limits.depth}`, this.limits.depth);
    this.open[this.depth++] = open;
    if (topLevel && type === ATTRIBUTE) this.attributes++;
    this.state = AT_TYPE;
    return false;
  }

  /** True where the value was the last of the reply. */
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
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end);
    // A reply that is kept must not hold on to a block of memory several times its size.
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
    this.rootElements = -1;
    this.onFrame(reply);
  }
}

const tooLarge = (what: string, limit: number) =>
  new ConnectionError('too-large', `the server announced ${what}; at most ${limit} are accepted`, true);

/** `expected` in words; what came instead is shown from `at` to the end of its line, 64 bytes at most. */
function notRESP(expected: string, chunk: Uint8Array, at: number): ConnectionError {
  let end = at;
  while (end < chunk.length && end - at < 64 && (end === at || (chunk[end] !== CR && chunk[end] !== LF)))
    end++;
  const seen = chunk.subarray(at, end);
  let text = '';
  for (const byte of seen)
    text +=
      byte >= 32 && byte < 127 && byte !== 96
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  let hint = '';
  if (/^HTTP\/|^<(!doctype|html)/i.test(text)) hint = '; this is a web server';
  else if ((seen[0] === 0x15 || seen[0] === 0x16) && seen[1] === 3) hint = '; this port speaks TLS';
  else if (seen[0] === 0x3f && expected === 'a length') hint = '; streamed types are not supported';
  return new ConnectionError('protocol', `expected ${expected}, got \`${text}\`${hint}`, true);
}
