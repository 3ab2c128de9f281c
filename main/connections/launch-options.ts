/** What one gives at the start or in the connect field, as a place to connect to. Pure but for reading the named files. */
import { formatAddress } from '../cluster/wire/address.ts';
import type { AddressMap } from '../cluster/topology/address-map.ts';
import type { ConnectionOptions, TlsOptions } from '../cluster/wire/link-options.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Environment, ReadFrom, RedirectMode } from '../../shared/session/session.ts';
import { FailureError } from '../../shared/failure.ts';
import type { SentinelSeeds } from '../cluster/topology/sentinel.ts';
import type { SshTunnel } from '../cluster/wire/ssh-tunnel.ts';
import { readConnectionWords, splitConnectionLine, type Asked } from './connection-flags.ts';
import { readKeyFile } from './named-file.ts';

export interface Target {
  seeds: NodeAddress[];
  label: string;
  environment: Environment;
  /** True where writes are refused before they are sent. */
  readOnly: boolean;
  connection: Omit<ConnectionOptions, 'host' | 'port'>;
  /** Where the password is from, if not from the words. */
  passwordFrom?: 'REDISCLI_AUTH';
  /** Of a saved connection: its id, and what only such a one can say. */
  profile?: string;
  /** As in SessionState. */
  separator?: string;
  mode?: RedirectMode;
  readFrom?: ReadFrom;
  addressMap?: AddressMap;
  /** Closed when the connection is. */
  tunnel?: SshTunnel;
  sentinel?: SentinelSeeds;
}

export type Launch =
  | { kind: 'first-run' }
  | { kind: 'demo' }
  | { kind: 'connect'; target: Target }
  /** A saved connection, by its name. */
  | { kind: 'saved'; name: string };

/** `words` are the arguments after the program's own; `environment` for REDISCLI_AUTH. Rejects with a FailureError for what it does not know. */
export async function parseLaunch(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Promise<Launch> {
  if (args.length === 0) return { kind: 'first-run' };
  if (args.length === 1 && args[0] === '--demo') return { kind: 'demo' };
  if (args.some((word) => SAVED.test(word))) return { kind: 'saved', name: savedName(args) };
  return { kind: 'connect', target: await targetOf(args, environment) };
}

/** A saved connection's name follows. */
export const SAVED = /^--connection(=|$)/;

function savedName(args: readonly string[]): string {
  const [flag, name = flag!.slice('--connection='.length), ...others] = args;
  if (!SAVED.test(flag!) || others.length > 0 || (args.length === 2 && flag !== '--connection'))
    throw new FailureError(
      'bad-argument',
      '--connection stands with a name alone.',
      'Where it leads, and how, is what is saved: --connection NAME',
    );
  if (name === '')
    throw new FailureError(
      'bad-argument',
      '--connection needs a name.',
      'Give that of a saved connection, or its beginning.',
    );
  return name;
}

/** The text of the connect field: split as a command line. */
export async function parseTarget(
  text: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<Target> {
  return targetOf(splitConnectionLine(text).args, environment);
}

async function targetOf(
  args: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Promise<Target> {
  // As redis-cli: of an empty one, and of one in the words, nothing is said.
  const given = environment['REDISCLI_AUTH'] || undefined;
  const asked = readConnectionWords(args, undefined);
  const isGiven = asked.password === undefined && given !== undefined;
  if (isGiven) asked.password = given;
  const { host, port, production, readOnly, tls, ...connection } = asked;
  const address = formatAddress(host, port);
  return {
    seeds: [address],
    label: address,
    environment: production ? 'production' : 'local',
    readOnly,
    connection: { ...connection, tls: tls && (await withFiles(tls)) },
    ...(isGiven && { passwordFrom: 'REDISCLI_AUTH' }),
  };
}

const FILES = { ca: 'CA certificate', cert: 'client certificate', key: 'client key' } as const;

async function withFiles(tls: NonNullable<Asked['tls']>): Promise<TlsOptions> {
  const texts: TlsOptions = { ...tls };
  for (const [field, what] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
    const path = tls[field];
    if (path !== undefined) texts[field] = await readKeyFile(path, what);
  }
  return texts;
}
