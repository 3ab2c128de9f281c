/** Reads the message of a second start. Pure. Apart from its writing: the schema library is loaded after the window has opened. */
import { z } from 'zod';
import { LARGEST, type SecondStart } from './second-start.ts';

const text = z.string().max(LARGEST);

const schema = z.object({
  directory: text.min(1),
  args: z.array(text).max(1000),
  environment: z.object({ REDISCLI_AUTH: text.optional(), VALKEYCLI_AUTH: text.optional() }),
});

/** Null if it is no message of ours: any program of the user can send one. */
export function readMessage(data: unknown): SecondStart | null {
  const read = schema.safeParse(data);
  return read.success ? read.data : null;
}
