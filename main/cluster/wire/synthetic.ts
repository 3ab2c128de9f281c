/** Replies that the shell gives in a server's place, in the server's own words. */
import type { RawReply } from './raw-reply.ts';

/** `text` with its type byte and without CRLF: `+OK`, `-EXECABORT …`, `*0`. */
export function replyOf(text: string): RawReply {
  const frame = Buffer.from(`${text}\r\n`);
  return { type: frame[0]!, chunks: [frame], bytes: frame.length, elements: text === '*0' ? 0 : -1 };
}

/** An aggregate of whole frames. */
export function arrayOf(frames: readonly Uint8Array[]): RawReply {
  const chunks = [Buffer.from(`*${frames.length}\r\n`), ...frames];
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { type: 0x2a, chunks, bytes, elements: frames.length };
}
