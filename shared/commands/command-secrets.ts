/** Which arguments of which commands are secret: those that redis-cli keeps out of its history (7.2 to 8.0). */
import { splitLine, type SplitLine } from './command-line.ts';
import { latin1, lowerWord } from '../resp/resp.ts';
import { readable } from '../format/escape.ts';

const SECRET_SETTINGS = new Set([
  'masterauth',
  'masteruser',
  'requirepass',
  'tls-key-file-pass',
  'tls-client-key-file-pass',
  'primaryauth',
  'primaryuser',
]);
const SENTINEL_SETTINGS = new Set(['sentinel-pass', 'sentinel-user', 'auth-pass', 'auth-user']);
const ACL_SECRETS = new Set(['setuser', 'deluser', 'getuser']);

const NAMES = new Set(['auth', 'acl', 'config', 'hello', 'migrate', 'sentinel']);
const LENGTHS = new Set([...NAMES].map((name) => name.length));
const INITIALS = new Set([...NAMES].map((name) => name.charCodeAt(0)));

/** A quick check, because every command passes here. */
const mayBeName = (word: Uint8Array | undefined): boolean =>
  word !== undefined && LENGTHS.has(word.length) && INITIALS.has(word[0]! | 0x20);

/** Shown in place of a secret. */
export const DOTS = '••••••';

/** A repeat count or a target: `3 auth x`, `@all auth x`. */
const isPrefix = (word: Uint8Array | undefined): boolean =>
  word !== undefined &&
  word.length > 0 &&
  (word[0] === 0x40 || (word[0]! <= 0x39 && /^[+-]?\d+$/.test(latin1(word.subarray(0, 24)))));

function prefixLength(args: readonly Uint8Array[]): number {
  let count = 0;
  while (count < 3 && isPrefix(args[count])) count++;
  return count;
}

/** Index of the first word that must not be shown; null if none is secret. Repeat counts and targets may precede the command. */
export function firstSecret(args: readonly Uint8Array[]): number | null {
  const skipped = prefixLength(args);
  if (!mayBeName(args[skipped]) || !NAMES.has(lowerWord(args[skipped]))) return null;
  const at = secretAfterName(args.slice(skipped).map(lowerWord));
  return at === null || skipped + at >= args.length ? null : skipped + at;
}

function secretAfterName(lower: readonly string[]): number | null {
  const [name, sub] = lower;
  const after = (from: number, test: (word: string) => boolean, to = lower.length): number | null => {
    const at = lower.findIndex((word, i) => i >= from && i < to && test(word));
    return at < 0 ? null : at + 1;
  };
  switch (name) {
    case 'auth':
      return 1;
    case 'acl':
      return ACL_SECRETS.has(sub ?? '') ? 2 : null;
    case 'config':
      return sub === 'set' ? after(2, (word) => SECRET_SETTINGS.has(word)) : null;
    case 'hello':
      return after(2, (word) => word === 'auth');
    case 'migrate': {
      // The options begin behind the timeout: a key may be named KEYS.
      const keys = lower.indexOf('keys', 6);
      return after(2, (word) => word === 'auth' || word === 'auth2', keys < 0 ? undefined : keys);
    }
    default:
      return after(2, (word) => SENTINEL_SETTINGS.has(word));
  }
}

/** Characters searched for a command's name: splitting a line of many megabytes takes too long. */
const HEAD = 4096;

function mayHoldSecret(head: string): boolean {
  const args = splitLine(head).words.map((word) => word.bytes);
  const at = prefixLength(args);
  // The last word may go on.
  return at + 1 >= args.length || NAMES.has(lowerWord(args[at]));
}

/**
 * The UTF-16 offset of the first character that must not be shown or kept; null if there is none. `read` splits the line,
 * for a caller that has done so before.
 */
export function secretStart(line: string, read: () => SplitLine = () => splitLine(line)): number | null {
  if (line.length > HEAD && !mayHoldSecret(line.slice(0, HEAD))) return null;
  const split = read();
  const words = split.ok ? split.words : [...split.words, split.open];
  const first = firstSecret(words.map((word) => word.bytes));
  if (first !== null) return words[first]!.start;
  if (split.ok) return null;
  // A wrong quote hides where words end: if the line begins like such a command, all the rest is secret.
  const named = /^\s*(?:["']?(?:@\S*|[+-]?\d+)["']?\s+){0,3}["']?([a-z]+)["']?(?=\s)/i.exec(line);
  if (named && NAMES.has(named[1]!.toLowerCase())) return named[0].length;
  const name = words[prefixLength(words.map((word) => word.bytes))];
  return name && NAMES.has(lowerWord(name.bytes)) && name.end < line.length ? name.end : null;
}

/** The line with everything from its first secret on as dots. */
export const maskLine = (line: string): string => maskFrom(line, secretStart(line));

/** The same for a line whose first secret is known. */
export const maskFrom = (line: string, secret: number | null): string =>
  secret === null ? line : `${copyOf(line.slice(0, secret))}${DOTS}`;

/** A string of its own: a slice keeps the whole string, and the secret in it, in V8's memory. */
export const copyOf = (slice: string): string => JSON.parse(JSON.stringify(slice)) as string;

/** The command for showing: words escaped, secrets as dots, at most `limit` characters. */
export function showCommand(args: readonly Uint8Array[], limit: number): string {
  const secret = firstSecret(args);
  let text = '';
  for (let i = 0; i < args.length && text.length <= limit; i++) {
    if (i > 0) text += ' ';
    const word = args[i]!;
    if (secret !== null && i >= secret) text += DOTS;
    else text += readable(word.length > limit ? word.subarray(0, limit) : word);
  }
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
