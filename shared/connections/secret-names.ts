/** The secrets that a saved connection may have. */
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
