/** The words that say where and how to connect: a URL, host:port, or redis-cli's own flags (7.0 to 8.0). Pure. */
import { isHost, parseAddress } from '../cluster/wire/address.ts';
import { FailureError } from '../../shared/failure.ts';
import { splitLine } from '../../shared/commands/command-line.ts';

/** What the words ask for. Certificates and keys are paths: nothing is read. */
export interface Asked {
  production: boolean;
  readOnly: boolean;
  host: string;
  port: number;
  username: string | undefined;
  password: string | undefined;
  database: number;
  protocol: 2 | 3;
  tls: AskedTls | undefined;
  /** Milliseconds. */
  connectTimeout: number;
  /** Which addresses a host name is resolved to: 0 for any. */
  family: 0 | 4 | 6;
}

interface AskedTls {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** Milliseconds to make a connection; redis-cli's own default is to wait for ever. */
const CONNECT_TIMEOUT = 5000;

type Flag =
  { value: true; set(asked: Asked, value: string): void } | { value: false; set(asked: Asked): void };

const needsTls = (asked: Asked): AskedTls => (asked.tls ??= {});
const whole = (text: string, first: number, last: number, what: string): number => {
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number < first || number > last)
    throw new FailureError(
      'bad-argument',
      `${text} is not a ${what}.`,
      `Give a number from ${first} to ${last}.`,
    );
  return number;
};

function hostOf(text: string): string {
  if (isHost(text)) return text;
  throw new FailureError(
    'bad-argument',
    text === '' ? '-h needs a host: this one is empty.' : '-h needs a host: this is none.',
    'Give a name or an address, as in: -h 127.0.0.1',
  );
}

/** redis-cli's flags that say where and how to connect; and two of our own. */
const FLAGS: { readonly [flag: string]: Flag } = {
  '-h': { value: true, set: (a, v) => void (a.host = hostOf(v)) },
  '-p': { value: true, set: (a, v) => void (a.port = whole(v, 1, 65535, 'port')) },
  '-a': { value: true, set: (a, v) => void (a.password = v) },
  '--pass': { value: true, set: (a, v) => void (a.password = v) },
  '--user': { value: true, set: (a, v) => void (a.username = v) },
  '-n': { value: true, set: (a, v) => void (a.database = whole(v, 0, 1_000_000, 'database number')) },
  '-u': { value: true, set: (a, v) => readUrl(v, a) },
  '-t': { value: true, set: (a, v) => void (a.connectTimeout = whole(v, 1, 3600, 'time in seconds') * 1000) },
  '-2': { value: false, set: (a) => void (a.protocol = 2) },
  '-3': { value: false, set: (a) => void (a.protocol = 3) },
  '-4': { value: false, set: (a) => void (a.family = 4) },
  '-6': { value: false, set: (a) => void (a.family = 6) },
  '-c': { value: false, set: () => {} },
  '--no-auth-warning': { value: false, set: () => {} },
  '--tls': { value: false, set: (a) => void needsTls(a) },
  '--cacert': { value: true, set: (a, v) => void (needsTls(a).ca = v) },
  '--cert': { value: true, set: (a, v) => void (needsTls(a).cert = v) },
  '--key': { value: true, set: (a, v) => void (needsTls(a).key = v) },
  '--sni': { value: true, set: (a, v) => void (needsTls(a).servername = v) },
  '--insecure': { value: false, set: (a) => void (needsTls(a).rejectUnauthorized = false) },
  '--production': { value: false, set: (a) => void (a.production = true) },
  '--read-only': { value: false, set: (a) => void (a.readOnly = true) },
};

/** A flag of these words, and the words from there on. */
type OtherWords = (word: string, rest: readonly string[]) => number;

