/** The arguments that say where and how to connect: a URL, host:port, or flags of redis-cli. Pure. */
import { isHost, parseAddress } from '../cluster/wire/address.ts';
import { FailureError } from '../../shared/failure.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import type { ConnectField } from './cli-flag-row.ts';
import { flagOf } from './cli-flags.ts';
import { databaseOf, isUrl, readUrl, wholeNumber } from './connection-url.ts';
import { numberIn } from './number-in.ts';
import { readProxyUrl, type ProxyUrl } from './proxy-url.ts';

/** The request that the arguments make. Certificates and keys are paths: no file is read. */
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
  /** Milliseconds; undefined if the arguments do not say. */
  connectTimeout: number | undefined;
  /** The kind of address that a host name is resolved to; 0 for either. */
  family: 0 | 4 | 6;
  proxy: ProxyUrl | undefined;
}

interface AskedTls {
  ca?: string;
  caDirectory?: string;
  ciphers?: string;
  cipherSuites?: string;
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** Milliseconds of a longest wait; 0 seconds stand for it. */
const LONGEST_MS = 3_600_000;

function timeOf(text: string): number {
  const seconds = numberIn(text, { first: 0, last: LONGEST_MS / 1000, fraction: true });
  if (seconds === null)
    throw new FailureError(
      'bad-argument',
      `${text} is not a time in seconds.`,
      'Give a number from 0 to 3600.',
    );
  return Math.ceil(seconds * 1000) || LONGEST_MS;
}

const needsTls = (asked: Asked): AskedTls => (asked.tls ??= {});

/** `value` is empty for a flag that takes none. */
const SET: { readonly [F in ConnectField]: (asked: Asked, value: string) => void } = {
  host: (asked, value) => void (asked.host = hostOf(value)),
  port: (asked, value) => void (asked.port = wholeNumber(value, 1, 65535, 'port')),
  password: (asked, value) => void (asked.password = value),
  username: (asked, value) => void (asked.username = value),
  database: (asked, value) => void (asked.database = databaseOf(value)),
  url: (asked, value) => takeUrl(value, asked),
  connectTimeout: (asked, value) => void (asked.connectTimeout = timeOf(value)),
  resp2: (asked) => void (asked.protocol = 2),
  resp3: (asked) => void (asked.protocol = 3),
  ipv4: (asked) => void (asked.family = 4),
  ipv6: (asked) => void (asked.family = 6),
  tls: (asked) => void needsTls(asked),
  ca: (asked, value) => void (needsTls(asked).ca = value),
  caDirectory: (asked, value) => void (needsTls(asked).caDirectory = value),
  ciphers: (asked, value) => void (needsTls(asked).ciphers = value),
  cipherSuites: (asked, value) => void (needsTls(asked).cipherSuites = value),
  cert: (asked, value) => void (needsTls(asked).cert = value),
  key: (asked, value) => void (needsTls(asked).key = value),
  serverName: (asked, value) => void (needsTls(asked).servername = value),
  insecure: (asked) => void (needsTls(asked).rejectUnauthorized = false),
  proxy: (asked, value) => void (asked.proxy = readProxyUrl(value)),
  production: (asked) => void (asked.production = true),
  readOnly: (asked) => void (asked.readOnly = true),
};

/** Called with an argument that is not about a connection, and those from it on; returns how many of them it takes. */
type TakeOthers = (arg: string, rest: readonly string[]) => number;

/**
 * `password` holds if the arguments have none. Throws a FailureError for an unknown argument, without repeating a
 * password.
 */
export function readConnectionArgs(
  args: readonly string[],
  password: string | undefined,
  takeOthers: TakeOthers = () => 0,
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
    connectTimeout: undefined,
    family: 0,
    proxy: undefined,
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const row = flagOf(arg);
    if (row?.window === 'ignored') continue;
    if (row?.connect === undefined || row.import !== undefined) {
      const taken = takeOthers(arg, args.slice(i));
      if (taken > 0) i += taken - 1;
      else if (row?.connect === undefined) takeAddress(arg, asked);
      if (taken > 0 || row?.connect === undefined) continue;
    }
    const value = row.value === undefined ? '' : args[++i];
    if (value === undefined)
      throw new FailureError('bad-argument', `${arg} needs a value.`, 'As in redis-cli: -h HOST -p PORT');
    SET[row.connect](asked, value);
  }
  return asked;
}

const isProgram = (arg: string | undefined) => /^(.*[\\/])?(redis|valkey)-cli(\.exe)?$/.test(arg ?? '');

/** The arguments of a line, split as redis-cli does; `program` is true if it began with redis-cli, which is left out. Throws FailureError. */
export function splitConnectionLine(text: string): { program: boolean; args: string[] } {
  const split = splitLine(text);
  if (!split.ok)
    throw new FailureError('bad-argument', 'A quote is not closed.', 'Close it, or leave it out.');
  const decoder = new TextDecoder();
  const args = split.words.map((word) => decoder.decode(word.bytes));
  return isProgram(args[0]) ? { program: true, args: args.slice(1) } : { program: false, args };
}

function hostOf(text: string): string {
  if (isHost(text)) return text;
  throw new FailureError(
    'bad-argument',
    text === '' ? '-h needs a host, and this one is empty.' : '-h needs a host, and this is not one.',
    'Give a name or an address, as in: -h 127.0.0.1',
  );
}

function takeUrl(text: string, asked: Asked): void {
  const { tls, ...given } = readUrl(text);
  Object.assign(asked, given);
  if (tls) needsTls(asked);
}

function takeAddress(arg: string, asked: Asked): void {
  if (isUrl(arg)) return takeUrl(arg, asked);
  const at = arg.startsWith('-') ? null : parseAddress(arg);
  if (!at || !isHost(at.host)) {
    // There may be a password before an @.
    const shown = arg.replace(/^.*@/s, '••••@').slice(0, 80);
    throw new FailureError(
      'bad-argument',
      arg.startsWith('-')
        ? `${shown} is not a flag that says where to connect.`
        : `${shown} is not an address.`,
      'Give redis://host:port, host:port, or -h HOST -p PORT.',
    );
  }
  asked.host = at.host;
  asked.port = at.port;
}
