/** Checks whether the server accepts the login, and as which user. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { ConnectionError, TransportError } from '../wire/errors.ts';
import { isTls } from '../wire/first-answer.ts';
import { ServerError, textOf } from '../wire/read-reply.ts';
import { ask, skipped, textOfError, type Diagnostics, type Finding, type Side } from './diagnostics.ts';

/** Seeds tried; the first ones are enough. */
const MAX_SEEDS = 16;

type Attempt = { place: NodeAddress; user: string } | { place: NodeAddress; error: unknown };

/** Sends PING and ACL WHOAMI (6.0) to all seeds at once, so that one that hangs does not delay the others. */
export async function checkLogin(diagnostics: Diagnostics, side: Side): Promise<Finding> {
  const { open, what, connection: settings, loggedIn } = side;
  const attempts = await Promise.all(
    open.slice(0, MAX_SEEDS).map(async (place): Promise<Attempt> => {
      const connection = diagnostics.open(place, side);
      try {
        await ask(connection, 'PING').catch((error: unknown) => {
          // A user without the right to PING is logged in all the same; so is one whose PING codis cannot pass on.
          if (!(error instanceof ServerError) || !/^(NOPERM|ERR handle re)/.test(error.message)) throw error;
        });
        loggedIn.push(connection);
        return { place, user: await ask(connection, 'ACL', 'WHOAMI').then(textOf, () => '') };
      } catch (error) {
        return { place, error };
      }
    }),
  );
  loggedIn.sort((a, b) => open.indexOf(a.address) - open.indexOf(b.address));
  const bad = attempts.flatMap((attempt) => ('error' in attempt ? [attempt] : []));
  const good = attempts.flatMap((attempt) => ('user' in attempt ? [attempt] : []));
  if (attempts.length === 0) return skipped(`no ${what} accepts connections`);
  const { passwordFrom: from } = diagnostics;
  if (good.length === 0) {
    const found = refusal(bad[0]!.place, bad[0]!.error, what);
    return {
      ...found,
      ...(from && { advice: `${found.advice} The password came from ${from}.` }),
      ...linesOf(bad),
    };
  }
  const { user } = good[0]!;
  const login = user ? `as ACL user ${user.slice(0, 100)}` : withOrWithout(settings.password);
  const as = from ? `${login}, password from ${from}` : login;
  if (bad.length === 0) return { status: 'ok', found: as };
  const { advice = '' } = refusal(bad[0]!.place, bad[0]!.error, what);
  return {
    status: 'warning',
    found: `${as} at ${good.length} of ${attempts.length} ${what}s`,
    advice,
    ...linesOf(bad),
  };
}

const withOrWithout = (password: string | undefined) =>
  password === undefined ? 'without a password' : 'with the password';

const linesOf = (bad: readonly { place: NodeAddress; error: unknown }[]): Pick<Finding, 'details'> =>
  bad.length < 2
    ? {}
    : {
        details: bad.map(({ place, error }) => ({
          text: `${place}: ${textOfError(error)}`,
          good: false,
        })),
      };

function refusal(place: NodeAddress, error: unknown, what: Side['what']): Finding {
  const text = textOfError(error);
  const isSentinel = what === 'Sentinel';
  if (error instanceof ServerError && /^NOAUTH/.test(text))
    return {
      status: 'failed',
      found: `${place} requires a password`,
      advice: isSentinel
        ? 'Enter the Sentinels’ own user and password: they differ from the servers’.'
        : 'Enter a user and password.',
    };
  if (error instanceof ConnectionError && error.kind === 'auth')
    return {
      status: 'failed',
      found: `${place} refuses the login: ${text}`,
      advice: isSentinel
        ? 'Check the Sentinels’ user and password: they differ from the servers’.'
        : 'Check the user and password. ACL users need Redis 6.0 or newer.',
    };
  if (error instanceof TransportError)
    return { status: 'failed', found: `${place}: ${text}`, advice: error.advice };
  // A TLS error proves that something listens there.
  if (isTls(error))
    return { status: 'failed', found: `${place}: ${text}`, advice: 'See the TLS step for what to do.' };
  const wantsTls = /may want TLS/.test(text);
  return {
    status: 'failed',
    found: `${place}: ${text}`,
    advice: wantsTls
      ? 'Turn TLS on.'
      : isSentinel
        ? 'Check that a Sentinel listens there; the usual port is 26379.'
        : 'Check that a Redis or Valkey server listens there.',
    ...(wantsTls && { remedy: { kind: 'use-tls', on: true } as const }),
  };
}
