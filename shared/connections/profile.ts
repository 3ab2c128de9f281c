/** A saved connection without its secrets. The file, imports and the window are checked by this schema. */
import { z } from 'zod';
import { READ_FROM, REDIRECT_MODES } from '../session/session.ts';
import { ENVIRONMENTS, PEM_START, PROFILE_COLOURS, PROXY_KINDS, TLS_VERSIONS } from './profile-choices.ts';

/** Version of the file that Slotshell writes. */
export const PROFILES_VERSION = 1;

const text = (max: number) => z.string().max(max);
/** `host:port`, IPv6 unbracketed: the port, 1 to 65535, follows the last colon. */
const address = z
  .string()
  .min(3)
  .max(300)
  .regex(/^[^\s@/?#[\]]+:\d{1,5}$/)
  .refine((place) => {
    const port = Number(place.slice(place.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65535;
  });
/** A file's path. A key as text is a secret, and refused here. */
const file = text(4096).refine((path) => !path.includes(PEM_START), { error: 'key' });
/** A file's path, or the certificates themselves as PEM text. */
const certificates = text(1 << 16).refine(
  (value) => (value.startsWith(PEM_START) ? !value.includes('PRIVATE KEY') : file.safeParse(value).success),
  { error: 'certificates' },
);

export const profileSchema = z.object({
  id: z.uuid(),
  name: text(200).min(1),
  /** Profiles of the same group are listed together; empty for none. */
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
  /** Milliseconds for dialling, TLS and the handshake. */
  connectTimeout: z.int().min(100).max(600_000),
  /** Seconds of silence before TCP probes the peer; 0 for never. */
  keepAlive: z.int().min(0).max(86_400),
  /** The kind of address that a host name is resolved to; 0 for any. */
  family: z.union([z.literal(0), z.literal(4), z.literal(6)]),
  tls: z
    .object({
      /**
       * Files in PEM form; empty for the system's CAs, or no client certificate. `ca` and `cert` may also hold the PEM text
       * itself (it begins with PEM_START), as some imports bring it.
       */
      ca: certificates,
      cert: certificates,
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
  /** Every node is reached through it; the SSH server, if there is a tunnel. Absent in files of earlier versions. */
  proxy: z
    .object({
      kind: z.enum(PROXY_KINDS),
      host: text(300)
        .min(1)
        .regex(/^[^\s@/?#[\]]+$/),
      port: z.int().min(1).max(65535),
      /** Empty for none. */
      user: text(200),
    })
    .nullable()
    .default(null),
  /** Announced addresses, and where these nodes are reached. */
  nat: z.array(z.object({ announced: address, reached: address })).max(2000),
  /** The seeds are sentinels; the server is the master of this name. */
  sentinel: z.object({ master: text(300).min(1), username: text(1000) }).nullable(),
  /** Milliseconds since 1970 of the last connection; 0 for never. */
  usedAt: z.number().min(0),
});

export type Profile = z.infer<typeof profileSchema>;
