/** A saved connection: everything about it but its secrets. The schema is what the file, imports and the window are checked with. */
import { z } from 'zod';
import { REDIRECT_MODES } from './model.ts';

/** Version of the file that this program writes. */
export const PROFILES_VERSION = 1;

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
/** Colours of the shards' palette by number, or none. */
export const PROFILE_COLOURS = ['none', '1', '2', '3', '4', '5', '6', '7', '8'] as const;
export const READ_FROM = ['primary', 'prefer-replica', 'replica'] as const;
export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
/** Secrets a profile may have; kept apart from it, never in the window. */
export const SECRETS = [
  'password',
  'sentinelPassword',
  'sshPassword',
  'sshPassphrase',
  'tlsPassphrase',
] as const;
export type SecretName = (typeof SECRETS)[number];

const text = (max: number) => z.string().max(max);
/** `host:port`, IPv6 unbracketed: the port follows the last colon. */
const address = z
  .string()
  .min(3)
  .max(300)
  .regex(/^[^\s@/?#]+:\d{1,5}$/);
const file = text(4096);

export const profileSchema = z.object({
  id: z.uuid(),
  name: text(200).min(1),
  /** Profiles of the same group stand together; empty for none. */
  group: text(200),
  colour: z.enum(PROFILE_COLOURS),
  environment: z.enum(ENVIRONMENTS),
  readOnly: z.boolean(),
  seeds: z.array(address).min(1).max(100),
  /** ACL user; empty for the default user. */
  username: text(1000),
  /** SELECT, for servers that are not in a cluster. */
  database: z.int().min(0).max(1_000_000),
  protocol: z.union([z.literal(2), z.literal(3)]),
  mode: z.enum(REDIRECT_MODES),
  readFrom: z.enum(READ_FROM),
  /** Between the parts of a key. */
  separator: text(20).min(1),
  clientName: text(200).regex(/^[!-~]*$/),
  /** Milliseconds to dial, do TLS and the handshake. */
  connectTimeout: z.int().min(100).max(600_000),
  /** Seconds of silence before TCP asks whether the peer is there; 0 for never. */
  keepAlive: z.int().min(0).max(86_400),
  /** Which addresses a host name is resolved to: 0 for any. */
  family: z.union([z.literal(0), z.literal(4), z.literal(6)]),
  tls: z
    .object({
      /** Files in PEM form; empty for the system's CAs, or no client certificate. */
      ca: file,
      cert: file,
      key: file,
      /** Name asked for by SNI and checked instead of each node's own; empty for each node's own. */
      serverName: text(300),
      minVersion: z.enum(TLS_VERSIONS),
      /** The certificate's chain. */
      verify: z.boolean(),
      /** The certificate's name against the node's. */
      verifyName: z.boolean(),
    })
    .nullable(),
  ssh: z
    .object({
      host: text(300).min(1),
      port: z.int().min(1).max(65535),
      user: text(200).min(1),
      method: z.enum(['password', 'key', 'agent']),
      keyFile: file,
      /** `SHA256:…` of the host key that was accepted; empty before the first connection. */
      hostKey: text(200),
    })
    .nullable(),
  /** What the cluster announces, and where it is reached. */
  nat: z.array(z.object({ announced: address, reached: address })).max(2000),
  /** The seeds are sentinels; the server is the master of this name. */
  sentinel: z.object({ master: text(300).min(1), username: text(1000) }).nullable(),
  /** Milliseconds since 1970 of the last connection; 0 for never. */
  usedAt: z.number().min(0),
});

export type Profile = z.infer<typeof profileSchema>;
