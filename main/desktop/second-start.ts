/** A second start in the same data directory: what it tells the first, which opens the window for it. Pure. */
import { z } from 'zod';

/**
 * Bytes of the arguments and of the message together. Chromium sends both in one packet of at most 32 KiB, and ends the first
 * program by force if its answer to a larger one does not come.
 */
const LARGEST = 12_000;

/** The variables that say something about the connection of a start with arguments. */
const VARIABLES = ['REDISCLI_AUTH', 'VALKEYCLI_AUTH'] as const;

const text = z.string().max(LARGEST);

const schema = z.object({
  /** Relative paths among the arguments begin here. */
  directory: text.min(1),
  args: z.array(text).max(1000),
  environment: z.object({ REDISCLI_AUTH: text.optional(), VALKEYCLI_AUTH: text.optional() }),
});
export type SecondStart = z.infer<typeof schema>;

/** The message about this start; null if it is too large to be sent. `argv` is sent beside it. */
export function messageOf(
  argv: readonly string[],
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
  directory: string,
): SecondStart | null {
  const given = VARIABLES.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  const message = { directory, args: [...args], environment: Object.fromEntries(given) as object };
  const bytes = Buffer.byteLength(JSON.stringify([argv, message]));
  return bytes > LARGEST ? null : message;
}

/** Null if it is no message of ours: any program of the user can send one. */
export function readMessage(data: unknown): SecondStart | null {
  const read = schema.safeParse(data);
  return read.success ? read.data : null;
}
