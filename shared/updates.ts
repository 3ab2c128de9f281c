/** What is known of a newer version of the app. Plain data only. */
export type UpdateStatus =
  /** Nothing is to be said: updates are off, or the version is the newest. */
  | { kind: 'quiet' }
  | { kind: 'checking' }
  /** The user asked, and there is nothing newer. */
  | { kind: 'newest' }
  /** `installs` is false where the app cannot replace itself: a package manager or the user does. */
  | { kind: 'there'; version: string; installs: boolean }
  | { kind: 'loading'; version: string }
  /** It is downloaded and checked: a restart installs it. */
  | { kind: 'ready'; version: string }
  /** A sentence. */
  | { kind: 'failed'; text: string };
