/**
 * The filter before the log: what a line may hold. Texts in quotes may be values, keys or commands, and what stands before an @ in
 * a URL a login, so neither is ever written. Pure.
 */
import { homedir } from 'node:os';
import { escapeForLine } from '../../shared/format/escape.ts';

const MOST = 1000;
const MOST_FRAMES = 12;
const HIDDEN = '••••';
const CLOSING: { readonly [open: string]: string } = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '«': '»',
};

/** One line, without what is in quotes and without logins in URLs. */
export const logLine = (text: string): string =>
  withoutLogins(withoutQuoted(escapeForLine(text.slice(0, MOST)))).replaceAll(homedir(), '~');

/** Where an error came from. Its message only if the engine wrote it: any other may quote a server or a file. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no Error was thrown';
  const { name, stack = '' } = error;
  const code =
    'code' in error && /^[A-Z0-9_]{2,40}$/.test(String(error.code)) ? ` ${String(error.code)}` : '';
  const isOfEngine = error instanceof TypeError || error instanceof ReferenceError;
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  const where = frames.slice(0, MOST_FRAMES).map((line) => line.trim().replaceAll(homedir(), '~'));
  return [`${name.slice(0, 60)}${code}${isOfEngine ? `: ${logLine(error.message)}` : ''}`, ...where].join(
    ' | ',
  );
}

const isLetter = (character: string | undefined) =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

function withoutQuoted(text: string): string {
  let shown = '';
  for (let at = 0; at < text.length; at++) {
    const open = text[at]!;
    const close = CLOSING[open];
    // In a word it is an apostrophe.
    if (close === undefined || (open === "'" && isLetter(text[at - 1]))) {
      shown += open;
      continue;
    }
    // The last one: a value may hold quotes of its own.
    const end = text.lastIndexOf(close);
    shown += `${open}${HIDDEN}${close}`;
    at = end > at ? end : text.length;
  }
  return shown;
}

const withoutLogins = (text: string): string =>
  text
    .split(' ')
    .map((word) => {
      const scheme = word.indexOf('://');
      const login = word.lastIndexOf('@');
      return scheme >= 0 && login > scheme
        ? `${word.slice(0, scheme + 3)}${HIDDEN}${word.slice(login)}`
        : word;
    })
    .join(' ');
