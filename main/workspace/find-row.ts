/** Finds text in a reply that stays in main. */
import { setImmediate as turn } from 'node:timers/promises';
import { escapeBytes, escapeReadable } from '../../shared/format/escape.ts';
import { formatReply, forTerminal } from '../../shared/format/tty.ts';
import { decode, type Reply } from '../../shared/resp/resp.ts';
import type { Escape } from '../../shared/session/settings.ts';
import { STRING_PIECE, type ReplyStore } from '../cluster/wire/reply-store.ts';
import { bytesOf, PAGE } from './reply-text.ts';

export interface Search {
  id: number;
  text: string;
  /** The row to start at. */
  from: number;
  back: boolean;
  escape: Escape;
}

/**
 * The next row that contains `text`, whatever its case, wrapping around at the end; null if there is none. `givenUp` returns
 * true once the user looks for something else.
 */
export async function findRow(
  replies: ReplyStore,
  { id, text, from, back, escape }: Search,
  givenUp: () => boolean,
): Promise<number | null> {
  const { count, isString } = replies.size(id);
  const wanted = text.toLowerCase();
  const style = escape === 'readable' ? escapeReadable : escapeBytes;
  // A match may begin in one piece of a string and end in the next.
  const beyond = isString ? Math.ceil((wanted.length * 4) / STRING_PIECE) : 0;
  const has = (frames: readonly Uint8Array[]) => {
    const own = shown(decode(frames[0]!), isString, style).toLowerCase();
    if (!isString) return own.includes(wanted);
    const all =
      own +
      frames
        .slice(1)
        .map((frame) => shown(decode(frame), isString, style).toLowerCase())
        .join('');
    const at = all.indexOf(wanted);
    return at >= 0 && at < own.length;
  };
  const start = Math.min(Math.max(0, from), count - 1);
  for (let looked = 0; looked < count;) {
    const first = (((start + (back ? -looked : looked)) % count) + count) % count;
    // The rows up to either end of the reply, at most a page.
    const rows = Math.min(PAGE, count - looked, back ? first + 1 : count - first);
    const low = back ? first - rows + 1 : first;
    const frames = replies.elements(id, low, rows + beyond);
    for (let i = 0; i < rows; i++) {
      const at = back ? rows - 1 - i : i;
      if (has(frames.slice(at, at + 1 + beyond))) return low + at;
    }
    looked += rows;
    await turn();
    if (givenUp()) return null;
  }
  return null;
}

const shown = (reply: Reply, isPiece: boolean, style: (bytes: Uint8Array) => string): string =>
  isPiece ? style(bytesOf(reply)) : formatReply(reply, forTerminal, style);
