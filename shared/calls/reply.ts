/** Large replies, which stay in main. */
import { z } from 'zod';
import { ESCAPES } from '../session/settings.ts';
import { call, returns } from './call.ts';

const id = z.int();

export const replyCalls = {
  /** Elements `from` (counted from 0) to `from + count`, as one array frame. */
  replyPage: call(
    z.object({ id, from: z.int().min(0), count: z.int().min(1).max(1000) }),
    returns<Uint8Array>(),
  ),
  /** The elements at these places, as one array frame: rows of a table that is sorted. */
  replyElements: call(z.object({ id, at: z.array(z.int().min(0)).min(1).max(1000) }), returns<Uint8Array>()),
  /** The whole reply as redis-cli prints it; with `raw`, as it prints INFO and similar replies. */
  replyText: call(z.object({ id, raw: z.boolean() }), returns<string>()),
  /** The next row that contains the text, starting at `from` and wrapping around; null if there is none. */
  findInReply: call(
    z.object({
      id,
      text: z.string().min(1).max(1000),
      from: z.int().min(0),
      back: z.boolean(),
      escape: z.enum(ESCAPES),
    }),
    returns<number | null>(),
  ),
  /** Asks for a file name and writes the reply there. Returns the path, or null if the user cancels. */
  saveReply: call(z.object({ id }), returns<string | null>()),
};
