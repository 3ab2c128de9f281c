/** Quotes a word so that splitting the line returns the same bytes. */
import { escapeBytes } from '../format/escape.ts';
import { utf8 } from '../resp/resp.ts';

// Blanks end a bare word, quotes open one; control, format, separator and private characters are invisible.
const NEEDS_QUOTES = /[\s"'\u0000-\u001f\u007f]|[\p{C}\p{Z}]/u;
const NEEDS_ESCAPES = /["\\]|[\p{C}]|[\p{Zl}\p{Zp}]/u;

/** Returns text from which splitLine yields these bytes: unquoted if possible, readable if possible. */
export function quoteWord(bytes: Uint8Array): string {
  const text = utf8(bytes);
  if (text === null) return `"${escapeBytes(bytes)}"`;
  if (text !== '' && !NEEDS_QUOTES.test(text)) return text;
  if (!NEEDS_ESCAPES.test(text)) return `"${text}"`;
  return `"${escapeBytes(bytes)}"`;
}
