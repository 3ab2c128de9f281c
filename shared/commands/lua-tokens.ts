/**
 * Splits a Lua script into tokens exactly as the server's lexer does (llex.c of Lua 5.1). A single difference in comments or
 * strings could hide code, so test/parity/lua-tokens.test.ts compares this with a real server's Lua.
 */

/** A number's text is dropped: it cannot name a command. */
export type LuaToken = { kind: 'name' | 'string' | 'number' | 'other'; text: string };

/** Null if Lua would reject the text: an unclosed string or long bracket. */
export function tokenizeLua(text: string): LuaToken[] | null {
  const tokens: LuaToken[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    if (isBlank(c)) i++;
    else if (text.startsWith('--', i)) {
      const long = longBracket(text, i + 2);
      if (long === 'open') return null;
      i = long ? long.end : lineEnd(text, i);
    } else if (c === '"' || c === "'") {
      const read = quoted(text, i);
      if (!read) return null;
      tokens.push({ kind: 'string', text: read.text });
      i = read.end;
    } else if (c === '[') {
      const long = longBracket(text, i);
      if (long === 'open') return null;
      tokens.push(long ? { kind: 'string', text: long.text } : { kind: 'other', text: c });
      i = long ? long.end : i + 1;
    } else if (isDigit(c) || (c === '.' && isDigit(text[i + 1]))) {
      tokens.push({ kind: 'number', text: '' });
      i = numberEnd(text, i);
    } else if (isWord(c)) {
      let end = i + 1;
      while (isWord(text[end])) end++;
      tokens.push({ kind: 'name', text: text.slice(i, end) });
      i = end;
    } else {
      tokens.push({ kind: 'other', text: c });
      i++;
    }
  }
  return tokens;
}

type Character = string | undefined;
const isBlank = (c: string) => (c >= '\t' && c <= '\r') || c === ' ';
const isDigit = (c: Character) => c !== undefined && c >= '0' && c <= '9';
const isWord = (c: Character) => c !== undefined && /^[A-Za-z0-9_]$/.test(c);
const isLineEnd = (c: Character) => c === '\n' || c === '\r';

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isLineEnd(text[end])) end++;
  return end;
}

/** Length of a line break; `\r\n` and `\n\r` are one break. */
const breakLength = (text: string, at: number) =>
  isLineEnd(text[at + 1]) && text[at + 1] !== text[at] ? 2 : 1;

/** A name may follow `1.`: the point belongs to the number and does not make the name a field. */
function numberEnd(text: string, from: number): number {
  let end = from;
  while (isDigit(text[end]) || text[end] === '.') end++;
  if (text[end] === 'e' || text[end] === 'E') {
    end++;
    if (text[end] === '+' || text[end] === '-') end++;
  }
  while (isWord(text[end])) end++;
  return end;
}

/** Reads `[[…]]` or `[==[…]==]` at `at`; null if none begins there, `open` if it does not end. */
function longBracket(text: string, at: number): { text: string; end: number } | 'open' | null {
  let inside = at + 1;
  if (text[at] !== '[') return null;
  while (text[inside] === '=') inside++;
  if (text[inside] !== '[') return null;
  const close = `]${text.slice(at + 1, inside)}]`;
  const end = text.indexOf(close, inside + 1);
  if (end < 0) return 'open';
  const value = text.slice(inside + 1, end).replace(/\r\n|\n\r|\r/g, '\n');
  return { text: value.replace(/^\n/, ''), end: end + close.length };
}

const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

function quoted(text: string, at: number): { text: string; end: number } | null {
  const quote = text[at]!;
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === quote) return { text: value, end: i + 1 };
    if (isLineEnd(c)) return null;
    if (c !== '\\') {
      value += c;
      continue;
    }
    const escape = escaped(text, i + 1);
    if (!escape) return null;
    value += escape.text;
    i += escape.length;
  }
  return null;
}

/** Reads an escape after the backslash. In Lua 5.1, `\x` and `\z` are plain letters. Null at the end of the text and for `\256`. */
function escaped(text: string, at: number): { text: string; length: number } | null {
  const c = text[at];
  if (c === undefined) return null;
  if (isLineEnd(c)) return { text: '\n', length: breakLength(text, at) };
  const digits = /^\d{1,3}/.exec(text.slice(at, at + 3))?.[0];
  if (digits === undefined) return { text: ESCAPES[c] ?? c, length: 1 };
  return Number(digits) > 255 ? null : { text: String.fromCharCode(Number(digits)), length: digits.length };
}
