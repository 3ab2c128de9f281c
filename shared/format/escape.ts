/** Server bytes and texts made safe for a terminal or a label: nothing in them is ever interpreted. */
import { latin1, utf8 } from '../resp.ts';

const NAMED: { readonly [byte: number]: string } = {
  0x22: '\\"',
  0x5c: '\\\\',
  0x0a: '\\n',
  0x0d: '\\r',
  0x09: '\\t',
  0x07: '\\a',
  0x08: '\\b',
};
const BYTE_TEXT = Array.from(
  { length: 256 },
  (_, byte) =>
    NAMED[byte] ??
    (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`),
);

/** Printable ASCII without quote and backslash: nothing to escape. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) return false;
  }
  return true;
}

/** The inside of a redis-cli string, as sdscatrepr writes it: printable ASCII as it is, every other byte escaped. */
export function escapeBytes(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  let text = '';
  for (const byte of bytes) text += BYTE_TEXT[byte]!;
  return text;
}

const encoder = new TextEncoder();

// What is not seen, or changes how what is around it is read: controls, formats, what is ignored by default, blanks but
// the space and the ideographic one, and what no font has.
const UNREADABLE =
  /["\\\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

/**
 * The inside of a string as text where its bytes are UTF-8: what can be read is as it is, quotes, controls and invisible
 * characters are escaped as escapeBytes does, so that the same bytes come of it typed into the shell. Else as escapeBytes.
 */
export function escapeReadable(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  const text = utf8(bytes);
  return text === null
    ? escapeBytes(bytes)
    : text.replace(UNREADABLE, (character) => escapeBytes(encoder.encode(character)));
}

// Cc but newline, line and paragraph separators, bidirectional marks, embeddings, overrides and isolates, lone surrogates.
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escapeCharacter = (c: string): string => {
  const code = c.charCodeAt(0);
  return code < 0x100 ? BYTE_TEXT[code]! : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Text that may stand in a terminal: newlines stay (CRLF becomes one), other control and bidirectional characters are escaped. */
export function escapeForTerminal(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, escapeCharacter);
}

/** escapeForTerminal for one line: newlines are escaped too. */
export function escapeForLine(text: string): string {
  return text.replaceAll('\n', '\\n').replace(UNSAFE, escapeCharacter);
}

/** Bytes as text for a label: UTF-8 where they are valid, escaped as redis-cli does where they are not; no quotes around. */
export function readable(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  const text = utf8(bytes);
  return text === null ? escapeBytes(bytes) : escapeForLine(text);
}
