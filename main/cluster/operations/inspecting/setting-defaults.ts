/** Defaults of settings, and which ones a server takes at a restart only: what fresh servers have said (scripts/setting-defaults.mjs). */
import type { TakesEffect } from '../../../../shared/operations/cluster-settings.ts';
import tables from './setting-defaults.json';

interface Table {
  product: string;
  version: string;
  /** Ascending within a product. What differs from the table before of the same product, and the settings that it no longer has. */
  defaults: { readonly [name: string]: string };
  gone: readonly string[];
  fixed: readonly string[];
}
const TABLES = tables as unknown as readonly Table[];

export interface Defaults {
  /** `Redis 7.0.15` */
  of: string;
  values: ReadonlyMap<string, string>;
  takesEffect(name: string): TakesEffect;
}

/**
 * Settings that are taken at once and leave open connections as they are: the server reads them when it accepts or makes a
 * connection, or when a client logs in.
 */
const FOR_CONNECTIONS: ReadonlySet<string> = new Set([
  'tcp-keepalive',
  'requirepass',
  'masterauth',
  'masteruser',
  'primaryauth',
  'primaryuser',
  'tls-cert-file',
  'tls-key-file',
  'tls-key-file-pass',
  'tls-client-cert-file',
  'tls-client-key-file',
  'tls-client-key-file-pass',
  'tls-ca-cert-file',
  'tls-ca-cert-dir',
  'tls-auth-clients',
  'tls-replication',
  'tls-cluster',
  'tls-protocols',
  'tls-ciphers',
  'tls-ciphersuites',
  'tls-prefer-server-ciphers',
  'tls-session-caching',
]);

/** Of the newest server in the table that is not newer than this one; of the oldest if all are. Null for another product. */
export function defaultsFor(server: string): Defaults | null {
  const [, name, version] = /^(Redis|Valkey) (\d+\.\d+)/.exec(server) ?? [];
  const own = TABLES.filter(({ product }) => product === name?.toLowerCase());
  if (own.length === 0) return null;
  const notNewer = own.filter((table) => number(table.version) <= number(version!));
  const upTo = Math.max(0, notNewer.length - 1);
  const values = new Map<string, string>();
  for (const { defaults, gone } of own.slice(0, upTo + 1)) {
    for (const [setting, value] of Object.entries(defaults)) values.set(setting, value);
    for (const setting of gone) values.delete(setting);
  }
  const { fixed } = own[upTo]!;
  return {
    of: `${name} ${own[upTo]!.version}`,
    values,
    takesEffect: (setting) => {
      if (fixed.includes(setting)) return 'restart';
      if (FOR_CONNECTIONS.has(setting)) return 'connections';
      return values.has(setting) || setting === 'dir' ? 'now' : 'unknown';
    },
  };
}

function number(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}
