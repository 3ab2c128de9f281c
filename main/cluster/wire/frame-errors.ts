/** The errors for bytes that no RESP server sends, or that exceed a limit. Pure. */
import { ConnectionError } from './errors.ts';

const CR = 13;
const LF = 10;

/** The server declared a size above `limit`. */
export const tooLarge = (what: string, limit: number) =>
  new ConnectionError('too-large', `the server announced ${what}; at most ${limit} are accepted`, true);

/** The bytes at `at` are not what RESP requires; the message shows them to the end of their line, at most 64 bytes. */
export function notRESP(expected: string, chunk: Uint8Array, at: number): ConnectionError {
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