/** `password` holds where none is given. Throws FailureError for what it does not know, and never repeats a password. */
export function readConnectionWords(
  args: readonly string[],
  password: string | undefined,
  others: OtherWords = () => 0,
): Asked {
  const asked: Asked = {
    production: false,
    readOnly: false,
    host: '127.0.0.1',
    port: 6379,
    username: undefined,
    password,
    database: 0,
    protocol: 2,
    tls: undefined,
    connectTimeout: CONNECT_TIMEOUT,
    family: 0,
  };
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word]! : null;
    if (!flag) {
      const taken = others(word, args.slice(i));
      if (taken > 0) i += taken - 1;
      else readPlace(word, asked);
    } else if (!flag.value) flag.set(asked);
    else {
      const value = args[++i];
      if (value === undefined)
        throw new FailureError('bad-argument', `${word} needs a value.`, 'As in redis-cli: -h HOST -p PORT');
      flag.set(asked, value);
    }
  }
  return asked;
}

export const isUrl = (word: string) => /^(rediss?|valkeys?):\/\//i.test(word);
const isProgram = (word: string | undefined) => /^(.*[\\/])?(redis|valkey)-cli(\.exe)?$/.test(word ?? '');

/** The words of a line, split as redis-cli does; `program` where it began with redis-cli, which is left out. Throws FailureError. */
export function splitConnectionLine(text: string): { program: boolean; args: string[] } {
  const split = splitLine(text);
  if (!split.ok)
    throw new FailureError('bad-argument', 'A quote is not closed.', 'Close it, or leave it out.');
  const decoder = new TextDecoder();
  const args = split.words.map((word) => decoder.decode(word.bytes));
  return isProgram(args[0]) ? { program: true, args: args.slice(1) } : { program: false, args };
}

function readPlace(word: string, asked: Asked): void {
  if (isUrl(word)) return readUrl(word, asked);
  const at = word.startsWith('-') ? null : parseAddress(word);
  if (!at || !isHost(at.host)) {
    // Before an @ there may be a password.
    const said = word.replace(/^.*@/s, '••••@').slice(0, 80);
    throw new FailureError(
      'bad-argument',
      word.startsWith('-')
        ? `${said} is not a flag that says where to connect.`
        : `${said} is not an address.`,
      'Give redis://host:port, host:port, or -h HOST -p PORT.',
    );
  }
  asked.host = at.host;
  asked.port = at.port;
}

function readUrl(text: string, asked: Asked): void {
  const { scheme, login, place } = splitUrl(text);
  const authority = /^[^/?#\\]*/.exec(place)![0];
  let url: URL;
  try {
    // It would look for the host in the path.
    if (authority === '') throw new RangeError();
    // The URL standard parses hosts of http alone as hosts; others it leaves opaque and unchecked.
    url = new URL(`http://${place}`);
    if (url.port === '0') throw new RangeError();
  } catch {
    throw new FailureError(
      'bad-argument',
      `${scheme}${login === '' ? '' : '••••@'}${place.slice(0, 80)} is not a URL.`,
      'As in redis://user:password@host:6379/0',
    );
  }
  asked.host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A port that is http's own is dropped by the parser.
  asked.port = url.port ? Number(url.port) : /:0*80$/.test(authority) ? 80 : 6379;
  const colon = login.indexOf(':');
  // As redis-cli: what stands alone before the @ is the password.
  if (colon > 0) asked.username = decoded(login.slice(0, colon));
  // A user without a password logs in as that user, too: alice:@ is no login as default.
  if (login.length > colon + 1 || colon > 0) asked.password = decoded(login.slice(colon + 1));
  if (url.pathname.length > 1) asked.database = whole(url.pathname.slice(1), 0, 1_000_000, 'database number');
  if (/^(rediss|valkeys):/i.test(scheme)) needsTls(asked);
}

/** What stands before the @, and behind it. The URL standard ends the login at a /, ?, # or \, redis-cli (7.4) at the first @. */
function splitUrl(text: string): { scheme: string; login: string; place: string } {
  const scheme = text.slice(0, text.indexOf('//') + 2);
  const rest = text.slice(scheme.length);
  const head = /^[^/?#\\]*/.exec(rest)![0];
  const at = head.lastIndexOf('@');
  if (at >= 0) return { scheme, login: rest.slice(0, at), place: rest.slice(at + 1) };
  const first = rest.indexOf('@');
  if (first < 0) return { scheme, login: '', place: rest };
  // Where the beginning may as well be the host, the rest may be a path: a wrong guess sends a password to a wrong host.
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
