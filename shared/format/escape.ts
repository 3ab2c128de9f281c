/** Makes server bytes and texts safe for a terminal or a label: nothing in them is ever interpreted. */
import { latin1, utf8 } from '../resp/resp.ts';

const NAMED: { readonly [byte: number]: string } = {
  0x22: '\\"',
  0x5c: '\\\\',
  0x0a: '\\n',
  0x0d: '\\r',
  0x09: '\\t',
  0x07: '\\a',
  0x08: '\\b',
};
const BYTE_TEXT = Array.from(
  { length: 256 },
  (_, byte) =>
    NAMED[byte] ??
    (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`),
);

/** Printable ASCII without quote and backslash: nothing to escape. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) return false;
  }
  return true;
}

/** The inside of a redis-cli string, as sdscatrepr writes it: printable ASCII unchanged, every other byte escaped. */
export function escapeBytes(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  let text = '';
  for (const byte of bytes) text += BYTE_TEXT[byte]!;
  return text;
}

const encoder = new TextEncoder();

// Scripts whose letters change shape around a joiner. In other scripts a joiner between letters is invisible.
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}' +
  '\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}' +
  '\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}';

/**
 * Invisible characters that text needs to be readable: VS16 after an emoji or in a keycap, ZWJ between two emoji, ZWJ
 * and ZWNJ between letters of a script that joins (Unicode UAX #31, A1, A2 and B, without their finer conditions).
 */
const KEPT = [
  '(?<=\\p{Extended_Pictographic})\\ufe0f',
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  `(?<=[${JOINING}][\\p{Mn}\\p{Mc}]*)[\\u200c\\u200d](?=[${JOINING}])`,
].join('|');

/**
 * Matches characters of a class; the group `kept` holds those that are kept. Made when it is needed: a program that runs one
 * command seldom does.
 */
function outside(characters: string): () => RegExp {
  let made: RegExp | null = null;
  return () => (made ??= new RegExp(`(?<kept>${KEPT})|${characters}`, 'gu'));
}

/** Replaces each match except the kept ones. */
const escapeMatches = (text: string, pattern: RegExp, escape: (character: string) => string): string =>
  text.replace(pattern, (character: string, kept: string | undefined) => kept ?? escape(character));

// Invisible characters, and those that change how their neighbours are read: controls, formats, default-ignorable ones, blanks
// except the space and the ideographic one, and unassigned ones.
const UNREADABLE = outside(
  '["\\\\\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]|(?![ \\u3000])\\p{Zs}',
);

/**
 * The inside of a string as text, if its bytes are UTF-8: readable characters are unchanged; quotes, controls and invisible
 * characters are escaped as in escapeBytes, so that typing it into the shell gives the same bytes. Else as escapeBytes.
 */
export function escapeReadable(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  const text = utf8(bytes);
  return text === null
    ? escapeBytes(bytes)
    : escapeMatches(text, UNREADABLE(), (character) => escapeBytes(encoder.encode(character)));
}

// Controls except newline, line and paragraph separators, formats (bidirectional, zero-width), default-ignorable characters,
// and lone surrogates.
const UNSAFE = outside('(?!\\n)[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]');
/** A quick check, so that text without any of these is not searched for exceptions. */
const MAYBE_UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const escapeCharacter = (c: string): string => {
  const code = c.codePointAt(0)!;
  if (code < 0x100) return BYTE_TEXT[code]!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Without controls: the class above takes long to compile. */
const ASCII = /^[ -~]*$/;

const escapeUnsafe = (text: string): string =>
  !ASCII.test(text) && MAYBE_UNSAFE.test(text) ? escapeMatches(text, UNSAFE(), escapeCharacter) : text;

/** Text for a terminal: newlines stay (CRLF becomes one), other control and bidirectional characters are escaped. */
export function escapeForTerminal(text: string): string {
  return escapeUnsafe(text.replaceAll('\r\n', '\n'));
}

/** escapeForTerminal for a page, where tabs are blanks. */
export function escapeForLabel(text: string): string {
  return MAYBE_UNSAFE.test(text) ? text.split('\t').map(escapeForTerminal).join('\t') : text;
}

/** escapeForTerminal for one line: newlines are escaped too. */
export function escapeForLine(text: string): string {
  return escapeUnsafe(text.replaceAll('\n', '\\n'));
}

/** Bytes as text for a label, without quotes: UTF-8 if they are valid, else escaped as redis-cli does. */
export function readable(bytes: Uint8Array): string {
  if (isPlain(bytes)) return latin1(bytes);
  const text = utf8(bytes);
  return text === null ? escapeBytes(bytes) : escapeForLine(text);
}
