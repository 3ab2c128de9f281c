/** The typed address as it may be displayed: each character of a password is a dot. Pure. */

/** Quoted words may hold blanks; one whose quote is not closed yet goes to the end. */
const WORDS = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s"']+/gsu;
const PASSWORD_FLAGS = new Set(['-a', '--pass', '--password']);

/** Has the length of the text, so that the cursor is where it seems to be. */
export function maskAddress(text: string): string {
  let masked = text;
  let isPassword = false;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    const [from, to] = isPassword ? [0, word.length] : passwordIn(word);
    masked = masked.slice(0, index + from) + '•'.repeat(to - from) + masked.slice(index + to);
    isPassword = PASSWORD_FLAGS.has(word);
  }
  return masked;
}

/** Where the password is in `redis://user:password@host`, also while it is being typed. */
function passwordIn(word: string): [from: number, to: number] {
  const scheme = word.indexOf('://');
  const start = scheme < 0 ? 0 : scheme + 3;
  const colon = word.indexOf(':', start);
  const at = word.lastIndexOf('@');
  if (colon < 0) return [0, 0];
  if (at > colon) return [colon + 1, at];
  // Behind the colon of a host there is a port; an IPv6 address has colons of its own.
  const rest = word.slice(colon + 1);
  const isPort = /^\d*(?:[/?].*)?$/s.test(rest) || word[start] === '[';
  return scheme < 0 || isPort ? [0, 0] : [colon + 1, word.length];
}
