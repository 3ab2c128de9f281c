/** Whether a server lets us in, and as whom. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { ConnectionError, TransportError } from '../wire/errors.ts';
import { isTls } from '../wire/first-answer.ts';
import { ServerError, textOf } from '../wire/read-reply.ts';
import { ask, SKIPPED, textOfError, type Diagnostics, type Finding, type Side } from './diagnostics.ts';

/** Of more seeds the first ones tell enough. */
const MOST = 16;

type Attempt = { place: NodeAddress; user: string } | { place: NodeAddress; trouble: unknown };

/** PING, ACL WHOAMI (6.0). All at once, so that one that hangs holds up no other. */
export async function checkLogin(diagnostics: Diagnostics, side: Side): Promise<Finding> {
  const { open, what, connection: settings, loggedIn } = side;
  const attempts = await Promise.all(
    open.slice(0, MOST).map(async (place): Promise<Attempt> => {
      const connection = diagnostics.open(place, side);
      try {
        await ask(connection, 'PING').catch((error: unknown) => {
          // A user that may not even PING is logged in.
          if (!(error instanceof ServerError) || !/^NOPERM/.test(error.message)) throw error;
        });
        loggedIn.push(connection);
        return { place, user: await ask(connection, 'ACL', 'WHOAMI').then(textOf, () => '') };
      } catch (trouble) {
        return { place, trouble };
      }
    }),
  );
  loggedIn.sort((a, b) => open.indexOf(a.address) - open.indexOf(b.address));
  const bad = attempts.flatMap((attempt) => ('trouble' in attempt ? [attempt] : []));
  const good = attempts.flatMap((attempt) => ('user' in attempt ? [attempt] : []));
  if (attempts.length === 0) return SKIPPED(`no ${what} accepts`);
  const { passwordFrom: from } = diagnostics;
  if (good.length === 0) {
    const found = refusal(bad[0]!.place, bad[0]!.trouble, what);
    return {
      ...found,
      ...(from && { advice: `${found.advice} The password is that of ${from}.` }),
      ...linesOf(bad),
    };
  }
  const { user } = good[0]!;
  const who = user ? `as ACL user ${user.slice(0, 100)}` : withOrWithout(settings.password);
  const as = from ? `${who}, password of ${from}` : who;
  if (bad.length === 0) return { status: 'ok', found: as };
  const { advice = '' } = refusal(bad[0]!.place, bad[0]!.trouble, what);
  return {
    status: 'warning',
    found: `${as} at ${good.length} of ${attempts.length} ${what}s`,
    advice,
    ...linesOf(bad),
  };
}

const withOrWithout = (password: string | undefined) =>
  password === undefined ? 'without a password' : 'with the password';

const linesOf = (bad: readonly { place: NodeAddress; trouble: unknown }[]): Pick<Finding, 'details'> =>
  bad.length < 2
    ? {}
    : {
        details: bad.map(({ place, trouble }) => ({
          text: `${place}: ${textOfError(trouble)}`,
          good: false,
        })),
      };

function refusal(place: NodeAddress, trouble: unknown, what: Side['what']): Finding {
  const text = textOfError(trouble);
  const isSentinel = what === 'Sentinel';
  if (trouble instanceof ServerError && /^NOAUTH/.test(text))
    return {
      status: 'failed',
      found: `${place} wants a password`,
      advice: isSentinel
        ? 'Give the Sentinels’ own user and password: they are not the servers’.'
        : 'Give user and password.',
    };
  if (trouble instanceof ConnectionError && trouble.kind === 'auth')
    return {
      status: 'failed',
      found: `${place} refuses the login: ${text}`,
      advice: isSentinel
        ? 'Check the Sentinels’ user and password: they are not the servers’.'
        : 'Check user and password; ACL users came with Redis 6.0.',
    };
  if (trouble instanceof TransportError)
    return { status: 'failed', found: `${place}: ${text}`, advice: trouble.advice };
  // That something listens there is known then.
  if (isTls(trouble))
    return { status: 'failed', found: `${place}: ${text}`, advice: 'The step TLS says what to do.' };
  const wantsTls = /may want TLS/.test(text);
  return {
    status: 'failed',
    found: `${place}: ${text}`,
    advice: wantsTls
      ? 'Switch TLS on.'
      : isSentinel
        ? 'Check that a Sentinel listens there: 26379 is their usual port.'
        : 'Check that a Redis or Valkey server listens there.',
    ...(wantsTls && { remedy: { kind: 'use-tls', on: true } as const }),
  };
}
