/** Saved connections as they cross to the window: never with a secret. Plain data only. */
import type { Profile } from './profile.ts';
import type { SecretName } from './secret-names.ts';

export type { SecretName };

/**
 * stored: sealed by the system's key store · session: in main's memory until the program ends · unreadable: stored, but the
 * key store does not open it · elsewhere: kept for another host, port, user, TLS, SSH host or Sentinel than the connection has now.
 */
export type SecretPlace = 'stored' | 'session' | 'unreadable' | 'elsewhere';
export type SecretPlaces = { readonly [name in SecretName]?: SecretPlace };
/** What was typed: a text to use and to keep, or null to forget what is kept. */
export type TypedSecrets = { readonly [name in SecretName]?: string | null };

/** Where typed secrets are kept; once: nowhere, they serve one connection. */
export const KEEPS = ['stored', 'session', 'once'] as const;
export type Keep = (typeof KEEPS)[number];

/** Deleted ones that can be brought back. */
export const MOST_DELETED = 50;

export interface SavedConnection {
  profile: Profile;
  /** Where it leads and how, in one line. */
  description: string;
  secrets: SecretPlaces;
}

export interface SavedConnections {
  /** The last used first. */
  list: SavedConnection[];
  /** none: secrets can be kept for this session only. */
  store: 'keychain' | 'none';
  /** True where a later version of this program wrote the file: nothing can be changed. */
  isReadOnly: boolean;
}

/** What was found in a file or a text, before any of it is saved. */
export interface ImportPreview {
  /** Each with the number of its secrets. */
  found: { profile: Profile; description: string; secrets: number }[];
  /** What was not taken over; `about` is text of the file. */
  notes: { about: string; text: string }[];
}
/** none: no file was chosen · sealed: its passphrase is asked for. */
export type ImportAnswer = { kind: 'none' } | { kind: 'sealed' } | ({ kind: 'read' } & ImportPreview);
