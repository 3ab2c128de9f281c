/** A second start in the same data directory: what it tells the first, which opens the window for it. Pure. */

/**
 * Bytes of the arguments and of the message together. Chromium sends both in one packet of at most 32 KiB, and ends the first
 * program by force if its answer to a larger one does not come.
 */
export const LARGEST = 12_000;

/** The variables that say something about the connection of a start with arguments. */
const VARIABLES = ['REDISCLI_AUTH', 'VALKEYCLI_AUTH'] as const;

export interface SecondStart {
  /** Relative paths among the arguments begin here. */
  directory: string;
  args: string[];
  environment: { readonly [variable in (typeof VARIABLES)[number]]?: string | undefined };
}

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
