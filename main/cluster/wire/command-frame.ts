/** Encodes commands for a node. Pure. */

import { latin1 } from '../../../shared/resp/resp.ts';

const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const ZERO = 0x30;
const CR = 13;
const LF = 10;
/** Bytes of an argument up to which a loop copies it. */
const SHORT = 48;

/** Encodes a command in RESP: an array of bulk strings. */
export const encodeCommand = (args: readonly Uint8Array[]): Buffer => encodeBytes([args]);

/** Encodes commands one after another into one buffer, and makes nothing else. */
export function encodeBytes(commands: readonly (readonly Uint8Array[])[]): Buffer {
  let size = 0;
  for (const args of commands) {
    size += headerSize(args.length);
    for (const arg of args) size += headerSize(arg.length) + arg.length + 2;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const args of commands) {
    at = writeHeader(bytes, at, ASTERISK, args.length);
    for (const arg of args) {
      at = writeHeader(bytes, at, DOLLAR, arg.length);
      // A call costs more than a loop over few bytes.
      if (arg.length > SHORT) bytes.set(arg, at);
      else for (let i = 0; i < arg.length; i++) bytes[at + i] = arg[i]!;
      at += arg.length;
      bytes[at++] = CR;
      bytes[at++] = LF;
    }
  }
  return bytes;
}

/** Bytes of a type, a number and CRLF. */
function headerSize(value: number): number {
  let size = 4;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) size++;
  return size;
}

/** Writes a type, a number and CRLF at `from`, and returns where they end. */
function writeHeader(bytes: Uint8Array, from: number, type: number, value: number): number {
  const end = from + headerSize(value);
  bytes[from] = type;
  bytes[end - 1] = LF;
  bytes[end - 2] = CR;
  let rest = value;
  for (let at = end - 3; at > from; at--) {
    bytes[at] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return end;
}

/** Arguments of more bytes are copied once, not through a text. */
const MAX_TEXT = 256;

/** Encodes commands one after another. For many short ones this costs a fraction of a buffer each. */
export function encodeCommands(commands: readonly (readonly (string | number | Uint8Array)[])[]): Buffer {
  const parts: Uint8Array[] = [];
  /** Texts that came before, such as the name of a command. */
  const known = new Map<string, string>();
  /** One character a byte. */
  let text = '';
  for (const args of commands) {
    text += `*${args.length}\r\n`;
    for (const arg of args)
      if (typeof arg === 'number') {
        const digits = String(arg);
        text += `$${digits.length}\r\n${digits}\r\n`;
      } else if (typeof arg === 'string') {
        let bulk = known.get(arg);
        if (bulk === undefined) {
          const bytes = Buffer.from(arg);
          bulk = `$${bytes.length}\r\n${latin1(bytes)}\r\n`;
          known.set(arg, bulk);
        }
        text += bulk;
      } else if (arg.length <= MAX_TEXT) {
        text += `$${arg.length}\r\n${latin1(arg)}\r\n`;
      } else {
        parts.push(Buffer.from(`${text}$${arg.length}\r\n`, 'latin1'), arg);
        text = '\r\n';
      }
  }
  parts.push(Buffer.from(text, 'latin1'));
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
