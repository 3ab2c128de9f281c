/** Which commands carry secrets in their words, as redis-cli keeps them out of its history (7.2 to 8.0). */
import { lowerWord } from './resp.ts';
import { readable } from './format/escape.ts';

const SECRET_SETTINGS = new Set([
  'masterauth',
  'masteruser',
  'requirepass',
  'tls-key-file-pass',
  'tls-client-key-file-pass',
  'primaryauth',
  'primaryuser',
]);

const NAMES = new Set(['auth', 'acl', 'config', 'hello', 'migrate', 'sentinel']);

/** Index of the first word that must not be shown; null where none is secret. */
export function firstSecret(words: readonly Uint8Array[]): number | null {
  if (!NAMES.has(lowerWord(words[0]))) return null;
  const lower = words.map(lowerWord);
  const [name, sub] = lower;
  if (name === 'auth' && words.length > 1) return 1;
  if (name === 'acl' && (sub === 'setuser' || sub === 'deluser' || sub === 'getuser') && words.length > 2)
    return 2;
  if (name === 'config' && sub === 'set') {
    const at = lower.findIndex((word, i) => i >= 2 && i % 2 === 0 && SECRET_SETTINGS.has(word));
    return at < 0 || at + 1 >= words.length ? null : at + 1;
  }
  if (name === 'hello' || name === 'migrate') {
    const keys = name === 'migrate' ? lower.indexOf('keys') : -1;
    const at = lower.findIndex(
      (word, i) =>
        i > 1 && (keys < 0 || i < keys) && (word === 'auth' || (name === 'migrate' && word === 'auth2')),
    );
    return at < 0 || at + 1 >= words.length ? null : at + 1;
  }
  if (name === 'sentinel') {
    const at = lower.findIndex((word, i) => i >= 2 && /^(sentinel-(pass|user)|auth-(pass|user))$/.test(word));
    return at < 0 || at + 1 >= words.length ? null : at + 1;
  }
  return null;
}

/** The command for showing: words escaped, secrets as dots, at most `limit` characters. */
export function showCommand(words: readonly Uint8Array[], limit: number): string {
  const secret = firstSecret(words);
  let text = '';
  for (const [i, word] of words.entries()) {
    if (text.length > limit) break;
    text += (i ? ' ' : '') + (secret !== null && i >= secret ? '••••••' : readable(word.subarray(0, limit)));
  }
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
