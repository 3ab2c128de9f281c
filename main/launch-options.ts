/** What one gives at the start or in the connect field: a URL, host:port, or redis-cli's own flags. Pure but for reading the named files. */
import { readFileSync } from 'node:fs';
import { formatAddress, parseAddress } from './cluster/address.ts';
import type { ConnectionOptions, TlsOptions } from './cluster/node-connection.ts';
import { FailureError } from './cluster/failure.ts';
import { splitLine } from '../shared/command-line.ts';
import type { Environment, NodeAddress } from '../shared/model.ts';

export interface Target {
  seeds: NodeAddress[];
  label: string;
  environment: Environment;
  /** True where writes are refused before they are sent. */
  readOnly: boolean;
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
}

export type Launch = { kind: 'first-run' } | { kind: 'demo' } | { kind: 'connect'; target: Target };

/** Milliseconds to make a connection; redis-cli's own default is to wait for ever. */
const CONNECT_TIMEOUT = 5000;

/** `words` are the arguments after the program's own; `environment` for REDISCLI_AUTH. Throws FailureError for what it does not know. */
export function parseLaunch(
  words: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Launch {
  if (words.length === 0) return { kind: 'first-run' };
  if (words.length === 1 && words[0] === '--demo') return { kind: 'demo' };
  return { kind: 'connect', target: parseFlags(words, environment) };
}

/** The text of the connect field: split as a command line. */
export function parseTarget(
  text: string,
  environment: { readonly [name: string]: string | undefined },
): Target {
  const split = splitLine(text);
  if (!split.ok)
    throw new FailureError('bad-argument', 'A quote is not closed.', 'Close it, or leave it out.');
  const decoder = new TextDecoder();
  const words = split.words.map((word) => decoder.decode(word.bytes));
  return parseFlags(/^(redis|valkey)-cli$/.test(words[0] ?? '') ? words.slice(1) : words, environment);
}

interface Draft {
  production: boolean;
  readOnly: boolean;
  host: string;
  port: number;
  username: string | undefined;
  password: string | undefined;
  database: number;
  protocol: 2 | 3;
  tls: TlsOptions | undefined;
  connectTimeout: number;
}

type Flag =
  { value: true; set(draft: Draft, value: string): void } | { value: false; set(draft: Draft): void };

const needsTls = (draft: Draft): TlsOptions => (draft.tls ??= {});
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
const file = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(
      'bad-argument',
      `The ${what} cannot be read: ${reason}`,
      'Check the path and its permissions.',
    );
  }
};

/** redis-cli's flags (7.0 to 8.0), those that say where and how to connect; and two of our own. */
const FLAGS: { readonly [flag: string]: Flag } = {
  '-h': { value: true, set: (d, v) => void (d.host = v) },
  '-p': { value: true, set: (d, v) => void (d.port = whole(v, 1, 65535, 'port')) },
  '-a': { value: true, set: (d, v) => void (d.password = v) },
  '--pass': { value: true, set: (d, v) => void (d.password = v) },
  '--user': { value: true, set: (d, v) => void (d.username = v) },
  '-n': { value: true, set: (d, v) => void (d.database = whole(v, 0, 1_000_000, 'database number')) },
  '-u': { value: true, set: (d, v) => readUrl(v, d) },
  '-t': { value: true, set: (d, v) => void (d.connectTimeout = whole(v, 1, 3600, 'time in seconds') * 1000) },
  '-2': { value: false, set: (d) => void (d.protocol = 2) },
  '-3': { value: false, set: (d) => void (d.protocol = 3) },
  '-c': { value: false, set: () => {} },
  '--no-auth-warning': { value: false, set: () => {} },
  '--tls': { value: false, set: (d) => void needsTls(d) },
  '--cacert': { value: true, set: (d, v) => void (needsTls(d).ca = file(v, 'CA certificate')) },
  '--cert': { value: true, set: (d, v) => void (needsTls(d).cert = file(v, 'client certificate')) },
  '--key': { value: true, set: (d, v) => void (needsTls(d).key = file(v, 'client key')) },
  '--sni': { value: true, set: (d, v) => void (needsTls(d).servername = v) },
  '--production': { value: false, set: (d) => void (d.production = true) },
  '--read-only': { value: false, set: (d) => void (d.readOnly = true) },
  '--insecure': { value: false, set: (d) => void (needsTls(d).rejectUnauthorized = false) },
};

function parseFlags(
  words: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Target {
  const draft: Draft = {
    production: false,
    readOnly: false,
    host: '127.0.0.1',
    port: 6379,
    username: undefined,
    password: environment['REDISCLI_AUTH'] || undefined,
    database: 0,
    protocol: 2,
    tls: undefined,
    connectTimeout: CONNECT_TIMEOUT,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word]! : null;
    if (!flag) readPlace(word, draft);
    else if (!flag.value) flag.set(draft);
    else {
      const value = words[++i];
      if (value === undefined)
        throw new FailureError('bad-argument', `${word} needs a value.`, 'As in redis-cli: -h HOST -p PORT');
      flag.set(draft, value);
    }
  }
  const { host, port, production, readOnly, ...connection } = draft;
  const address = formatAddress(host, port);
  return {
    seeds: [address],
    label: address,
    environment: production ? 'production' : 'local',
    readOnly,
    connection,
  };
}

function readPlace(word: string, draft: Draft): void {
  if (/^(rediss?|valkeys?):\/\//i.test(word)) return readUrl(word, draft);
  const at = word.startsWith('-') ? null : parseAddress(word);
  if (!at || at.host === '')
    throw new FailureError(
      'bad-argument',
      word.startsWith('-')
        ? `${word} is not a flag that says where to connect.`
        : `${word} is not an address.`,
      'Give redis://host:port, host:port, or -h HOST -p PORT.',
    );
  draft.host = at.host;
  draft.port = at.port;
}

function readUrl(text: string, draft: Draft): void {
  let url: URL;
  try {
    // The URL standard parses hosts of http alone as hosts; others it leaves opaque and unchecked.
    url = new URL(text.replace(/^\w+:/, 'http:'));
    if (url.port === '0') throw new RangeError();
  } catch {
    throw new FailureError(
      'bad-argument',
      `${text.replace(/:[^:@/]*@/, ':••••@')} is not a URL.`,
      'As in redis://user:password@host:6379/0',
    );
  }
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  draft.host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A port that is http's own is dropped by the parser.
  draft.port = url.port
    ? Number(url.port)
    : /:80(\/|$)/.test(text.slice(text.indexOf('://') + 3))
      ? 80
      : 6379;
  if (url.username) draft.username = decoded(url.username);
  if (url.password) draft.password = decoded(url.password);
  if (url.pathname.length > 1) draft.database = whole(url.pathname.slice(1), 0, 1_000_000, 'database number');
  if (/^(rediss|valkeys):/i.test(text)) needsTls(draft);
}
