/** Links of other programs, redis://… and rediss://…: what is asked before one is followed, and the target of the answer. Pure. */
import { formatAddress } from '../cluster/wire/address.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { FailureError } from '../../shared/failure.ts';
import { isUrl, readUrl } from './connection-url.ts';
import { parseLaunch, type ConnectDefaults, type Target } from './launch-options.ts';

interface Question {
  message: string;
  detail: string;
  button: string;
}

export interface LinkQuestions {
  /** Each is asked, in this order, and each must be agreed to. */
  questions: Question[];
  /** The login that the link holds, as the label of a choice that is off; null if it holds none. */
  login: string | null;
}

/** The saved production connection at this address; null if there is none. */
function productionAt(address: string, profiles: readonly Profile[]): Profile | null {
  const isThere = ({ environment, seeds }: Profile) =>
    environment === 'production' && seeds.some((seed) => seed.toLowerCase() === address.toLowerCase());
  return profiles.find(isThere) ?? null;
}

/** Throws a FailureError for a link that is no URL of a server. */
export function questionsAbout(url: string, profiles: readonly Profile[]): LinkQuestions {
  if (!isUrl(url)) throw new FailureError('bad-argument', 'This link is not one of a Redis server.', '');
  const { host, port, username, password, database, tls } = readUrl(url);
  const address = formatAddress(host, port);
  const production = productionAt(address, profiles);
  const shown = escapeForLine(address).slice(0, 300);
  const parts = [
    tls ? 'With TLS.' : 'Without TLS.',
    ...(database === undefined ? [] : [`Database ${database}.`]),
    'A web page or another program has asked for this; nothing has been sent yet.',
  ];
  const first = { message: `Connect to ${shown}?`, detail: parts.join('\n'), button: 'Connect' };
  const name = production && escapeForLine(production.name).slice(0, 200);
  const second = {
    message: `This is your production connection “${name}”. Connect to it by the link?`,
    detail: 'Its guards will hold. The password that is saved for it is not used.',
    button: 'Connect to production',
  };
  const user = username === undefined ? '' : ` of the user “${escapeForLine(username).slice(0, 100)}”`;
  return {
    questions: production ? [first, second] : [first],
    login:
      password === undefined && username === undefined ? null : `Log in with the password in the link${user}`,
  };
}

/** The target of a link that was agreed to; `useLogin` says whether the login in it was, too. */
export async function targetOfLink(
  url: string,
  profiles: readonly Profile[],
  useLogin: boolean,
  defaults?: ConnectDefaults,
): Promise<Target> {
  const { host, port } = readUrl(url);
  // No environment: a password that was set for another place is not sent to the one that a link names.
  const launch = await parseLaunch([url], {}, defaults && { defaults });
  if (launch.kind !== 'connect') throw new TypeError('a link is a place to connect to');
  const { target } = launch;
  if (!useLogin) {
    delete target.connection.username;
    delete target.connection.password;
  }
  // Another program chose this place: the next start asks again.
  if (target.lasting) target.lasting.isWhole = false;
  const production = productionAt(formatAddress(host, port), profiles);
  if (production === null) return target;
  return { ...target, environment: 'production', readOnly: production.readOnly };
}
