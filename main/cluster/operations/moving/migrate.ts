/** One MIGRATE, sent by the source to the target (KEYS: 3.0.6, AUTH2: 6.0). */
import type { Arg } from '../reading/nodes.ts';
import type { Move } from './move.ts';

/** Milliseconds that our own wait is longer than MIGRATE's. */
const GRACE_MS = 5000;

/** `OK`, or `NOKEY` if all have expired. */
export function migrate(move: Move, database: number, keys: readonly Uint8Array[], replace: boolean) {
  const { context, source, targetFromSource, options } = move;
  const { username, password } = context.nodes.settings;
  const login: Arg[] =
    password === undefined ? [] : username === undefined ? ['AUTH', password] : ['AUTH2', username, password];
  const { host, port } = targetFromSource;
  return context.nodes.ask(
    source,
    [
      ...['MIGRATE', host, port, '', database, options.timeoutMs],
      ...(replace ? ['REPLACE'] : []),
      ...login,
      'KEYS',
      ...keys,
    ],
    { database, timeoutMs: options.timeoutMs + GRACE_MS },
  );
}
