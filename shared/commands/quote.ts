/** How a word must be typed so that the line is split into these bytes again. */
import { escapeBytes } from '../format/escape.ts';
import { utf8 } from '../resp/resp.ts';

// Blanks end a bare word, quotes open one; control, format, separator and private characters cannot be seen when typed.
const NEEDS_QUOTES = /[\s"'\u0000-\u001f\u007f]|[\p{C}\p{Z}]/u;
const NEEDS_ESCAPES = /["\\]|[\p{C}]|[\p{Zl}\p{Zp}]/u;

/** What one must type so that splitLine gives these bytes back: bare where possible, readable where possible. */
export function quoteWord(bytes: Uint8Array): string {
  const text = utf8(bytes);
  if (text === null) return `"${escapeBytes(bytes)}"`;
  if (text !== '' && !NEEDS_QUOTES.test(text)) return text;
  if (!NEEDS_ESCAPES.test(text)) return `"${text}"`;
  return `"${escapeBytes(bytes)}"`;
}
