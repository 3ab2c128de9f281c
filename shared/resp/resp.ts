/**
 * Decodes a RESP2 or RESP3 frame into a tree. Frames are already whole and bounded (main/cluster/wire/frame-scanner.ts), but
 * may come from anywhere: a malformed frame throws a RangeError, and nothing is read beyond its end.
 * Source: Redis serialization protocol specification (RESP3 since 6.0).
 */

export type Reply =
  | { type: 'status'; bytes: Uint8Array }
  /** `-` and, on RESP3, `!`. */
  | { type: 'error'; bytes: Uint8Array }
  | { type: 'integer'; digits: string }
  | { type: 'string'; bytes: Uint8Array }
  | { type: 'null' }
  | { type: 'array' | 'set' | 'push'; items: Reply[] }
  | { type: 'map'; entries: [Reply, Reply][] }
  /** The digits as sent: `3.0`, `inf`, `nan`. */
  | { type: 'double'; digits: string }
  | { type: 'boolean'; value: boolean }
  /** `format` is the three letters before the colon: `txt`, `mkd`. */
  | { type: 'verbatim'; format: string; bytes: Uint8Array }
  | { type: 'big-number'; digits: string }
  /** RESP3 attributes precede the value they describe. */
  | { type: 'attributed'; attributes: [Reply, Reply][]; value: Reply };

/** Deepest nesting that decode follows. */
export const MAX_DEPTH = 128;

const CR = 13;
const LF = 10;

/** Decodes bytes as Latin-1, one character per byte. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  if (end - start < 64) {
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
    return text;
  }
  for (let i = start; i < end; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, Math.min(end, i + 8192)));
  return text;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false;
  return true;
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes up to which a loop is faster than a call into the decoder. */
const SHORT = 32;

/** Decodes UTF-8 bytes; null if they are not valid. */
export function utf8(bytes: Uint8Array): string | null {
  if (bytes.length <= SHORT && isAscii(bytes)) return latin1(bytes);
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Returns an argument in lower case to compare it with names; empty if it is missing or longer than any name. */
export const lowerWord = (word: Uint8Array | undefined): string =>
  word === undefined || word.length > 64 ? '' : latin1(word).toLowerCase();

/** Decodes the first reply of `frame`. Throws RangeError if it is cut short, nested deeper than MAX_DEPTH, or not RESP. */
export function decode(frame: Uint8Array): Reply {
  return new Decoder(frame).read(0);
}

class Decoder {
  private at = 0;
  private readonly frame: Uint8Array;

  constructor(frame: Uint8Array) {
    this.frame = frame;
  }

  read(depth: number): Reply {
    if (depth > MAX_DEPTH) throw new RangeError(`reply is nested deeper than ${MAX_DEPTH}`);
    const { frame } = this;
    const type = frame[this.at];
    const start = this.at + 1;
    const end = this.passLine();
    switch (type) {
      case 0x2b: // +
        return { type: 'status', bytes: frame.subarray(start, end) };
      case 0x2d: // -
        return { type: 'error', bytes: frame.subarray(start, end) };
      case 0x3a: // :
        return { type: 'integer', digits: latin1(frame, start, end) };
      case 0x2c: // ,
        return { type: 'double', digits: latin1(frame, start, end) };
      case 0x28: // (
        return { type: 'big-number', digits: latin1(frame, start, end) };
      case 0x23: // #
        return { type: 'boolean', value: end > start && (frame[start] === 0x74 || frame[start] === 0x54) };
      case 0x5f: // _
        return { type: 'null' };
      case 0x24: // $
        return this.bulk('string', this.size(start, end));
      case 0x21: // !
        return this.bulk('error', this.size(start, end));
      case 0x3d: // =
        return this.verbatim(this.size(start, end));
      case 0x2a: // *
        return this.items('array', this.size(start, end), depth);
      case 0x7e: // ~
        return this.items('set', this.size(start, end), depth);
      case 0x3e: // >
        return this.items('push', this.size(start, end), depth);
      case 0x25: // %
        return this.map(this.size(start, end), depth);
      case 0x7c: // |
        return {
          type: 'attributed',
          attributes: this.pairs(this.size(start, end), depth),
          value: this.read(depth + 1),
        };
      default:
        throw new RangeError(`not a RESP type: byte ${type}`);
    }
  }

  /** Goes behind the header line's CRLF, and returns where its text ends. */
  private passLine(): number {
    const { frame } = this;
    let end = this.at;
    const near = Math.min(end + SHORT, frame.length);
    while (end < near && frame[end] !== CR) end++;
    if (end === near) end = frame.indexOf(CR, near);
    if (end < 0 || frame[end + 1] !== LF) throw new RangeError('reply is cut short');
    this.at = end + 2;
    return end;
  }

  /** A length: digits, at most 15, or -1. */
  private size(start: number, end: number): number {
    const { frame } = this;
    let size = 0;
    let valid = end > start && end - start <= 15;
    for (let i = start; valid && i < end; i++) {
      const digit = frame[i]! - 0x30;
      valid = digit >= 0 && digit <= 9;
      size = size * 10 + digit;
    }
    if (valid) return size;
    const text = latin1(frame, start, Math.min(end, start + 32));
    if (text === '-1') return -1;
    throw new RangeError(`not a length: ${text}`);
  }

  /** The bytes of a string of this size. */
  private body(size: number): Uint8Array {
    const end = this.at + size;
    if (end + 2 > this.frame.length) throw new RangeError('reply is cut short');
    const bytes = this.frame.subarray(this.at, end);
    this.at = end + 2;
    return bytes;
  }

  private bulk(type: 'string' | 'error', size: number): Reply {
    return size < 0 ? { type: 'null' } : { type, bytes: this.body(size) };
  }

  private verbatim(size: number): Reply {
    if (size < 0) return { type: 'null' };
    const bytes = this.body(size);
    return { type: 'verbatim', format: latin1(bytes, 0, 3), bytes: bytes.subarray(4) };
  }

  private items(type: 'array' | 'set' | 'push', size: number, depth: number): Reply {
    if (size < 0) return { type: 'null' };
    // The shortest value has three bytes, so a larger declared size cannot be true.
    if (size * 3 > this.frame.length - this.at) throw new RangeError('reply is cut short');
    const items: Reply[] = [];
    for (let i = 0; i < size; i++) items.push(this.read(depth + 1));
    return { type, items };
  }

  private map(size: number, depth: number): Reply {
    return size < 0 ? { type: 'null' } : { type: 'map', entries: this.pairs(size, depth) };
  }

  private pairs(size: number, depth: number): [Reply, Reply][] {
    if (size * 6 > this.frame.length - this.at) throw new RangeError('reply is cut short');
    const entries: [Reply, Reply][] = [];
    for (let i = 0; i < size; i++) entries.push([this.read(depth + 1), this.read(depth + 1)]);
    return entries;
  }
}

const encoder = new TextEncoder();

/** Encodes texts as the arguments of a command, in UTF-8. */
export const argsOf = (...texts: string[]): Uint8Array[] => texts.map((text) => encoder.encode(text));
