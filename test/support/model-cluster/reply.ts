/** Replies of RESP 2, as plain values. */

/** A string is a bulk string; strings hold one byte in each character. */
export type ModelReply = { status: string } | { error: string } | string | number | null | ModelReply[];

/** An error reply. */
export class Refused extends Error {
  override name = 'Refused';
}

export const OK: ModelReply = { status: 'OK' };

export function encode(reply: ModelReply | Refused): Buffer {
  if (reply instanceof Refused) return Buffer.from(`-${reply.message}\r\n`, 'latin1');
  if (reply === null) return Buffer.from('$-1\r\n');
  if (typeof reply === 'number') return Buffer.from(`:${reply}\r\n`);
  if (typeof reply === 'string') return Buffer.from(`$${reply.length}\r\n${reply}\r\n`, 'latin1');
  if (Array.isArray(reply)) return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encode)]);
  if ('error' in reply) return Buffer.from(`-${reply.error}\r\n`, 'latin1');
  return Buffer.from(`+${reply.status}\r\n`, 'latin1');
}
