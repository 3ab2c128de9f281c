/** Encodes commands for a node. Pure. */

const CRLF = Buffer.from('\r\n');

/** Encodes a command in RESP: an array of bulk strings. */
export function encodeCommand(args: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const word of args) parts.push(Buffer.from(`$${word.length}\r\n`), word, CRLF);
  return Buffer.concat(parts);
}
