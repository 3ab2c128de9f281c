/**
 * The secrets that a saved connection may have. They are kept apart from the profile, and never in the window. `tlsKey` and
 * `sshKey` are private keys as PEM text, as imports bring them; they are used if the profile names no file for the key.
 */
export const SECRETS = [
  'password',
  'sentinelPassword',
  'proxyPassword',
  'sshPassword',
  'sshPassphrase',
  'sshKey',
  'tlsPassphrase',
  'tlsKey',
] as const;

export type SecretName = (typeof SECRETS)[number];
