/** A reply as the server's bytes. Pure. */

/** One whole reply as received. */
export interface RawReply {
  /** First byte of the value, after RESP3 attributes: `+` 0x2b, `*` 0x2a, … */
  type: number;
  /** The whole frame, attributes included, in the pieces in which it arrived. */
  chunks: Uint8Array[];
  /** Sum of the chunks' lengths. */
  bytes: number;
  /** Direct children of a top-level aggregate, a map's pairs counted as two; -1 for anything else and for null. */
  elements: number;
}

/** The part of a reply that has arrived. */
export interface PartOfReply {
  /** The header is whole. The chunks are those that have come, and change with the next one. */
  reply: RawReply;
  /** Elements that are whole (pairs of a map count two), or bytes of a string. */
  arrived: number;
  /** The same of the whole reply. */
  of: number;
}

/** The reply of a frame without elements, such as an error. */
export const replyOfFrame = (frame: Uint8Array): RawReply => ({
  type: frame[0]!,
  chunks: [frame],
  bytes: frame.length,
  elements: -1,
});

/** The reply in one array; if it has only one chunk, that chunk itself, not a copy. */
export function joinFrame(reply: RawReply): Uint8Array {
  return reply.chunks.length === 1 ? reply.chunks[0]! : concat(reply.chunks);
}

/** Copies the parts into one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether the reply is an error (on RESP3 also `!`) that begins with `text`. */
export function isError(reply: RawReply, text = ''): boolean {
  if (reply.type !== 0x2d && reply.type !== 0x21) return false;
  if (text === '') return true;
  const frame = joinFrame(reply);
  const start = reply.type === 0x21 ? frame.indexOf(10) + 1 : 1;
  return Buffer.from(frame.subarray(start, start + text.length)).toString('latin1') === text;
}
