/** The program's arguments, or the text of the connect field, as a target. Pure, except that it reads the files that are named. */
import { resolve } from 'node:path';
import { formatAddress } from '../cluster/wire/address.ts';
import type { AddressMap } from '../cluster/topology/address-map.ts';
import type { ConnectionOptions, TlsOptions } from '../cluster/wire/link-options.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Environment, ReadFrom, RedirectMode } from '../../shared/session/session.ts';
import type { Settings } from '../../shared/session/settings.ts';
import { FailureError } from '../../shared/failure.ts';
import type { SentinelSeeds } from '../cluster/topology/sentinel.ts';
import type { Proxy } from '../cluster/wire/proxy.ts';
import type { SshTunnel } from '../cluster/wire/ssh-tunnel.ts';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import { flagOf } from './cli-flags.ts';
import { readConnectionArgs, splitConnectionLine, type Asked } from './connection-flags.ts';
import { isUrl } from './connection-url.ts';
import { lastingArgs, type LastingArgs } from './lasting-args.ts';
import { makeProxy } from './make-proxy.ts';
import { readCertificates, readKeyFile } from './named-file.ts';

export interface Target {
  seeds: NodeAddress[];
  label: string;
  environment: Environment;
  /** True if writes are refused before they are sent. */
  readOnly: boolean;
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  /** The source of the password, if it is not in the arguments. */
  passwordFrom?: 'VALKEYCLI_AUTH' | 'REDISCLI_AUTH';
  /** How to make it again at the next start, if it was typed. */
  lasting?: LastingArgs;
  /** Id of the saved connection, which alone sets the following fields. */
  profile?: string;
  /** Those it was made with. */
  secrets?: SecretName[];
  /** As in SessionState. */
  separator?: string;
  mode?: RedirectMode;
  readFrom?: ReadFrom;
  addressMap?: AddressMap;
  /** Closed when the connection is. */
  tunnel?: SshTunnel;
  /** The tunnel's, if there is one, else every node's. */
  proxy?: Proxy;
  sentinel?: SentinelSeeds;
}

export type Launch =
  | { kind: 'first-run' }
  | { kind: 'demo' }
  /** The window begins with the lessons. */
  | { kind: 'learn' }
  | { kind: 'connect'; target: Target }
  /** A link of another program: asked about before it is followed. */
  | { kind: 'link'; url: string }
  /** A saved connection, by its name. */
  | { kind: 'saved'; name: string };

/** What holds for a connection unless its arguments say otherwise. */
export interface ConnectDefaults {
  /** Milliseconds. */
  connectTimeout: number;
  /** Milliseconds of silence before the system probes the peer; 0 for never. */
  keepAlive?: number;
  /** As in SessionState. */
  separator?: string;
}

/** redis-cli waits for a connection without a limit. */
const DEFAULTS: ConnectDefaults = { connectTimeout: 5000 };

export const defaultsIn = ({ connectTimeout, keepAlive, separator }: Settings): ConnectDefaults => ({
  connectTimeout,
  keepAlive: keepAlive * 1000,
  separator,
});

/**
 * `args` are those for us; REDISCLI_AUTH is read from `environment`; a relative path begins in `directory`. Rejects with a
 * FailureError for an unknown argument.
 */
export async function parseLaunch(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
  { directory = '', defaults = DEFAULTS }: { directory?: string; defaults?: ConnectDefaults } = {},
): Promise<Launch> {
  if (args.length === 0) return { kind: 'first-run' };
  if (args.length === 1 && flagOf(args[0]!)?.window === 'demo') return { kind: 'demo' };
  if (args.length === 1 && flagOf(args[0]!)?.window === 'learn') return { kind: 'learn' };
  if (flagOf(args[0]!)?.window === 'link') return launchOfLink(args);
  if (args.some(isSaved)) return { kind: 'saved', name: savedName(args) };
  return { kind: 'connect', target: await targetOf(args, environment, directory, defaults) };
}

/** The desktop starts the program with the flag alone if there is no link. */
function launchOfLink([, url, ...rest]: readonly string[]): Launch {
  if (url === undefined) return { kind: 'first-run' };
  if (rest.length === 0 && isUrl(url)) return { kind: 'link', url };
  throw new FailureError(
    'bad-argument',
    '--link takes one link, and no other argument.',
    'As in redis://host:6379',
  );
}

const isSaved = (arg: string) => flagOf(arg)?.window === 'saved';

function savedName(args: readonly string[]): string {
  const [first, ...rest] = args;
  const equals = first!.indexOf('=');
  const names = equals < 0 ? rest : [first!.slice(equals + 1), ...rest];
  if (!isSaved(first!) || names.length > 1)
    throw new FailureError(
      'bad-argument',
      '--connection takes a name, and no other argument.',
      'The saved connection says where to connect, and how: --connection NAME',
    );
  if (!names[0])
    throw new FailureError(
      'bad-argument',
      '--connection needs a name.',
      'Give the name of a saved connection, or its beginning.',
    );
  return names[0];
}

/** The text of the connect field, split as a command line. */
export async function parseTarget(
  text: string,
  environment: { readonly [name: string]: string | undefined },
  defaults = DEFAULTS,
): Promise<Target> {
  return targetOf(splitConnectionLine(text).args, environment, '', defaults);
}

async function targetOf(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
  directory: string,
  { separator, ...defaults }: ConnectDefaults,
): Promise<Target> {
  // As in redis-cli, an empty password counts as none.
  const from = (['VALKEYCLI_AUTH', 'REDISCLI_AUTH'] as const).find((name) => environment[name]);
  const given = from && environment[from];
  const asked = readConnectionArgs(args, undefined);
  const isGiven = asked.password === undefined && given !== undefined;
  if (isGiven) asked.password = given;
  const { host, port, production, readOnly, tls, proxy: through, ...rest } = asked;
  const { connectTimeout = defaults.connectTimeout } = asked;
  const proxy = through && (await makeProxy({ ...through, connectTimeout }));
  const lasting = lastingArgs(args, directory);
  const address = formatAddress(host, port);
  return {
    seeds: [address],
    label: address,
    environment: production ? 'production' : 'local',
    readOnly,
    connection: {
      ...defaults,
      ...rest,
      connectTimeout,
      tls: tls && (await withFiles(tls, directory)),
      dial: proxy?.dial,
    },
    ...(separator !== undefined && { separator }),
    // The environment of the next start may have the password of another place.
    lasting: isGiven ? { ...lasting, isWhole: false } : lasting,
    ...(proxy && { proxy }),
    ...(isGiven && from && { passwordFrom: from }),
  };
}

const FILES = { ca: 'CA certificate', cert: 'client certificate', key: 'client key' } as const;

async function withFiles(tls: NonNullable<Asked['tls']>, directory: string): Promise<TlsOptions> {
  const { caDirectory, ciphers, cipherSuites, ...rest } = tls;
  const texts: TlsOptions = { ...rest };
  // Node takes both kinds in one list.
  const list = [cipherSuites, ciphers].filter((text) => text !== undefined).join(':');
  if (list !== '') texts.ciphers = list;
  for (const [field, what] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
    const path = tls[field];
    if (path !== undefined) texts[field] = await readKeyFile(path, what, directory);
  }
  if (caDirectory !== undefined)
    texts.ca = `${texts.ca ?? ''}\n${await readCertificates(resolve(directory, caDirectory))}`.trimStart();
  return texts;
}
