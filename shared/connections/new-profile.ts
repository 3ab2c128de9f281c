/** The defaults of a saved connection. Apart from the schema, so that the window does not need zod. */
import type { Profile } from './profile.ts';

/** A valid profile; `id` is a new UUID. */
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
  proxy: null,
  nat: [],
  sentinel: null,
  usedAt: 0,
});

/** TLS when it is switched on: everything is checked. */
export const newTls = (): NonNullable<Profile['tls']> => ({
  ca: '',
  cert: '',
  key: '',
  serverName: '',
  minVersion: 'TLSv1.2',
  verify: true,
  verifyName: true,
});

/** An SSH tunnel when it is switched on; host and user are still missing. */
export const newSsh = (): NonNullable<Profile['ssh']> => ({
  host: '',
  port: 22,
  user: '',
  method: 'agent',
  keyFile: '',
  hostKey: '',
});

/** A proxy when it is switched on; its host is still missing. */
export const newProxy = (): NonNullable<Profile['proxy']> => ({
  kind: 'socks5',
  host: '',
  port: 1080,
  user: '',
});
