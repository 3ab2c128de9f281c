/** Replies that the shell makes itself, worded as the server words them. */
import type { RawReply } from './raw-reply.ts';

/** Makes a reply from `text`, which has a type byte and no CRLF: `+OK`, `-EXECABORT …`, `*0`. */
export function replyOf(text: string): RawReply {
  const frame = Buffer.from(`${text}\r\n`);
  return { type: frame[0]!, chunks: [frame], bytes: frame.length, elements: text === '*0' ? 0 : -1 };
}

/** Makes an array from whole frames. */
export function arrayOf(frames: readonly Uint8Array[]): RawReply {
  const chunks = [Buffer.from(`*${frames.length}\r\n`), ...frames];
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { type: 0x2a, chunks, bytes, elements: frames.length };
}
