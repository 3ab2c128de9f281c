/**
 * Passwords in a conf file. The window gets a mark in place of each, and main puts them back: the text is edited in the page,
 * the passwords never are there. Pure.
 */

/** The directive, or a comment that was one, up to its secret. */
const SECRET_LINE =
  /^(\s*(?:#\s*)?(?:requirepass|masterauth|tls-key-file-pass|tls-client-key-file-pass|user\s+\S+|sentinel\s+auth-pass\s+\S+)\s+)(\S.*)$/i;
const SECRETS = new Set(['requirepass', 'masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass']);
const MARK = /\(hidden (\d+)\)/;

export const HIDDEN = '(hidden)';
export const isSecret = (name: string): boolean => SECRETS.has(name);

/** The text with a numbered mark for each secret. */
export function hideSecrets(text: string): string {
  let count = 0;
  return mapLines(text, (line) => {
    const [, before] = SECRET_LINE.exec(line) ?? [];
    return before === undefined ? line : `${before}"(hidden ${++count})"`;
  });
}

/**
 * The edited text with the secrets of `original` in place of its marks. Null if a mark has no secret, or stands in a line where
 * it would not be one: a page must not move a password into a directive that can be read.
 */
export function restoreSecrets(edited: string, original: string): string | null {
  const secrets: { before: string; secret: string }[] = [];
  mapLines(original, (line) => {
    const [, before = '', secret] = SECRET_LINE.exec(line) ?? [];
    if (secret !== undefined) secrets.push({ before: nameOf(before), secret });
    return line;
  });
  let isGood = true;
  const text = mapLines(edited, (line) => {
    const mark = MARK.exec(line);
    if (!mark) return line;
    const [, before = '', value] = SECRET_LINE.exec(line) ?? [];
    const kept = secrets[Number(mark[1]) - 1];
    if (value?.trimEnd() === `"${mark[0]}"` && kept && kept.before === nameOf(before))
      return `${before}${kept.secret}`;
    isGood = false;
    return line;
  });
  return isGood ? text : null;
}

/** `# requirepass ` is `requirepass`. */
const nameOf = (before: string): string =>
  before
    .replace(/^[\s#]+/, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();

const mapLines = (text: string, change: (line: string) => string): string =>
  text.split('\n').map(change).join('\n');
