/** What a saved connection may say, and what one begins with. Apart from the schema, so that the window can do without zod. */
import type { Profile } from './profile.ts';

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
/** Colours of the shards' palette by number, or none. */
export const PROFILE_COLOURS = ['none', '1', '2', '3', '4', '5', '6', '7', '8'] as const;
export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
/**
 * Secrets a profile may have; kept apart from it, never in the window. `tlsKey` and `sshKey` are private keys as PEM text,
 * as imports bring them; they stand in where the profile names no file for the key.
 */
export const SECRETS = [
  'password',
  'sentinelPassword',
  'sshPassword',
  'sshPassphrase',
  'sshKey',
  'tlsPassphrase',
  'tlsKey',
] as const;
export type SecretName = (typeof SECRETS)[number];
/** The start of a text in PEM form; anything else in a field for a certificate is a file's path. */
export const PEM_START = '-----BEGIN ';

/** A profile to begin with; `id` is a new UUID. Valid as it is. */
export const newProfile = (id: string): Profile => ({
  id,
  name: 'New connection',
  group: '',
  colour: 'none',
  environment: 'development',
  readOnly: false,
  seeds: ['127.0.0.1:6379'],
  username: '',
  database: 0,
  protocol: 2,
  mode: 'direct',
  readFrom: 'primary',
  separator: ':',
  clientName: '',
  connectTimeout: 5000,
  keepAlive: 30,
  family: 0,
  tls: null,
  ssh: null,
  nat: [],
  sentinel: null,
  usedAt: 0,
});

/** What TLS begins with when it is switched on: everything is checked. */
export const newTls = (): NonNullable<Profile['tls']> => ({
  ca: '',
  cert: '',
  key: '',
  serverName: '',
  minVersion: 'TLSv1.2',
  verify: true,
  verifyName: true,
});

/** What an SSH tunnel begins with; host and user are still to be given. */
export const newSsh = (): NonNullable<Profile['ssh']> => ({
  host: '',
  port: 22,
  user: '',
  method: 'agent',
  keyFile: '',
  hostKey: '',
});
