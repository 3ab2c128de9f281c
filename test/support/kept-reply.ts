/** Large replies as main keeps them. */
import { ReplyStore } from '../../main/cluster/wire/reply-store.ts';

export const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
export const rows = (count: number, of: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => of(i)).join('');

/** Puts a reply into a store, which must keep it. */
export function keepReply(text: string, elements: number) {
  const frame = Buffer.from(text);
  const store = new ReplyStore();
  const part = store.admit({ type: frame[0]!, chunks: [frame], bytes: frame.length, elements });
  if (part.whole) throw new Error('must stay');
  return { store, id: part.id, frame: new Uint8Array(frame) };
}

/** More elements than the window is sent at once. */
export const LARGE = 12_001;
export const nested = (i: number) =>
  i % 1000 === 0 ? `*2\r\n:1\r\n*1\r\n${bulk('deep')}` : bulk(`v${i}\x00`);
