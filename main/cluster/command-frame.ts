/** What is written to a node, and a first look at what it answers. Pure. */
import { joinFrame, type RawReply } from './frame-scanner.ts';

const CRLF = Buffer.from('\r\n');

/** A command as RESP: an array of bulk strings. */
export function encodeCommand(words: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${words.length}\r\n`)];
  for (const word of words) parts.push(Buffer.from(`$${word.length}\r\n`), word, CRLF);
  return Buffer.concat(parts);
}

/** Whether the reply is an error, one that begins with `text`. */
export function isError(reply: RawReply, text = ''): boolean {
  if (reply.type !== 0x2d) return false;
  return Buffer.from(joinFrame(reply).subarray(0, text.length + 1)).toString('latin1') === `-${text}`;
}
