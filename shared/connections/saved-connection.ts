/** Saved connections as they cross to the window: never with a secret. Plain data only. */
import type { Profile } from './profile.ts';
import type { SecretName } from './secret-names.ts';

export type { SecretName };

/**
 * stored: sealed by the system's key store · session: in main's memory until the program ends · unreadable: stored, but the
 * key store does not open it · elsewhere: kept for another host, port, user, TLS, SSH host, proxy or Sentinel than the connection has now.
 */
export type SecretPlace = 'stored' | 'session' | 'unreadable' | 'elsewhere';
export type SecretPlaces = { readonly [name in SecretName]?: SecretPlace };
/** Typed secrets: a text to use and to keep, or null to forget the kept one. */
export type TypedSecrets = { readonly [name in SecretName]?: string | null };

/** Where typed secrets are kept; once: nowhere, they are used for one connection. */
export const KEEPS = ['stored', 'session', 'once'] as const;
export type Keep = (typeof KEEPS)[number];

/** Deleted connections that can be restored. */
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
  /** True if a later version of Slotshell wrote the file: nothing can be changed. */
  isReadOnly: boolean;
}

/** The content of a file or a text, before any of it is saved. */
export interface ImportPreview {
  /** Each with the number of its secrets. */
  found: { profile: Profile; description: string; secrets: number }[];
  /** Parts that were left out; `about` is text of the file. */
  notes: { about: string; text: string }[];
}
/** none: no file was chosen · sealed: its passphrase is asked for. */
export type ImportAnswer = { kind: 'none' } | { kind: 'sealed' } | ({ kind: 'read' } & ImportPreview);
