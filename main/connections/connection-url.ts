/** URLs of a server: redis://user:password@host:port/db. Pure. */
import { FailureError } from '../../shared/failure.ts';
import { numberIn } from './number-in.ts';

/** Absent if the URL does not give it. */
export interface UrlParts {
  host: string;
  port: number;
  username?: string;
  password?: string;
  database?: number;
  tls: boolean;
}

export const isUrl = (arg: string) => /^(rediss?|valkeys?):\/\//i.test(arg);

/** `what` names the number in the message. Throws a FailureError. */
export function wholeNumber(text: string, first: number, last: number, what: string): number {
  const number = numberIn(text, { first, last });
  if (number !== null) return number;
  throw new FailureError(
    'bad-argument',
    `${text} is not a ${what}.`,
    `Give a number from ${first} to ${last}.`,
  );
}

export const databaseOf = (text: string) => wholeNumber(text, 0, 1_000_000, 'database number');

/** Throws a FailureError, which never repeats a password. */
export function readUrl(text: string): UrlParts {
  const { scheme, login, place } = splitUrl(text);
  const authority = /^[^/?#\\]*/.exec(place)![0];
  let url: URL;
  try {
    // The parser would look for the host in the path.
    if (authority === '') throw new RangeError();
    // The URL standard checks the hosts of http only; the hosts of unknown schemes are opaque to it.
    url = new URL(`http://${place}`);
    if (url.port === '0') throw new RangeError();
  } catch {
    throw new FailureError(
      'bad-argument',
      `${scheme}${login === '' ? '' : '••••@'}${place.slice(0, 80)} is not a URL.`,
      'As in redis://user:password@host:6379/0',
    );
  }
  const colon = login.indexOf(':');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    // The parser drops a port that is http's own.
    port: url.port ? Number(url.port) : /:0*80$/.test(authority) ? 80 : 6379,
    // redis-cli reads a login without a colon as the password.
    ...(colon > 0 && { username: decoded(login.slice(0, colon)) }),
    // A user without a password logs in as that user too: alice:@ does not log in as default.
    ...((login.length > colon + 1 || colon > 0) && { password: decoded(login.slice(colon + 1)) }),
    ...(url.pathname.length > 1 && { database: databaseOf(url.pathname.slice(1)) }),
    tls: /^(rediss|valkeys):/i.test(scheme),
  };
}

/** The login before the @, and what follows it. The URL standard ends the login at a /, ?, # or \, redis-cli (7.4) at the first @. */
function splitUrl(text: string): { scheme: string; login: string; place: string } {
  const scheme = text.slice(0, text.indexOf('//') + 2);
  const rest = text.slice(scheme.length);
  const head = /^[^/?#\\]*/.exec(rest)![0];
  const at = head.lastIndexOf('@');
  if (at >= 0) return { scheme, login: rest.slice(0, at), place: rest.slice(at + 1) };
  const first = rest.indexOf('@');
  if (first < 0) return { scheme, login: '', place: rest };
  // If the beginning may be the host, the rest may be a path: a wrong guess sends a password to a wrong host.
  if (/^(\[[^\]]*\]|[^:]*)(:\d*)?$/.test(head) || rest.indexOf('@', first + 1) >= 0)
    throw new FailureError(
      'bad-argument',
      'It is not clear where the password in this URL ends.',
      'In a user name or password write / as %2F, ? as %3F, # as %23, \\ as %5C and @ as %40.',
    );
  return { scheme, login: rest.slice(0, first), place: rest.slice(first + 1) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
